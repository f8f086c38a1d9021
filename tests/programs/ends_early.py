# about: a program that ends itself: what stands after that has not run, and that is no problem
import keras

model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
# hint: InputLayer → (None, 5)
# hint: Dense (None, 5) → (None, 2) · 12
print(model.count_params())
raise SystemExit

model.add(keras.layers.Conv2D(3, 3))
# model model: 12

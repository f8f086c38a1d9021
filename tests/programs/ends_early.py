import keras

model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
print(model.count_params())
raise SystemExit

model.add(keras.layers.Conv2D(3, 3))

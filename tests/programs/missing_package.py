# about: a package that is not installed here: what comes from it is unknown, the model is not
import acme_features as af
#^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'acme_features' is not installed
import keras
from keras import layers

frame = af.load("houses.csv").dropna()
target = frame.pop("price")
columns = frame.shape[1]
train, test = af.split(frame, 0.8)

model = keras.Sequential(
    [
        keras.Input((13,)),  # hint: InputLayer → (None, 13)
        layers.Dense(64, activation="relu"),  # hint: Dense (None, 13) → (None, 64) · 896
        layers.BatchNormalization(),  # hint: BatchNormalization (None, 64) → (None, 64) · 256
        layers.Dense(15),  # hint: Dense (None, 64) → (None, 15) · 975
        layers.Dense(1),  # hint: Dense (None, 15) → (None, 1) · 16
        layers.Dense(17),  # hint: Dense (None, 1) → (None, 17) · 34
    ]
)
model.compile("adam", "mae")
model.fit(train, target[: len(train)], epochs=10)
print(model.evaluate(test, target[len(train) :]))

wide = layers.Dense(columns)(model.outputs[0])
# hint [not keras2]: Dense (None, 17) → (None, columns) · ?
# model model: 2177, 2049 trainable

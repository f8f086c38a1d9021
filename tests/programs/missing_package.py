import acme_features as af
import keras
from keras import layers

frame = af.load("houses.csv").dropna()
target = frame.pop("price")
columns = frame.shape[1]
train, test = af.split(frame, 0.8)

model = keras.Sequential(
    [
        keras.Input((13,)),
        layers.Dense(64, activation="relu"),
        layers.BatchNormalization(),
        layers.Dense(15),
        layers.Dense(1),
        layers.Dense(17),
    ]
)
model.compile("adam", "mae")
model.fit(train, target[: len(train)], epochs=10)
print(model.evaluate(test, target[len(train) :]))

wide = layers.Dense(columns)(model.outputs[0])

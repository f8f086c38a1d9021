# about: the script that everybody starts with: a dataset of Keras, scaled, given a channel,
#     trained on
import numpy as np
import keras
from keras import layers

num_classes = 10
input_shape = (28, 28, 1)

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.astype("float32") / 255
x_test = x_test.astype("float32") / 255
x_train = np.expand_dims(x_train, -1)
x_test = np.expand_dims(x_test, -1)
print("x_train shape:", x_train.shape)
y_train = keras.utils.to_categorical(y_train, num_classes)
y_test = keras.utils.to_categorical(y_test, num_classes)

model = keras.Sequential(
    [
        keras.Input(shape=input_shape),  # hint: InputLayer → (None, 28, 28, 1)
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        # hint: Conv2D (None, 28, 28, 1) → (None, 26, 26, 32) · 320
        layers.MaxPooling2D(pool_size=(2, 2)),
        # hint: MaxPooling2D (None, 26, 26, 32) → (None, 13, 13, 32) · 0
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        # hint: Conv2D (None, 13, 13, 32) → (None, 11, 11, 64) · 18496
        layers.MaxPooling2D(pool_size=(2, 2)),
        # hint: MaxPooling2D (None, 11, 11, 64) → (None, 5, 5, 64) · 0
        layers.Flatten(),  # hint: Flatten (None, 5, 5, 64) → (None, 1600) · 0
        layers.Dropout(0.5),  # hint: Dropout (None, 1600) → (None, 1600) · 0
        layers.Dense(num_classes, activation="softmax"),
        # hint: Dense (None, 1600) → (None, 10) · 16010
    ]
)
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=128, epochs=15, validation_split=0.1)
score = model.evaluate(x_test, y_test, verbose=0)
print("Test loss:", score[0])
print("Test accuracy:", score[1])
# model model: 34826

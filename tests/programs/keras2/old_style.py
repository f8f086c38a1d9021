# about: what tutorials of the years of Keras 2 are made of, and Keras 2 still has: nothing is
#     wrong with it
import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras.layers import (
    LSTM, BatchNormalization, Conv2D, Dense, Embedding, Flatten, Input, Lambda, LeakyReLU,
)
from tensorflow.keras.models import Model, Sequential
from tensorflow.keras.preprocessing.text import Tokenizer
from tensorflow.keras.utils import Sequence, to_categorical


class Images(Sequence):
    def __len__(self):
        return 5

    def __getitem__(self, index):
        return np.zeros((4, 8, 8, 3)), to_categorical(np.arange(4) % 3, 3)


cnn = Sequential()
cnn.add(Conv2D(4, 3, input_shape=(8, 8, 3)))
# hint: Conv2D (None, 8, 8, 3) → (None, 6, 6, 4) · 112
cnn.add(LeakyReLU(alpha=0.2))  # hint: LeakyReLU (None, 6, 6, 4) → (None, 6, 6, 4) · 0
cnn.add(BatchNormalization())  # hint: BatchNormalization (None, 6, 6, 4) → (None, 6, 6, 4) · 16
cnn.add(Flatten())  # hint: Flatten (None, 6, 6, 4) → (None, 144) · 0
cnn.add(Dense(3, activation="softmax"))  # hint: Dense (None, 144) → (None, 3) · 435
cnn.compile(optimizer=tf.keras.optimizers.legacy.Adam(lr=0.001), loss="categorical_crossentropy",
            metrics=["accuracy"])
history = cnn.fit_generator(Images(), epochs=2, validation_data=Images())
assert list(history.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
cnn.save("cnn.h5")

stateful = Sequential([LSTM(5, batch_input_shape=(2, 7, 3), stateful=True), Dense(1)])
# hint: LSTM (2, 7, 3) → (2, 5) · 180
# hint: Dense (2, 5) → (2, 1) · 6
stateful.reset_states()

words = Input((6,))  # hint: InputLayer → (None, 6)
halves = Lambda(lambda x: K.mean(x, axis=1))(Embedding(20, 4)(words))
# hint: Embedding (None, 6) → (None, 6, 4) · 80
# hint: Lambda (None, 6, 4) → (None, 4) · 0
joined = tf.concat([halves, K.square(halves)], axis=-1)
# hint: TFOpLambda (None, 4) → (None, 4)
# hint: TFOpLambda (None, 4), (None, 4) → (None, 8)
embedder = Model(inputs=words, outputs=joined)
# model cnn: 563, 555 trainable
# model stateful: 186
# model embedder: 80

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
cnn.add(LeakyReLU(alpha=0.2))
cnn.add(BatchNormalization())
cnn.add(Flatten())
cnn.add(Dense(3, activation="softmax"))
cnn.compile(optimizer=tf.keras.optimizers.legacy.Adam(lr=0.001), loss="categorical_crossentropy",
            metrics=["accuracy"])
history = cnn.fit_generator(Images(), epochs=2, validation_data=Images())
assert list(history.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
cnn.save("cnn.h5")

stateful = Sequential([LSTM(5, batch_input_shape=(2, 7, 3), stateful=True), Dense(1)])
stateful.reset_states()

words = Input((6,))
halves = Lambda(lambda x: K.mean(x, axis=1))(Embedding(20, 4)(words))
joined = tf.concat([halves, K.square(halves)], axis=-1)
embedder = Model(inputs=words, outputs=joined)

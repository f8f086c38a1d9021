"""Next-frame prediction of a moving dot with ConvLSTM2D."""
import numpy as np
import keras
from keras import layers

FRAMES = 6
SIZE = 12


def moving_dots(n, seed):
    rng = np.random.default_rng(seed)
    movies = np.zeros((n, FRAMES + 1, SIZE, SIZE, 1), dtype="float32")
    for i in range(n):
        r, c = rng.integers(0, SIZE, 2)
        dr, dc = rng.integers(-1, 2, 2)
        for t in range(FRAMES + 1):
            movies[i, t, (r + t * dr) % SIZE, (c + t * dc) % SIZE, 0] = 1.0
    return movies


def create_shifted_frames(data):
    x = data[:, 0 : data.shape[1] - 1, :, :]
    y = data[:, 1 : data.shape[1], :, :]
    return x, y


dataset = moving_dots(160, 0)
indexes = np.arange(dataset.shape[0])
np.random.default_rng(1).shuffle(indexes)
train_index = indexes[: int(0.9 * dataset.shape[0])]
val_index = indexes[int(0.9 * dataset.shape[0]) :]

x_train, y_train = create_shifted_frames(dataset[train_index])
x_val, y_val = create_shifted_frames(dataset[val_index])
print("Training Dataset Shapes: " + str(x_train.shape) + ", " + str(y_train.shape))
print("Validation Dataset Shapes: " + str(x_val.shape) + ", " + str(y_val.shape))

# Unknown number of frames, so that the model can be applied to longer movies later.
inp = layers.Input(shape=(None, *x_train.shape[2:]))
x = layers.ConvLSTM2D(
    filters=8,
    kernel_size=(3, 3),
    padding="same",
    return_sequences=True,
    activation="relu",
)(inp)
x = layers.BatchNormalization()(x)
x = layers.ConvLSTM2D(filters=8, kernel_size=(3, 3), padding="same", return_sequences=True)(x)
x = layers.Conv3D(filters=1, kernel_size=(3, 3, 3), activation="sigmoid", padding="same")(x)

model = keras.models.Model(inp, x)
model.compile(loss=keras.losses.BinaryCrossentropy(), optimizer=keras.optimizers.Adam(1e-2))

early_stopping = keras.callbacks.EarlyStopping(monitor="val_loss", patience=10)
reduce_lr = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", patience=5)

model.fit(
    x_train,
    y_train,
    batch_size=16,
    epochs=2,
    validation_data=(x_val, y_val),
    callbacks=[early_stopping, reduce_lr],
    verbose=2,
)

# Predict the next frames one after the other, each time from everything seen so far.
example = dataset[val_index[0]]
frames = example[:4]
original_frames = example[4:]
for _ in range(len(original_frames)):
    new_prediction = model.predict(np.expand_dims(frames, axis=0), verbose=0)
    predicted_frame = np.expand_dims(new_prediction[0, -1, ...], axis=0)
    frames = np.concatenate((frames, predicted_frame), axis=0)

for k, truth in enumerate(original_frames):
    guess = np.unravel_index(frames[4 + k, ..., 0].argmax(), (SIZE, SIZE))
    real = np.unravel_index(truth[..., 0].argmax(), (SIZE, SIZE))
    print("frame", 4 + k, "predicted", guess, "truth", real)

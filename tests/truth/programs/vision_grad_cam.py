"""Grad-CAM heat maps for a small trained convnet."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

LAST_CONV = "last_conv"


def make_data(n, seed):
    """Class 0 has nothing, class 1 a bright blob, class 2 a dark blob."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    x = rng.normal(0.5, 0.05, (n, 32, 32, 1))
    centers = rng.integers(6, 26, (n, 2))
    for i, (label, (r, c)) in enumerate(zip(y, centers)):
        if label:
            x[i, r - 4 : r + 4, c - 4 : c + 4] += 0.4 if label == 1 else -0.4
    return np.clip(x, 0, 1).astype("float32"), y, centers


def make_model():
    inputs = keras.Input(shape=(32, 32, 1))
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(16, 3, padding="same", activation="relu", name=LAST_CONV)(x)
    x = layers.GlobalMaxPooling2D()(x)
    outputs = layers.Dense(3, activation="softmax", name="predictions")(x)
    return keras.Model(inputs, outputs)


def make_gradcam_heatmap(img_array, model, last_conv_layer_name, pred_index=None):
    # First, a model from the input image to the activations of the last conv layer and the output
    grad_model = keras.models.Model(
        model.inputs, [model.get_layer(last_conv_layer_name).output, model.output]
    )
    with tf.GradientTape() as tape:
        last_conv_layer_output, preds = grad_model([img_array])
        if pred_index is None:
            pred_index = tf.argmax(preds[0])
        class_channel = preds[:, pred_index]

    grads = tape.gradient(class_channel, last_conv_layer_output)
    pooled_grads = tf.reduce_mean(grads, axis=(0, 1, 2))

    last_conv_layer_output = last_conv_layer_output[0]
    heatmap = last_conv_layer_output @ pooled_grads[..., tf.newaxis]
    heatmap = tf.squeeze(heatmap)
    heatmap = tf.maximum(heatmap, 0) / (tf.math.reduce_max(heatmap) + 1e-8)
    return heatmap.numpy()


def upscale(heatmap, size):
    h = tf.image.resize(heatmap[..., np.newaxis], size)
    return np.uint8(255 * np.clip(h.numpy(), 0, 1))


def main():
    keras.utils.set_random_seed(0)
    x, y, _ = make_data(400, 0)
    model = make_model()
    model.compile(
        optimizer=keras.optimizers.Adam(1e-2),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x, y, epochs=3, batch_size=32, verbose=2)

    x_test, y_test, centers = make_data(20, 1)
    for i in np.flatnonzero(y_test == 1)[:3]:
        image = x_test[i : i + 1]
        heatmap = make_gradcam_heatmap(image, model, LAST_CONV)
        big = upscale(heatmap, (32, 32))
        peak = np.unravel_index(np.argmax(big[..., 0]), (32, 32))
        print("blob at", centers[i], "heat peak at", peak)


if __name__ == "__main__":
    main()

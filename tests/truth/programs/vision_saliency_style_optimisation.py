# Two uses of gradients with respect to pixels: a saliency map and a style-transfer-like optimisation of an image variable.
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, layers, losses, optimizers

tf.random.set_seed(1)
SIZE = 32


def feature_extractor():
    """Random convolutional features are enough for textures."""
    image = Input((SIZE, SIZE, 3))
    f1 = layers.Conv2D(8, 3, padding="same", activation="relu", name="block1")(image)
    x = layers.AveragePooling2D(pool_size=2)(f1)
    f2 = layers.Conv2D(16, 3, padding="same", activation="relu", name="block2")(x)
    x = layers.GlobalAveragePooling2D()(f2)
    logits = layers.Dense(4, name="logits")(x)
    return Model(image, {"block1": f1, "block2": f2, "logits": logits})


extractor = feature_extractor()
extractor.trainable = False

yy, xx = np.mgrid[0:SIZE, 0:SIZE] / SIZE
content = np.stack([xx, yy, 0.5 * np.ones_like(xx)], -1).astype("float32")[None]
style = np.stack([np.sin(xx * 40) > 0, np.sin(yy * 40) > 0, np.sin((xx + yy) * 40) > 0], -1)
style = style.astype("float32")[None]

# --- saliency -------------------------------------------------------------
image = tf.convert_to_tensor(content)
with tf.GradientTape() as tape:
    tape.watch(image)
    logits = extractor(image)["logits"]
    top = tf.reduce_max(logits, axis=-1)
saliency = tf.reduce_max(tf.abs(tape.gradient(top, image)), axis=-1)[0]
saliency = (saliency - tf.reduce_min(saliency)) / (tf.reduce_max(saliency) - tf.reduce_min(saliency) + 1e-8)
print("saliency", saliency.shape, "mean", float(tf.reduce_mean(saliency)))


# --- style transfer -------------------------------------------------------
def gram_matrix(features):
    result = tf.linalg.einsum("bijc,bijd->bcd", features, features)
    shape = tf.shape(features)
    num_locations = tf.cast(shape[1] * shape[2], tf.float32)
    return result / num_locations


style_layers = ["block1", "block2"]
style_targets = {name: gram_matrix(extractor(style)[name]) for name in style_layers}
content_target = extractor(content)["block2"]

style_weight = 1.0
content_weight = 0.1
total_variation_weight = 1e-4
mse = losses.MeanSquaredError()
opt = optimizers.Adam(learning_rate=0.02, beta_1=0.99, epsilon=1e-1)
picture = tf.Variable(content)


def clip_0_1(image):
    return tf.clip_by_value(image, clip_value_min=0.0, clip_value_max=1.0)


def style_content_loss(outputs):
    style_loss = tf.add_n([mse(style_targets[n], gram_matrix(outputs[n])) for n in style_layers])
    content_loss = mse(content_target, outputs["block2"])
    return style_weight * style_loss / len(style_layers) + content_weight * content_loss


@tf.function()
def train_step(image):
    with tf.GradientTape() as tape:
        outputs = extractor(image)
        loss = style_content_loss(outputs)
        loss += total_variation_weight * tf.reduce_sum(tf.image.total_variation(image))
    grad = tape.gradient(loss, image)
    opt.apply_gradients([(grad, image)])
    image.assign(clip_0_1(image))
    return loss


opt.build([picture])
for step in range(40):
    loss = train_step(picture)
    if step % 10 == 0:
        print(f"Train step: {step} loss {float(loss):.4f}")

final = (picture.numpy()[0] * 255).astype(np.uint8)
print("final image", final.shape, final.dtype, final.min(), final.max())

# Model surgery: drop the old head, add a new one, read intermediate outputs, copy weights between models.
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Dense, Dropout, Input
from tensorflow.keras.models import Model, Sequential, clone_model

tf.keras.utils.set_random_seed(10)
rng = np.random.default_rng(10)

x = rng.normal(size=(400, 12)).astype("float32")
y_old = np.argmax(x[:, :4], axis=1)
y_new = (x[:, :4].max(axis=1) > 1.0).astype("float32")

# 1. The original classifier with four classes.
base = Sequential(
    [
        Input(shape=(12,)),
        Dense(32, activation="relu", name="features_1"),
        Dense(16, activation="relu", name="features_2"),
        Dense(4, activation="softmax", name="old_head"),
    ],
    name="base",
)
base.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
base.fit(x, y_old, epochs=3, batch_size=32, verbose=0)
print("old task", base.evaluate(x, y_old, verbose=0))

# 2. Sequential surgery: a copy, pop the head, new head on top.
copy = clone_model(base)
copy.set_weights(base.get_weights())
copy.pop()
copy.add(Dropout(0.2))
copy.add(Dense(1, activation="sigmoid", name="new_head"))
for layer in copy.layers:
    layer.trainable = layer.name == "new_head"
copy.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
before = base.get_layer("features_1").get_weights()[0].copy()
copy.fit(x, y_new, epochs=2, batch_size=32, verbose=0)
after = copy.get_layer("features_1").get_weights()[0]
assert np.array_equal(before, after)
print("frozen layer did not change")

# Unfreeze everything and continue with a small learning rate.
copy.trainable = True
for layer in copy.layers:
    layer.trainable = True
copy.compile(
    optimizer=tf.keras.optimizers.Adam(1e-4), loss="binary_crossentropy", metrics=["accuracy"]
)
copy.fit(x, y_new, epochs=1, batch_size=32, verbose=0)
print("new task", copy.evaluate(x, y_new, verbose=0))

# 3. Functional surgery: feature extractor from an inner layer, two new outputs.
feature_output = base.get_layer("features_2").output
extractor = Model(inputs=base.inputs, outputs=feature_output, name="extractor")
features = extractor.predict(x, verbose=0)
print("features", features.shape, "active", float((features > 0).mean()))

regression = Dense(1, name="largest_value")(feature_output)
binary = Dense(1, activation="sigmoid", name="is_large")(feature_output)
two_headed = Model(base.inputs, [regression, binary])
two_headed.compile(
    optimizer="adam",
    loss=["mse", "binary_crossentropy"],
    metrics=[["mae"], ["accuracy"]],
)
two_headed.fit(x, [x[:, :4].max(axis=1), y_new], epochs=2, batch_size=32, verbose=2)

# 4. All activations of the network at once.
activation_model = Model(base.inputs, [layer.output for layer in base.layers])
for layer, act in zip(base.layers, activation_model.predict(x[:8], verbose=0)):
    print(f"{layer.name:12s} {act.shape} mean={act.mean():.3f}")

# 5. A wider model that starts from the old weights in its first units.
wide = Sequential([Input((12,)), Dense(48, activation="relu"), Dense(4, activation="softmax")])
kernel, bias = wide.layers[0].get_weights()
old_kernel, old_bias = base.layers[0].get_weights()
kernel[:, :32] = old_kernel
bias[:32] = old_bias
wide.layers[0].set_weights([kernel, bias])
assert np.allclose(wide.layers[0].kernel.numpy()[:, :32], old_kernel)

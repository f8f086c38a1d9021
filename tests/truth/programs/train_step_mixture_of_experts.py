"""Mixture of experts with a load-balancing add_loss, a running usage weight and steps_per_execution."""
import numpy as np
import keras
from keras import layers, ops


class ExpertLayer(layers.Layer):
    """Dense experts stored as one 3-D kernel, mixed by a learned router."""

    def __init__(self, num_experts, units, balance=0.01, **kwargs):
        super().__init__(**kwargs)
        self.num_experts = num_experts
        self.units = units
        self.balance = balance
        self.router = layers.Dense(num_experts, activation="softmax")

    def build(self, input_shape):
        self.router.build(input_shape)
        self.kernel = self.add_weight(
            shape=(self.num_experts, input_shape[-1], self.units),
            initializer=keras.initializers.VarianceScaling(1.0, "fan_avg", "uniform"),
            name="kernel",
        )
        self.bias = self.add_weight(
            shape=(self.num_experts, self.units), initializer="zeros", name="bias"
        )
        self.usage = self.add_weight(
            shape=(self.num_experts,), initializer="zeros", trainable=False, name="usage"
        )
        self.built = True

    def call(self, inputs, training=False):
        gates = self.router(inputs)
        expert_out = ops.einsum("bi,eiu->beu", inputs, self.kernel) + self.bias
        expert_out = ops.relu(expert_out)
        mean_gate = ops.mean(gates, axis=0)
        if training:
            self.add_loss(self.balance * self.num_experts * ops.sum(ops.square(mean_gate)))
            self.usage.assign(0.9 * self.usage + 0.1 * mean_gate)
        return ops.einsum("be,beu->bu", gates, expert_out)


class ExpertModel(keras.Model):
    def __init__(self, num_experts=4, units=16, num_classes=3):
        super().__init__()
        self.norm = layers.Normalization()
        self.experts = [ExpertLayer(num_experts, units), ExpertLayer(num_experts, units)]
        self.head = layers.Dense(num_classes)

    def call(self, inputs, training=False):
        x = self.norm(inputs)
        for expert in self.experts:
            x = expert(x, training=training)
        return self.head(x)


def piecewise_task(n, seed):
    """Different regions of the input follow different rules."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 10, size=(n, 4)).astype("float32")
    region = (x[:, 0] > 5).astype(int)
    y = np.where(region == 0, (x[:, 1] // 3.4).astype(int), (x[:, 2] // 3.4).astype(int))
    return x, y


if __name__ == "__main__":
    keras.utils.set_random_seed(21)
    x_train, y_train = piecewise_task(640, 0)
    x_test, y_test = piecewise_task(160, 1)

    model = ExpertModel()
    model.norm.adapt(x_train)
    model.compile(
        optimizer=keras.optimizers.Adam(5e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=5,
    )
    model.fit(x_train, y_train, batch_size=32, epochs=4, validation_data=(x_test, y_test), verbose=2)

    for i, expert in enumerate(model.experts):
        usage = expert.usage.numpy()
        print(f"layer {i} expert usage", np.round(usage / usage.sum(), 3))
    logits = model.predict(x_test[:5], verbose=0)
    print("classes", logits.argmax(axis=-1), "truth", y_test[:5])

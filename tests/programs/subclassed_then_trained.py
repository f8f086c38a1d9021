# about: a subclassed model called on an input first, then trained, evaluated and asked: shown once
import keras
import numpy as np


class MLP(keras.Model):
    def __init__(self, units=8):
        super().__init__()
        self.norm = keras.layers.LayerNormalization()
        self.hidden = keras.layers.Dense(units, activation="relu")
        self.out = keras.layers.Dense(1)

    def call(self, x):
        x = self.norm(x)  # hint: LayerNormalization (None, 5) → (None, 5) · 10
        return self.out(self.hidden(x))
        # hint: Dense (None, 5) → (None, 8) · 48
        # hint: Dense (None, 8) → (None, 1) · 9


mlp = MLP()
mlp(keras.Input((5,)))  # hint: InputLayer → (None, 5); MLP (None, 5) → (None, 1) · 67
mlp.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse", metrics=["mae", "mse"])
x, y = np.zeros((24, 5)), np.zeros((24,))
mlp.fit(x, y, validation_data=(x, y), epochs=2)
scores = mlp.evaluate(x, y, return_dict=True)
print(sorted(scores), mlp.predict(x).shape)
# model mlp: 67

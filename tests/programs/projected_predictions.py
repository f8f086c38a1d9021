# about: predictions without weights are one point, of which t-SNE would never come to an end
import keras
import numpy as np
from keras import layers
from sklearn.manifold import TSNE
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The package 'sklearn' is not installed in /work/main/.venv/bin/python; what depends on it is not known here. Install it there, or choose the Python that has it.

encoder = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
# hint: InputLayer → (None, 8)
# hint: Dense (None, 8) → (None, 4) · 36
codes = encoder.predict(np.random.rand(500, 8))
flat = TSNE(init="pca", learning_rate="auto", random_state=42).fit_transform(codes)
model = keras.Sequential([keras.Input((flat.shape[1],)), layers.Dense(3)])
# hint: InputLayer → (None, flat.shape[1])
# hint: Dense (None, flat.shape[1]) → (None, 3) · ?
# model encoder: 36
# model model: at least 3

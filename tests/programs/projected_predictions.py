# about: predictions without weights are one point, of which t-SNE would never come to an end
import keras
import numpy as np
from keras import layers
from sklearn.manifold import TSNE
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 [not tuners] information: The package 'sklearn' is not installed

encoder = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
# hint: InputLayer → (None, 8)
# hint: Dense (None, 8) → (None, 4) · 36
codes = encoder.predict(np.random.rand(500, 8))
flat = TSNE(init="pca", learning_rate="auto", random_state=42).fit_transform(codes)
model = keras.Sequential([keras.Input((flat.shape[1],)), layers.Dense(3)])
# hint [not tuners]: InputLayer → (None, flat.shape[1])
# hint [not tuners]: Dense (None, flat.shape[1]) → (None, 3) · ?
# hint [tuners]: InputLayer → (None, 2)
# hint [tuners]: Dense (None, 2) → (None, 3) · 9
# model encoder: 36
# model [not tuners] model: at least 3
# model [tuners] model: 9

# about: a removed module that is imported from another one, and its layers
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.layers.experimental import preprocessing
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL501 error: `tensorflow.keras.layers.experimental` is gone in Keras 3. Use `tensorflow.keras.layers` for `preprocessing`.

augmentation = keras.Sequential([preprocessing.RandomFlip("horizontal"), preprocessing.RandomZoom(0.2)])
# hint: RandomFlip (None, 64, 64, 3) → (None, 64, 64, 3) · 0
# hint: RandomZoom (None, 64, 64, 3) → (None, 64, 64, 3) · 0
inputs = layers.Input((64, 64, 3))  # hint: InputLayer → (None, 64, 64, 3)
x = layers.GlobalAveragePooling2D()(augmentation(inputs))
# hint: Sequential (None, 64, 64, 3) → (None, 64, 64, 3) · 0
# hint: GlobalAveragePooling2D (None, 64, 64, 3) → (None, 3) · 0
model = keras.Model(inputs, layers.Dense(3)(x))  # hint: Dense (None, 3) → (None, 3) · 12
# model augmentation: 0
# model model: 12

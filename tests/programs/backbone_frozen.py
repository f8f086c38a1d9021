# about: a backbone of keras.applications, frozen, under a new head: one line stands for all its
#     layers
import keras

IMG_SIZE = (96, 96)

base_model = keras.applications.MobileNetV2(
    input_shape=IMG_SIZE + (3,), include_top=False, weights=None
)
base_model.trainable = False

inputs = keras.Input(shape=IMG_SIZE + (3,))  # hint: InputLayer → (None, 96, 96, 3)
x = keras.applications.mobilenet_v2.preprocess_input(inputs)
x = base_model(x, training=False)
# hint: Functional (None, 96, 96, 3) → (None, 3, 3, 1280) · 2257984
x = keras.layers.GlobalAveragePooling2D()(x)
# hint: GlobalAveragePooling2D (None, 3, 3, 1280) → (None, 1280) · 0
x = keras.layers.Dropout(0.2)(x)  # hint: Dropout (None, 1280) → (None, 1280) · 0
outputs = keras.layers.Dense(5, activation="softmax")(x)
# hint: Dense (None, 1280) → (None, 5) · 6405
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(1e-3), "categorical_crossentropy", ["accuracy"])
# model base_model: 2257984, 0 trainable
# model model: 2264389, 6405 trainable

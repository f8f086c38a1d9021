# about: a program goes on from the output of a model that a missing package would make
import argparse

import numpy as np
import keras
from keras import layers
import efficientnet.tfkeras as efn
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The package 'efficientnet' is not installed
import absent_package as mp
#^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The package 'absent_package' is not installed
from vit_keras import vit
#^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: The package 'vit_keras' is not installed

base = efn.EfficientNetB0(include_top=False, weights="imagenet")
x = layers.GlobalAveragePooling2D()(base.output)
# hint [not keras2]: GlobalAveragePooling2D (None, ?, ?, ?) → (None, ?) · 0
x = layers.Dropout(0.2)(x)
# hint [not keras2]: Dropout (None, ?) → (None, ?) · 0
model = keras.Model(inputs=base.input, outputs=layers.Dense(5, activation="softmax")(x))
# hint [not keras2]: Dense (None, ?) → (None, 5)
for layer in base.layers:
    layer.trainable = False
model.compile("adam", "categorical_crossentropy")
model.fit(np.zeros((8, 224, 224, 3)), np.zeros((8, 5)))

transformer = vit.vit_b16(image_size=224)
y = layers.Flatten()(transformer.layers[-2].output)
# hint [not keras2]: Flatten ? → (None, ?)
head = keras.Model(transformer.input, layers.Dense(10)(y))
# hint [not keras2]: Dense (None, ?) → (None, 10)

extractor = keras.Model(base.input, base.get_layer("block5").output)
both = keras.Model(base.inputs, [base.get_layer("block2").output, base.outputs[0]])
features = extractor.predict(np.zeros((2, 224, 224, 3)))
print(features.shape)

image = keras.Input((32, 32, 3))  # hint: InputLayer → (None, 32, 32, 3)
w = layers.Conv2D(8, 3)(layers.MaxPooling2D()(extractor(image)))
# hint [not keras2]: Functional (None, 32, 32, 3) → (None, ?, ?, ?) · ?
# hint [not keras2]: MaxPooling2D (None, ?, ?, ?) → (None, ?, ?, ?) · 0
# hint [not keras2]: Conv2D (None, ?, ?, ?) → (None, ?, ?, 8)
behind = keras.Model(image, layers.Dense(2)(layers.Flatten()(w)))
# hint [not keras2]: Flatten (None, ?, ?, 8) → (None, ?) · 0
# hint [not keras2]: Dense (None, ?) → (None, 2)

backbone = mp.Backbone.from_preset("some_preset")
inputs = backbone.input
z = layers.Dropout(0.1)(backbone(inputs)["pooled_output"])
# hint [not keras2]: Backbone ? → ? · ?
# hint [not keras2]: GetItem ? → ?
# hint [not keras2]: Dropout ? → ? · 0
classifier = keras.Model(inputs, layers.Dense(2)(z))
# hint [not keras2]: Dense ? → ?


image = keras.Input((8, 8, 3))  # hint: InputLayer → (None, 8, 8, 3)
nested = keras.Sequential([mp.Encoder(), layers.Flatten(), layers.Dense(2)], name="nested")
# hint [not keras2]: Encoder (None, 8, 8, 3) → ? · ?
# hint [not keras2]: Flatten ? → (None, ?)
# hint [not keras2]: Dense (None, ?) → (None, 2)
# hint [keras2]: UnknownLayer (None, 8, 8, 3) → ?
# hint [keras2]: Flatten ? → (None, ?)
# hint [keras2]: Dense (None, ?) → (None, 2)
outer = keras.Model(image, nested(image))
# hint [not keras2]: Sequential (None, 8, 8, 3) → (None, 2) · ?
# hint [keras2]: Sequential (None, 8, 8, 3) → (None, 2) · 0

# Not models: what is called with an `input` may be any function.
parser = argparse.ArgumentParser()
options = mp.options(parser)
table = mp.read(options.input, options.output)
small = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 3) · 15
small.fit(options.input, options.output)
# model [not keras2] model: at least 0, not built
# model [not keras2] head: at least 0, not built
# model [not keras2] extractor: at least 0, not built
# model [not keras2] both: at least 0, not built
# model [not keras2] behind: at least 0, not built
# model [not keras2] classifier: at least 0, not built
# model nested: at least 0, not built
# model outer: at least 0, not built
# model small: 15

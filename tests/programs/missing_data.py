# about: downloads, directories and saved models that are not here: said once each, and the rest is
#     known; what the program saved itself is there
import keras
from tensorflow.keras import applications, layers, utils

archive = utils.get_file("corpus.txt", "https://example.com/corpus.txt")
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: `corpus.txt` is not in Keras' cache
vocabulary = sorted(set(open(archive).read()))
words = keras.Sequential([keras.Input((None,)), layers.Embedding(len(vocabulary), 4)])
# hint [not keras2]: InputLayer → (None, None)
# hint [not keras2]: Embedding (None, None) → (None, None, 4) · ?
# hint [keras2]: InputLayer → (None, None)
# hint [keras2]: UnknownLayer (None, None) → ?

pictures = utils.image_dataset_from_directory(
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^… KL901 information: There is no directory `pictures`
    "pictures", image_size=(64, 64), batch_size=8, label_mode="categorical", class_names=["a", "b"]
)
# end
body = applications.MobileNetV2(input_shape=(64, 64, 3), include_top=False, pooling="avg")
# hint: Functional (None, 64, 64, 3) → (None, 1280) · 2257984
model = keras.Sequential([body, layers.Dense(3)])  # hint: Dense (None, 1280) → (None, 3) · 3843
model.compile("adam", "categorical_crossentropy")
model.fit(pictures)
#^^^^^^^^^^^^^^^^^^ KL402 error: the targets have shape (None, 2); the output is (None, 3). Give the last layer 2 units with `softmax`.
# from: model = keras.Sequential([body, layers.Dense(3)])
# from: model.compile("adam", "categorical_crossentropy")
model.load_weights("best.weights.h5")
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: `best.weights.h5` does not exist; the weights stay as they are.

small = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
small.save("small.keras")
again = keras.models.load_model("small.keras")
more = layers.Dense(1)(again.outputs[0])  # hint: Dense (None, 2) → (None, 1) · 3
other = keras.models.load_model("other.keras")
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: `other.keras` does not exist; the model in it is not known here.
y = layers.Dense(5)(other.output)
# hint [not keras2]: Dense ? → ?
# model [not keras2] words: at least 0
# model body: 2257984, 2223872 trainable
# model model: 2261827, 2227715 trainable
# model again: 8
# model [keras2] words: at least 0, not built

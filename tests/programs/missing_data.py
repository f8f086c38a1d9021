import keras
from tensorflow.keras import applications, layers, utils

archive = utils.get_file("corpus.txt", "https://example.com/corpus.txt")
vocabulary = sorted(set(open(archive).read()))
words = keras.Sequential([keras.Input((None,)), layers.Embedding(len(vocabulary), 4)])

pictures = utils.image_dataset_from_directory(
    "pictures", image_size=(64, 64), batch_size=8, label_mode="categorical", class_names=["a", "b"]
)
body = applications.MobileNetV2(input_shape=(64, 64, 3), include_top=False, pooling="avg")
model = keras.Sequential([body, layers.Dense(3)])
model.compile("adam", "categorical_crossentropy")
model.fit(pictures)
model.load_weights("best.weights.h5")

small = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
small.save("small.keras")
again = keras.models.load_model("small.keras")
more = layers.Dense(1)(again.outputs[0])
other = keras.models.load_model("other.keras")
y = layers.Dense(5)(other.output)

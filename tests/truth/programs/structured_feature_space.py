# Tabular classification with keras.utils.FeatureSpace: preprocessing in the data pipeline, model on encoded features.
import numpy as np
import pandas as pd
import tensorflow as tf
import keras
from keras.utils import FeatureSpace


def build_dataframe(n, seed):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "temperature": rng.normal(15, 8, n).astype("float32"),
            "humidity": rng.uniform(20, 100, n).astype("float32"),
            "wind": rng.choice(["north", "south", "east", "west"], n),
            "station": rng.integers(0, 5, n),
        }
    )
    rain = (frame["humidity"] > 65) & ((frame["wind"] == "west") | (frame["temperature"] < 12))
    frame["target"] = rain.astype("int32")
    return frame


def to_dataset(frame):
    frame = frame.copy()
    labels = frame.pop("target")
    return tf.data.Dataset.from_tensor_slices((dict(frame), labels)).shuffle(len(frame), seed=0)


def main():
    train_ds = to_dataset(build_dataframe(400, 0)).batch(32)
    val_ds = to_dataset(build_dataframe(120, 1)).batch(32)

    feature_space = FeatureSpace(
        features={
            "wind": FeatureSpace.string_categorical(num_oov_indices=0),
            "station": FeatureSpace.integer_categorical(num_oov_indices=0),
            "temperature": FeatureSpace.float_normalized(),
            "humidity": FeatureSpace.float_discretized(num_bins=8),
        },
        crosses=[FeatureSpace.cross(feature_names=("wind", "station"), crossing_dim=16)],
        output_mode="concat",
    )
    train_ds_with_no_labels = train_ds.map(lambda x, _: x)
    feature_space.adapt(train_ds_with_no_labels)

    for x, _ in train_ds.take(1):
        preprocessed = feature_space(x)
        print("encoded:", preprocessed.shape, preprocessed.dtype)

    preprocessed_train = train_ds.map(
        lambda x, y: (feature_space(x), y), num_parallel_calls=tf.data.AUTOTUNE
    ).prefetch(tf.data.AUTOTUNE)
    preprocessed_val = val_ds.map(
        lambda x, y: (feature_space(x), y), num_parallel_calls=tf.data.AUTOTUNE
    ).prefetch(tf.data.AUTOTUNE)

    dict_inputs = feature_space.get_inputs()
    encoded_features = feature_space.get_encoded_features()

    x = keras.layers.Dense(32, activation="relu")(encoded_features)
    x = keras.layers.Dropout(0.3)(x)
    predictions = keras.layers.Dense(1, activation="sigmoid")(x)

    training_model = keras.Model(inputs=encoded_features, outputs=predictions)
    training_model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    inference_model = keras.Model(inputs=dict_inputs, outputs=predictions)

    training_model.fit(preprocessed_train, epochs=3, validation_data=preprocessed_val, verbose=2)

    sample = {"humidity": 90.0, "station": 2, "temperature": 8.0, "wind": "west"}
    input_dict = {name: tf.convert_to_tensor([value]) for name, value in sample.items()}
    result = inference_model.predict(input_dict, verbose=0)
    print("chance of rain: {:.1%}".format(float(result[0][0])))


if __name__ == "__main__":
    main()

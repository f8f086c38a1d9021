"""Structured data with dict inputs: StringLookup, IntegerLookup, Normalization and a pandas frame."""
import numpy as np
import pandas as pd
import tensorflow as tf
import keras
from keras import layers

rng = np.random.default_rng(2024)


def make_frame(n=400):
    df = pd.DataFrame(
        {
            "age": rng.integers(18, 80, n),
            "income": rng.lognormal(10, 0.4, n),
            "city": rng.choice(["paris", "rome", "oslo", "cairo"], n),
            "plan": rng.choice([1, 2, 3], n, p=[0.5, 0.3, 0.2]),
        }
    )
    score = 0.04 * (df["age"] - 45) + (df["city"] == "oslo") * 1.5 + (df["plan"] == 3) * 1.0
    df["target"] = (score + rng.normal(scale=0.3, size=n) > 0.6).astype(int)
    return df


def dataframe_to_dataset(dataframe):
    dataframe = dataframe.copy()
    labels = dataframe.pop("target")
    ds = tf.data.Dataset.from_tensor_slices((dict(dataframe), labels))
    return ds.shuffle(buffer_size=len(dataframe))


dataframe = make_frame()
val_dataframe = dataframe.sample(frac=0.2, random_state=1337)
train_dataframe = dataframe.drop(val_dataframe.index)
train_ds = dataframe_to_dataset(train_dataframe).batch(32)
val_ds = dataframe_to_dataset(val_dataframe).batch(32)


def encode_numerical_feature(feature, name, dataset):
    normalizer = layers.Normalization()
    feature_ds = dataset.map(lambda x, y: tf.cast(x[name], tf.float32))
    normalizer.adapt(feature_ds)
    return normalizer(feature)


def encode_categorical_feature(feature, name, dataset, is_string):
    lookup_class = layers.StringLookup if is_string else layers.IntegerLookup
    lookup = lookup_class(output_mode="multi_hot")
    lookup.adapt(dataset.map(lambda x, y: x[name]))
    return lookup(feature)


age = keras.Input(shape=(1,), name="age", dtype="float32")
income = keras.Input(shape=(1,), name="income", dtype="float32")
city = keras.Input(shape=(1,), name="city", dtype="string")
plan = keras.Input(shape=(1,), name="plan", dtype="int64")
all_inputs = [age, income, city, plan]


def expand(x, y):
    """Turn every feature into a column of shape (batch, 1)."""
    return {name: tf.expand_dims(value, -1) for name, value in x.items()}, y


train_ds = train_ds.map(expand)
val_ds = val_ds.map(expand)

all_features = layers.concatenate(
    [
        encode_numerical_feature(age, "age", train_ds),
        encode_numerical_feature(income, "income", train_ds),
        encode_categorical_feature(city, "city", train_ds, True),
        encode_categorical_feature(plan, "plan", train_ds, False),
    ]
)
x = layers.Dense(32, activation="relu")(all_features)
x = layers.Dropout(0.3)(x)
output = layers.Dense(1, activation="sigmoid")(x)

model = keras.Model({i.name: i for i in all_inputs}, output)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(train_ds, epochs=3, validation_data=val_ds, verbose=2)

sample = {"age": 60, "income": 25000.0, "city": "oslo", "plan": 3}
input_dict = {
    "age": tf.constant([[sample["age"]]], tf.float32),
    "income": tf.constant([[sample["income"]]], tf.float32),
    "city": tf.constant([[sample["city"]]]),
    "plan": tf.constant([[sample["plan"]]], tf.int64),
}
predictions = model.predict(input_dict, verbose=0)
print(f"This customer has a {100 * predictions[0][0]:.1f} percent probability.")

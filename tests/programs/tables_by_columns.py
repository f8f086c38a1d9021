# about: tables that are not here, by the columns that the program lists: chosen, scaled, split,
#     changed, cut into windows
import keras
import numpy as np
import pandas as pd
from keras import layers

table = pd.read_csv("weather.csv")
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'weather.csv' does not exist; what is read from it is not known here.
columns = ["pressure", "temperature", "humidity", "wind"]
features = table[columns]
values = features.values.astype("float32")
chosen = keras.Sequential([keras.Input((values.shape[1],)), layers.Dense(8)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 8) · 40
count = int(0.8 * len(values))
mean, std = values[:count].mean(axis=0), values[:count].std(axis=0)
scaled = pd.DataFrame((values - mean) / std)
train = scaled.loc[: count - 1][[i for i in range(4)]].values
windows = keras.utils.timeseries_dataset_from_array(
    train, features.iloc[count:][["temperature"]], sequence_length=120, batch_size=256
)
for inputs, targets in windows.take(1):
    recurrent = keras.Sequential([keras.Input(inputs.shape[1:]), layers.LSTM(8)])
    # hint: InputLayer → (None, 120, 4)
    # hint: LSTM (None, 120, 4) → (None, 8) · 416
recurrent.compile("adam", "mse")
recurrent.fit(windows)
fed = keras.Sequential([layers.Conv1D(4, 3), layers.GlobalMaxPooling1D(), layers.Dense(1)])
# hint: Conv1D (None, None, 4) → (None, None, 4) · 52
# hint: GlobalMaxPooling1D (None, None, 4) → (None, 4) · 0
# hint: Dense (None, 4) → (None, 1) · 5
fed.compile("adam", "mse")
fed.fit(windows)

rest = table[columns].drop("wind", axis=1).fillna(0.0).to_numpy()[..., np.newaxis]
deep = keras.Sequential([keras.Input(rest.shape[1:]), layers.GRU(3)])
# hint: InputLayer → (None, 3, 1)
# hint: GRU (None, 3, 1) → (None, 3) · 54
pair = table.loc[:, ["wind", "humidity"]].dropna()
two = keras.Sequential([keras.Input((np.array(pair).shape[-1],)), layers.Dense(3)])
# hint: InputLayer → (None, 2)
# hint: Dense (None, 2) → (None, 3) · 9
target = pair.pop("wind")
one = keras.Sequential([keras.Input(pair.shape[1:]), layers.Dense(3)])
# hint: InputLayer → (None, 1)
# hint: Dense (None, 1) → (None, 3) · 6
pair["more"] = 1
more = keras.Sequential([keras.Input((pair.shape[1],)), layers.Dense(3)])
# hint: InputLayer → (None, pair.shape[1])
# hint: Dense (None, pair.shape[1]) → (None, 3) · ?

names = ["length", "width", "height", "age"]
abalone = pd.read_csv("abalone.csv", names=names)
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'abalone.csv' does not exist; what is read from it is not known here.
ages = abalone.pop("age")
measured = keras.Sequential([keras.Input((abalone.shape[1],)), layers.Dense(2)])
# hint: InputLayer → (None, 3)
# hint: Dense (None, 3) → (None, 2) · 8
# model chosen: 40
# model recurrent: 416
# model fed: 57
# model deep: 54
# model two: 9
# model one: 6
# model more: at least 3
# model measured: 8

from keras import layers


def attention_head(x, units):
    x = layers.GlobalAveragePooling1D()(x)
    # hint: GlobalAveragePooling1D (None, 25, 8) → (None, 8) · 0
    x = layers.Bidirectional(layers.LSTM(units))(x)  # hint: Bidirectional fails
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with 3 dimensions
#       from: x = layers.GlobalAveragePooling1D()(x)
#       from main.py: model = keras.Model(tokens, attention_head(tokens, units=4))
    return layers.Activation("tanh")(x)  # hint: Activation (None, 8) → (None, 8) · 0

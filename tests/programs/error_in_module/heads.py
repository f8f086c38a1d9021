from keras import layers


def attention_head(x, units):
    x = layers.GlobalAveragePooling1D()(x)
    x = layers.Bidirectional(layers.LSTM(units))(x)
    return layers.Activation("tanh")(x)

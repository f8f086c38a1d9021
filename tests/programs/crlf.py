import keras

model = keras.Sequential([
    keras.Input((3,)),

    keras.layers.Dense(4),
    keras.layers.Dense(2),
])
text = """lines
in a string"""
wrong = keras.layers.Dense(5)(model.outputs[0]) + model.inputs[0]

# about: the tutorial's third program: it imports `plot_model` from where Keras 3 has it no more
from keras.models import Sequential
from keras.layers import Dense
from keras.utils.vis_utils import plot_model
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL501 error: `from keras.utils import plot_model`
model = Sequential()
model.add(Dense(2, input_dim=1, activation='relu'))  # hint: Dense (None, 1) → (None, 2) · 4
model.add(Dense(1, activation='sigmoid'))  # hint: Dense (None, 2) → (None, 1) · 3
plot_model(model, to_file='model_plot.png', show_shapes=True, show_layer_names=True)
# model model: 7

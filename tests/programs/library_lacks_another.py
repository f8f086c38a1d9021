# about: what says in words of its own that another package is not installed, as pandas of
#     matplotlib
import keras
from keras import layers


def curves(history):
    try:
        import acme_plots
    except ImportError:
        raise ImportError("acme_plots is required for plotting.") from None
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL901 information: 'acme_plots' is not installed
    return acme_plots.line(history)


def broken(history):
    try:
        import acme_plots
    except ImportError:
        from keras.utils import np_utils as acme_plots
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KL501 error: `keras.utils.np_utils` is gone in Keras 3. Use `keras.utils` instead.
    return acme_plots.line(history)


model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
# hint: InputLayer → (None, 4)
# hint: Dense (None, 4) → (None, 2) · 10
axes = curves({"loss": [0.3, 0.2]})
axes.set_title("curves")
broken({"loss": [0.3, 0.2]})
# model model: 10

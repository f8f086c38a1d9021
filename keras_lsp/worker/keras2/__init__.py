"""The adapter for Keras 2 and tf_keras, the only package that knows their internals."""

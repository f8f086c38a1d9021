"""The one room that knows the internals of Keras 3."""

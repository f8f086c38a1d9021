"""A language server for the Python code that builds Keras models."""

__version__ = "0.1.0"

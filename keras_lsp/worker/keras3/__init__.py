"""The adapter for Keras 3, the only package that knows its internals."""

"""Tensors of any backend, and what stands for values that are not known."""

"""The record of a run: calls of layers, tensors, models, parameters, FLOPs."""

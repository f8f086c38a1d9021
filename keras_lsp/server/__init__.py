"""The LSP side: holds one report per document and answers every request from it.

Never imports Keras or TensorFlow, and never runs a program itself.
"""

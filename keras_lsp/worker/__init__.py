"""Runs in the user's interpreter: loads Keras, executes the program, says what it saw.

Standard library and Keras only. Knows nothing of the server and of LSP.
"""

"""Exceptions and what follows from them, as problems at their cause."""

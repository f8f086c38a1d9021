"""How much is computed, counted from the operations that a back end was asked for."""

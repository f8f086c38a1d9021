"""What training takes of a GPU's memory: from a report alone, in milliseconds.

`estimates` puts it together; `graph` goes through the calls of a step, `rules` say what PyTorch
keeps of each, `torch_step` and `jax_step` find the fullest moment.
"""

from keras_lsp.memory.estimates import (
    CONTEXT,
    Estimate,
    Keeping,
    Largest,
    Part,
    TrainingMemory,
    memory_of,
)

__all__ = ["CONTEXT", "Estimate", "Keeping", "Largest", "Part", "TrainingMemory", "memory_of"]

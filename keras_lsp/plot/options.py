"""The options of a picture.

Names and meanings are those of `keras.utils.plot_model`, but for the costs. Knows no graph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keras_lsp.presentation.changes import ModelChange

Mark = Literal["added", "changed", "removed"]
RANKDIRS = ("TB", "BT", "LR", "RL")


@dataclass(frozen=True)
class PlotOptions:
    """How the picture of a model looks.

    Attributes:
        show_shapes: a cell each for the input and output shapes.
        shapes_on_edges: shapes stand at the edges instead, and parameters behind the names.
        show_dtype: a cell for the dtype of the output.
        show_layer_names: the header has the layer's name, else only its class.
        rankdir: `TB` draws from top to bottom, `LR` from left to right.
        expand_nested: a nested model is a box around its layers, else one node.
        dpi: dots per inch of a PNG.
        show_layer_activations: a row with the name of the activation.
        show_trainable: a cell that says whether training changes the layer.
        fold_repeats: in a large picture, blocks that repeat each other are one node.
        show_costs: a row with the parameters, FLOPs and memory of the outputs.
        exceptions: ids of nested models for which the opposite of `expand_nested` holds.
        changes: which layers, by path, are drawn as added or changed.
        since: the model then and now: what was removed is drawn, too.

    Raises:
        ValueError: `rankdir` is none of `RANKDIRS`, or `dpi` is not positive.
    """

    show_shapes: bool = True
    shapes_on_edges: bool = False
    show_dtype: bool = False
    show_layer_names: bool = True
    rankdir: str = "TB"
    expand_nested: bool = False
    dpi: int = 200
    show_layer_activations: bool = False
    show_trainable: bool = False
    show_costs: bool = False
    fold_repeats: bool = False
    exceptions: frozenset[str] = frozenset()
    changes: Mapping[tuple[str, ...], Mark] = field(default_factory=dict)
    since: ModelChange | None = None

    def __post_init__(self) -> None:
        if self.rankdir not in RANKDIRS:
            raise ValueError(f"rankdir must be one of {', '.join(RANKDIRS)}, not {self.rankdir!r}")
        if self.dpi <= 0:
            raise ValueError(f"dpi must be positive, not {self.dpi}")

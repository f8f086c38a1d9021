"""How one step trains a model: with which optimizer, what that does not change, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lsp import report

if TYPE_CHECKING:
    from keras_lsp.worker.trace.adapter import Adapter

# Each of these decides whether there are more numbers for each weight.
_DECIDING = ("momentum", "amsgrad", "centered", "use_ema", "gradient_accumulation_steps")


def facts(
    adapter: Adapter, model: Any, batch: int | None, optimizer: Any = None
) -> dict[str, Any]:
    """What a `Training` tells of one step, by the names that it has there.

    Args:
        adapter: knows the Keras at hand.
        model: that is trained.
        batch: samples of the step; None if that is not known.
        optimizer: that changes it; None for the one that it was compiled with.
    """
    optimizer = optimizer or getattr(model, "optimizer", None)
    return {
        "batch": batch,
        "optimizer": _optimizer(adapter.package, optimizer),
        "distributed": _is_distributed(adapter.package, model),
        "compiled_step": getattr(model, "jit_compile", None) is True,
        "frozen": [
            layer.name
            for layer in adapter.layers_in(model)
            if not getattr(layer, "trainable", True)
        ],
    }


def _is_distributed(package: Any, model: Any) -> bool:
    """Whether the program has asked Keras, or TensorFlow, to use several devices."""
    strategy = getattr(model, "distribute_strategy", None)
    if strategy is not None and "Default" not in type(strategy).__name__:
        return True
    distribution = getattr(package, "distribution", None)
    return distribution is not None and distribution.distribution() is not None


def _optimizer(package: Any, given: Any) -> report.Optimizer | None:
    """What is known of an optimizer; None of one that is none of Keras' own."""
    inner = getattr(given, "inner_optimizer", given)
    kind = type(inner)
    if not isinstance(inner, package.optimizers.Optimizer):
        return None
    if not kind.__module__.startswith("keras.src."):
        return None
    values = {name: getattr(inner, name, None) for name in _DECIDING}
    return report.Optimizer(
        kind.__name__,
        {name: str(value) for name, value in values.items() if value},
        scales_loss=inner is not given,
    )

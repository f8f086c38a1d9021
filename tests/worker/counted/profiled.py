"""What profilers say of the programs in `architectures`, for `test_counting`.

python tests/worker/counted/profiled.py [NAME …]

That of TensorFlow, or with `KERAS_BACKEND=torch` that of PyTorch (in its environment) and our own
count of what it counts. Those whose names begin with `hub_` need keras_hub, which is in the
environment of `make truth`.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

HERE = Path(__file__).with_name("architectures")


def by_tensorflow(model: Any) -> int:
    """Multiplications and additions of one call of a model on one sample."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import (
        convert_variables_to_constants_v2,
    )

    inputs = getattr(model, "inputs", None) or [tf.zeros((1, 1024), "int32")]
    given = [tf.TensorSpec((1, *each.shape[1:]), each.dtype) for each in inputs]

    def call(*tensors: tf.Tensor) -> object:
        wanted = getattr(model, "input", None)
        if isinstance(wanted, dict):
            return model(dict(zip(sorted(wanted), tensors, strict=True)), training=False)
        return model([*tensors] if len(tensors) > 1 else tensors[0], training=False)

    frozen = convert_variables_to_constants_v2(tf.function(call).get_concrete_function(*given))
    with tf.Graph().as_default() as graph:
        tf.graph_util.import_graph_def(frozen.graph.as_graph_def(), name="")
        options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
        options["output"] = "none"
        return tf.compat.v1.profiler.profile(graph, options=options).total_float_ops


def by_torch(model: Any) -> str:
    """Of the products in it alone, which are all that PyTorch counts: theirs, and ours."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode, flop_registry

    from keras_lsp.worker.counting.torch_operations import Counting

    class OfProducts(Counting):
        """Counts the operations that PyTorch's counter knows."""

        def __torch_dispatch__(
            self, function: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            if function.overloadpacket in flop_registry:
                return super().__torch_dispatch__(function, types, args, kwargs)
            return function(*args, **(kwargs or {}))

    inputs = [(each.shape[1:], each.dtype) for each in getattr(model, "inputs", None) or ()]
    tensors = [
        torch.zeros((1, *shape), dtype=getattr(torch, dtype))
        for shape, dtype in inputs or [((1024,), "int32")]
    ]
    ours = OfProducts(lambda _frames: None)
    with FlopCounterMode(display=False) as theirs, ours, torch.no_grad():
        model(tensors if len(tensors) > 1 else tensors[0])
    return f"{theirs.get_total_flops()} {ours.count().flops}"


if __name__ == "__main__":
    flops_of = by_torch if os.environ["KERAS_BACKEND"] == "torch" else by_tensorflow
    for name in sys.argv[1:] or sorted(path.stem for path in HERE.glob("[!h]*.py")):
        print(name, flops_of(runpy.run_path(str(HERE / f"{name}.py"))["model"]), flush=True)

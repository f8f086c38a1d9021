"""What TensorFlow's profiler says of the programs in `architectures`, for `test_counting`.

python tests/worker/counted/profiled.py [NAME …]
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

HERE = Path(__file__).with_name("architectures")


def flops_of(path: Path) -> int:
    """Multiplications and additions of one call of a program's model on one sample."""
    model = runpy.run_path(str(path))["model"]
    inputs = getattr(model, "inputs", None) or [tf.zeros((1, 1024), "int32")]
    given = [tf.TensorSpec((1, *each.shape[1:]), each.dtype) for each in inputs]

    def call(*tensors: tf.Tensor) -> object:
        return model([*tensors] if len(tensors) > 1 else tensors[0], training=False)

    frozen = convert_variables_to_constants_v2(tf.function(call).get_concrete_function(*given))
    with tf.Graph().as_default() as graph:
        tf.graph_util.import_graph_def(frozen.graph.as_graph_def(), name="")
        options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
        options["output"] = "none"
        return tf.compat.v1.profiler.profile(graph, options=options).total_float_ops


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py")):
        print(name, flops_of(HERE / f"{name}.py"), flush=True)

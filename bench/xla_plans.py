"""What XLA plans to allocate on a GPU for a training step: asked without one.

    pip install "jax[cuda13]" keras
    python bench/xla_plans.py PROGRAM [BATCH]

PROGRAM is a whole program with a `model`, its `data` and `targets`, and a constant `BATCH`, which
may be given another value. XLA compiles the step for a GPU that is described and not there
(`jax.experimental.topologies`), so no algorithm is tried. Prints a line of JSON: `planned` are
the bytes of weights, optimizer, one batch and what the step needs at its fullest moment.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

os.environ.update(KERAS_BACKEND="jax", JAX_PLATFORMS="cpu", JAX_SKIP_CUDA_CONSTRAINTS_CHECK="1")
os.environ["XLA_FLAGS"] = f"--xla_gpu_autotune_level=0 {os.environ.get('XLA_FLAGS', '')}"

import jax
import numpy as np
from jax.experimental import topologies
from jax.sharding import SingleDeviceSharding

# An NVIDIA H100, as XLA describes it.
_GPU = """
gpu_device_info {
  threads_per_block_limit: 1024 threads_per_warp: 32
  shared_memory_per_block: 49152 shared_memory_per_core: 233472
  threads_per_core_limit: 2048 core_count: 132 fpus_per_core: 128
  block_dim_limit_x: 2147483647 block_dim_limit_y: 65535 block_dim_limit_z: 65535
  memory_bandwidth: 3352320000000 l2_cache_size: 52428800 clock_rate_ghz: 1.98
  device_memory_size: 84978434048 shared_memory_per_block_optin: 232448
  cuda_compute_capability { major: 9 minor: 0 }
  registers_per_core_limit: 65536 registers_per_block_limit: 65536
}
platform_name: "CUDA"
dnn_version_info { major: 9 minor: 10 patch: 0 }
device_description_str: "NVIDIA H100 80GB HBM3"
runtime_version { major: 13 minor: 0 }
"""
_NARROW = {"float64": "float32", "int64": "int32"}


def planned(text: str) -> tuple[int, int]:
    """The batch of a program, and the bytes that XLA plans for a step of it.

    Args:
        text: of the program; what it calls `fit` on one line for is left out.
    """
    space: dict[str, Any] = {}
    exec(compile(re.sub(r"(?m)^model\.fit\(.*$", "", text), "program", "exec"), space)
    model, batch = space["model"], space["BATCH"]
    x, y = jax.tree.map(lambda array: array[:batch], (space["data"], space["targets"]))
    model._symbolic_build(data_batch=(x, y, None))
    model.optimizer.build(model.trainable_variables)
    state = model._get_jax_state(
        trainable_variables=True,
        non_trainable_variables=True,
        optimizer_variables=True,
        metrics_variables=True,
    )
    gpu = topologies.get_topology_desc(
        platform="cuda", topology_name="gpu", target_config=_GPU, topology="1x1x1"
    )
    there = SingleDeviceSharding(gpu.devices[0])
    step = jax.jit(model.train_step, donate_argnums=0, in_shardings=there, out_shardings=there)
    forms = jax.tree.map(_form, (state, (x, y, None)))
    compiled = step.trace(*forms).lower(lowering_platforms=("cuda",)).compile()
    found = compiled.memory_analysis()
    beside = found.output_size_in_bytes - found.alias_size_in_bytes
    return batch, found.argument_size_in_bytes + found.temp_size_in_bytes + beside


def _form(array: Any) -> jax.ShapeDtypeStruct:
    """Shape and dtype, as JAX takes arrays of NumPy."""
    array = array if hasattr(array, "dtype") else np.asarray(array)
    dtype = str(array.dtype)
    return jax.ShapeDtypeStruct(array.shape, _NARROW.get(dtype, dtype))


def main() -> None:
    """Read the arguments, and print what is planned."""
    program = Path(sys.argv[1])
    text = program.read_text("utf-8")
    if len(sys.argv) > 2:
        text = re.sub(r"(?m)^BATCH = .*$", f"BATCH = {int(sys.argv[2])}", text)
    batch, size = planned(text)
    print(json.dumps({"name": program.stem, "batch": batch, "planned": size}))


if __name__ == "__main__":
    main()

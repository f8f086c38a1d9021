"""Where Keras 3 reads and writes: for the stand-ins of what this machine does not have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import keras
from keras.src.backend.config import keras_home
from keras.src.models.model import Model
from keras.src.utils import (
    file_utils,
    image_dataset_utils,
    text_dataset_utils,
    timeseries_dataset_utils,
)

from keras_lsp.worker.standins import datasets, missing


def install() -> None:
    """Set the stand-ins."""
    datasets.install(keras, keras_home)
    missing.install(
        missing.Places(
            model=Model,
            load_model=keras.models.load_model,
            save_model=keras.models.save_model,
            get_file=file_utils.get_file,
            images=image_dataset_utils.image_dataset_from_directory,
            texts=text_dataset_utils.text_dataset_from_directory,
            windows=timeseries_dataset_utils.timeseries_dataset_from_array,
            applications="keras.src.applications",
            data_format=keras.config.image_data_format,
            target=_download_target,
        )
    )


def _download_target(
    fname: Any,
    origin: str,
    cache_dir: Any,
    cache_subdir: str,
    *,
    extract: bool,
    untar: bool,
    **_: Any,
) -> Path:
    """Where Keras keeps the file that is downloaded."""
    home = Path(cache_dir or keras_home()).expanduser() / cache_subdir
    name = os.fspath(fname) if fname else Path(origin.split("?")[0]).name
    archive = (extract or untar) and not (fname and "." in name)
    return home / (f"{name}_archive" if archive else name)

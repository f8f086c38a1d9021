"""Where Keras 2 reads and writes: for the stand-ins of what this machine does not have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from keras_lsp.worker.keras2.internals import NAME, Model, keras, source
from keras_lsp.worker.standins import datasets, missing


def install() -> None:
    """Set the stand-ins."""
    datasets.install(keras, _home)
    missing.install(
        missing.Places(
            model=Model,
            load_model=keras.models.load_model,
            save_model=keras.models.save_model,
            get_file=keras.utils.get_file,
            images=source("utils.image_dataset").image_dataset_from_directory,
            texts=source("utils.text_dataset").text_dataset_from_directory,
            windows=source("utils.timeseries_dataset").timeseries_dataset_from_array,
            applications=f"{NAME}.src.applications",
            data_format=keras.backend.image_data_format,
            target=_download_target,
        )
    )


def _home() -> str:
    """Where Keras 2 keeps what it downloads."""
    return str(Path("~/.keras").expanduser())


def _download_target(
    fname: Any, origin: str, cache_dir: Any, cache_subdir: str, *, untar: bool, **_: Any
) -> Path:
    """Where Keras keeps the file that is downloaded."""
    home = Path(cache_dir or _home()).expanduser() / cache_subdir
    name = os.fspath(fname) if fname else Path(urlsplit(origin).path).name
    return home / (f"{name.removesuffix('.tar.gz')}.tar.gz" if untar else name)

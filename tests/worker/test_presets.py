"""Presets of KerasHub that were never downloaded, with the package itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.expectations.jobs import TUNERS

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
import keras
import keras_hub
from keras import layers

text = keras_hub.models.BertBackbone.from_preset("bert_base_en")
pooled = layers.Dropout(0.1)(text(text.input)["pooled_output"])
classifier = keras.Model(text.input, layers.Dense(2)(pooled))
images = keras_hub.models.Backbone.from_preset("resnet_50_imagenet")
images.trainable = False
net = keras.Sequential([
    keras.Input((224, 224, 3)), images, layers.GlobalAveragePooling2D(), layers.Dense(10)
])
task = keras_hub.models.ImageClassifier.from_preset("resnet_50_imagenet", num_classes=10)
task.fit([], [])
keras_hub.models.Backbone.from_preset(3)
"""


@pytest.mark.long
@pytest.mark.skipif(not TUNERS.exists(), reason="KerasHub is not installed (`make .venv/.truth`)")
async def test_they_are_layers_by_the_name_of_their_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path / "cache"))
    config = RunConfig((str(tmp_path),), interpreter=str(TUNERS))
    workers = LocalWorkers()
    try:
        report = await workers.run(Job(str(tmp_path / "m.py"), PROGRAM, config))
    finally:
        await workers.close()
    assert {
        model.variable: [(layer.class_name, layer.output_shapes) for layer in model.layers[1:]]
        for model in report.models
    } == {
        "classifier": [
            ("BertBackbone", [None]), ("GetItem", [None]), ("Dropout", [None]), ("Dense", [None]),
        ],
        "net": [
            ("GlobalAveragePooling2D", [[None, "?"]]), ("Dense", [[None, 10]]),
        ],
    }  # fmt: skip
    assert report.models[1].layers[0].class_name == "ResNetBackbone"
    assert [(problem.code, problem.span.line) for problem in report.problems] == [
        ("KL902", 5), ("KL902", 8), ("KL902", 13), ("KL601", 15),
    ]  # fmt: skip

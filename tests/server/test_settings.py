"""Settings: forms, defaults, bad values, who may set what."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.server.features.configuration import merge
from keras_lsp.settings import Plot, Rules, from_options, read_plot, read_project, resolve

if TYPE_CHECKING:
    from pathlib import Path


def test_defaults() -> None:
    settings, warnings = resolve({})
    assert warnings == []
    assert (settings.run, settings.interpreter, settings.timeout) == ("auto", "", 10.0)
    assert settings.memory_limit == 4 * 2**30
    assert (settings.sandbox.mode, settings.sandbox.allow_read) == ("auto", ())
    assert settings.inlay_hints.enable
    assert settings.code_lens.enable
    assert settings.rules.shows("KL201")
    assert (settings.plot.show_shapes, settings.plot.rankdir) == (True, "TB")


@pytest.mark.parametrize(
    "options",
    [
        {"settings": {"run": "off", "inlayHints": {"data": False}}},
        {"settings": {"keras-lsp": {"run": "off", "inlayHints": {"data": False}}}},
        {"keras-lsp": {"run": "off", "inlayHints.data": False}},
        {"keras-lsp.run": "off", "keras-lsp.inlayHints.data": False},
        {"run": "off", "inlayHints": {"data": False}, "trusted": True},
    ],
)
def test_each_form_of_initialization_options(options: dict[str, Any]) -> None:
    assert from_options(options) == {"run": "off", "inlayHints": {"data": False}}


@pytest.mark.parametrize("options", [None, [], "x", {"trusted": False}])
def test_options_without_settings(options: object) -> None:
    assert from_options(options) == {}


def test_a_bad_value_is_told_and_loses_only_itself() -> None:
    settings, warnings = resolve(
        {"run": "always", "timeout": 3, "sandbox": "off", "rules": {"ignore": "KL2"}}
    )
    assert (settings.run, settings.timeout, settings.sandbox.mode) == ("auto", 3.0, "auto")
    assert warnings == [
        (
            "keras-lsp.run: expected one of 'auto', 'onSave', 'onType', 'off', not 'always'; "
            "using 'auto'"
        ),
        "keras-lsp.sandbox: expected a table of settings, not 'off'",
        "keras-lsp.rules.ignore: expected a list of strings, not 'KL2'; using ()",
    ]


def test_null_is_not_set() -> None:
    assert resolve({"run": None, "plot": None})[1] == []


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (2, 2**31),
        (0.5, 2**29),
        ("4 GiB", 2**32),
        ("512MB", 2**29),
        ("1024 b", 1024),
        (2**33, 2**33),
    ],
)
def test_memory_in_gib_or_with_a_unit(value: object, size: int) -> None:
    assert resolve({"memoryLimit": value})[0].memory_limit == size


@pytest.mark.parametrize("value", [0, -1, True, "much", "4 XB", []])
def test_no_memory(value: object) -> None:
    settings, warnings = resolve({"memoryLimit": value})
    assert settings.memory_limit == 2**32
    assert len(warnings) == 1


def test_a_project_sets_how_things_look_and_nothing_else() -> None:
    project = {
        "run": "off",
        "interpreter": "./evil",
        "sandbox": {"mode": "off"},
        "plot": {"rankdir": "LR"},
    }
    settings, warnings = resolve({}, project)
    assert (settings.run, settings.interpreter, settings.sandbox.mode) == ("auto", "", "auto")
    assert settings.plot.rankdir == "LR"
    assert len(warnings) == 3


def test_a_name_that_no_section_of_a_project_has_is_reported() -> None:
    project = {
        "rules": {"ignroe": ["KL2"], "select": ["KL1"]},
        "inlayHints": {"code_lens": False, "layers": False},
        "plot": [],
        "rulse": {"ignore": ["KL2"]},
    }
    settings, warnings = resolve({"rules": {"ignroe": ["KL3"]}}, project)
    assert settings.rules == Rules(select=("KL1",))
    assert settings.inlay_hints.layers is False
    assert warnings == [
        (
            "pyproject.toml: tool.keras-lsp.rulse is ignored; "
            "a project may set inlayHints, rules, plot, budgets only"
        ),
        (
            "pyproject.toml: tool.keras-lsp.inlayHints.code_lens is ignored; "
            "a project may set enable, layers, tensors, data, models, training, compactBeyond in "
            "inlayHints only"
        ),
        (
            "pyproject.toml: tool.keras-lsp.rules.ignroe is ignored; "
            "a project may set select, ignore in rules only"
        ),
        "pyproject.toml: tool.keras-lsp.plot: expected a table of settings, not []",
    ]


def test_the_editor_wins_over_the_project() -> None:
    project = {"inlayHints": {"data": False, "models": False}}
    settings, _ = resolve({"inlayHints": {"data": True}}, project)
    assert (settings.inlay_hints.data, settings.inlay_hints.models) == (True, False)


def test_rules_by_beginnings_of_codes() -> None:
    rules = resolve({"rules": {"select": ["KL1", "KL2"], "ignore": ["KL201"]}})[0].rules
    assert [code for code in ("KL101", "KL201", "KL202", "KL301") if rules.shows(code)] == [
        "KL101",
        "KL202",
    ]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="needs tomllib")
def test_reading_a_project(tmp_path: Path) -> None:
    assert read_project(str(tmp_path)) == ({}, [])
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.keras-lsp.plot]\nshowDtype = true\n")
    assert read_project(str(tmp_path)) == ({"plot": {"showDtype": True}}, [])
    file.write_text("[tool.keras-lsp\n")
    table, warnings = read_project(str(tmp_path))
    assert table == {}
    assert str(file) in warnings[0]


def test_plot_options_over_settings() -> None:
    plot, warnings = read_plot(
        Plot(show_dtype=True), {"uri": "x", "rankdir": "LR", "showShapes": False}
    )
    assert plot == Plot(show_dtype=True, rankdir="LR", show_shapes=False)
    assert warnings == []


def test_merging() -> None:
    assert merge({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 9}, "d": None}) == {
        "a": {"b": 9, "c": 2},
        "d": 3,
    }

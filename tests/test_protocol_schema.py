"""docs/protocol.schema.json says all that a client may send; sessions hold what it gets.

`tests/e2e/editor.py` holds each result of a command and each notification against it.
"""

from __future__ import annotations

import jsonschema

from keras_lsp.settings import Plot, in_camel_case
from tests.contract import SCHEMA, breaches

KINDS = SCHEMA["$defs"]


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_each_option_of_the_plot_is_told() -> None:
    options = set(in_camel_case(Plot()))
    assert set(KINDS["plotOptions"]["properties"]) == options
    more = {"uri", "model", "position", "exceptions", "open"}
    assert set(KINDS["plotModelArguments"]["properties"]) == options | more


def test_a_field_that_is_missing_or_not_told_is_a_breach() -> None:
    assert breaches("output", {"uri": "file:///a.py", "text": ""}) == []
    assert breaches("output", {"uri": "file:///a.py"}) == [
        "output: $: 'text' is a required property"
    ]
    assert breaches("output", {"uri": "", "text": "", "more": 1}) == [
        "output: $: Additional properties are not allowed ('more' was unexpected)"
    ]
    assert breaches("status", {"state": "busy"}) == [
        "status: $.state: 'busy' is not one of ['starting', 'analysing', 'idle', 'error']"
    ]

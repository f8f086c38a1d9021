"""What code scanning gets, against the schema that OASIS published."""

import json
from pathlib import Path

import jsonschema
import pytest

from keras_lsp.command_line import sarif
from keras_lsp.command_line.check import Outcome, PathNames
from keras_lsp.programs.notebook import CodeCell, Layout
from keras_lsp.report import Problem, Related, Report, Span
from keras_lsp.settings import Rules
from tests.schemas import schema_with

PAGES = Path(sarif.__file__).parents[1] / "rules" / "pages"


@pytest.fixture(scope="session")
def schema():
    """The schema of SARIF 2.1.0."""
    schema = schema_with(b"(SARIF) Version 2.1.0 JSON Schema")
    assert schema["$id"].endswith("/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return schema


def log_of(*problems, layout=None):
    report = Report("/w/m.py", problems=[*problems])
    outcomes = [Outcome("m.py", report, layout=layout), Outcome("gone.py", failure="No such file")]
    return json.loads(sarif.as_sarif(outcomes, PathNames.of(["/w/m.py"], outcomes)))


def problem(code, severity="error"):
    span = Span("/w/m.py", 3, 5, 4, 9)
    related = [Related(Span("/else where/x.py", 1, 2, 1, 4), "made here")]
    return Problem(code, severity, "does not fit", span, related=related)


def rules_of(log):
    return {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}


def test_the_log_of_every_code_is_valid(schema):
    codes = sorted(page.stem for page in PAGES.glob("*.md"))
    severities = ("error", "warning", "information", "hint")
    log = log_of(*(problem(code, severity) for code in codes for severity in severities))
    jsonschema.validate(log, schema)
    assert list(rules_of(log)) == codes


def test_the_schema_would_find_mistakes(schema):
    log = log_of(problem("KL101"))
    log["runs"][0]["results"][0]["level"] = "information"
    with pytest.raises(jsonschema.ValidationError, match="'information' is not one of"):
        jsonschema.validate(log, schema)


def test_the_log_of_a_notebook_is_valid(schema):
    layout = Layout([CodeCell(1, "import keras"), CodeCell(2, "a\nb\nc\nd")])
    jsonschema.validate(log_of(problem("KL101"), layout=layout), schema)


def test_nothing_found_is_valid(schema):
    jsonschema.validate(log_of(), schema)


def test_a_rule_is_described_by_its_page():
    rules = rules_of(log_of(problem("KL101"), problem("KL901", "information")))
    page = (PAGES / "KL101.md").read_text("utf-8")
    assert rules["KL101"] == {
        "id": "KL101",
        "shortDescription": {"text": "A layer cannot take its input"},
        "fullDescription": {
            "text": "The layer was called on a tensor with a number of dimensions, or a size "
            "along one axis, that it cannot take."
        },
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": "error"},
    }
    assert rules["KL901"]["defaultConfiguration"] == {"level": "note"}


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_every_page_has_a_title_a_severity_and_a_first_paragraph(page):
    rule = rules_of(log_of(problem(page.stem)))[page.stem]
    assert page.read_text("utf-8").startswith(
        f"# {page.stem}: {rule['shortDescription']['text']}\n\nSeverity: "
    )
    assert len(rule["fullDescription"]["text"]) > 20
    assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


def test_a_code_without_a_page_is_a_rule_all_the_same(schema):
    log = log_of(problem("KL999"))
    assert rules_of(log) == {"KL999": {"id": "KL999"}}
    jsonschema.validate(log, schema)


def test_what_was_not_analysed_is_a_notification_whatever_is_shown(schema):
    late = Report("/w/m.py", "timeout", problems=[problem("KL903", "information")])
    outcome = Outcome("m.py", late, rules=Rules(ignore=("KL9",)))
    log = json.loads(sarif.as_sarif([outcome], PathNames.of(["m.py"])))
    jsonschema.validate(log, schema)
    (run,) = log["runs"]
    assert run["results"] == []
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"] == {"text": "not analysed: timeout"}

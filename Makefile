# `make demo` and `make test` each do all of their own set-up, in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The virtual environment is made without pip: Debian ships what that would need separately.
PIP := $(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python

.PHONY: demo test lint unit clean

demo: $(VENV)/.demo
	$(BIN)/python examples/demo.py examples/digits.py

test: lint unit

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/.test
	$(BIN)/python -m pytest $(PYTEST)

$(BIN)/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[tensorflow,graphviz]'
	touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[tensorflow,graphviz,test]'
	touch $@

clean:
	rm -rf $(VENV) build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache

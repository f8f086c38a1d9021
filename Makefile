# `make demo` and `make test` each do all of their own set-up, in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The virtual environment is made without pip: Debian ships what that would need separately.
PIP := $(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python

# Keras 2 has an environment of its own. Its last TensorFlow is for no Python after 3.11.
KERAS2 := $(VENV)/keras2
OLD := $(shell $(PYTHON) -c 'import sys; print("$(VENV)/.keras2" * (sys.version_info < (3, 12)))')

# PyTorch is large: the programs run on it with `make test-flavours` only.
TORCH := $(VENV)/torch

.PHONY: demo test lint unit test-flavours clean

demo: $(VENV)/.demo
	$(BIN)/python examples/demo.py examples/digits.py

test: lint unit

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/.test $(OLD)
	$(BIN)/python -m pytest $(PYTEST)

test-flavours: $(VENV)/.test $(OLD) $(VENV)/.torch
	$(BIN)/python -m pytest tests/worker $(PYTEST)

$(BIN)/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[tensorflow,graphviz]'
	touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[tensorflow,graphviz,test]'
	touch $@

$(VENV)/.keras2: | $(BIN)/python
	$(PYTHON) -m venv --without-pip $(KERAS2)
	$(PYTHON) -m pip --disable-pip-version-check --python $(KERAS2)/bin/python install --quiet \
		'tensorflow-cpu==2.15.*; platform_machine != "aarch64"' \
		'tensorflow==2.15.*; platform_machine == "aarch64"' 'numpy<2'
	touch $@

$(VENV)/.torch: | $(BIN)/python
	$(PYTHON) -m venv --without-pip $(TORCH)
	$(PYTHON) -m pip --disable-pip-version-check --python $(TORCH)/bin/python install --quiet \
		'torch==2.13.*' 'keras>=3.15'
	touch $@

clean:
	rm -rf $(VENV) build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache

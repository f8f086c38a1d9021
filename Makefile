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

# What programs use beside Keras: Keras Tuner, Optuna, scikit-learn and more. Likewise.
TRUTH := $(VENV)/truth

# CPython for Windows, which Wine runs here. `PATHS` of it have drives and backslashes.
WINDOWS := $(abspath $(VENV)/windows)
WINDOWS_ROOT := $(subst /,\\,Z:$(CURDIR))

NPM := npm --prefix vscode-extension
# Of the extension, and of the server that it carries.
SOURCES := $(shell find keras_lsp vscode-extension/src vscode-extension/media -type f -not -name '*.pyc') \
  $(wildcard vscode-extension/*.json vscode-extension/*.mjs vscode-extension/*.md vscode-extension/scripts/* vscode-extension/bundled/*.*)
VSIX := vscode-extension/keras-lsp.vsix
EDITORS := tests/editors

# Of the tests, those that measure time; of the others three run at a time: they wait a good deal.
ALONE := tests/reliability/test_load.py tests/worker/test_speed.py tests/e2e/test_speed.py

# What takes longest, so that no processor waits for the last of it: the tests of one editor and of
# one worker, which share a process, then the longest files.
FIRST := tests/e2e/test_mending.py tests/worker/test_programs.py tests/reliability/test_soak.py \
  tests/truth tests/server/test_session.py tests/sandbox/test_escapes.py tests/worker/test_keras2.py \
  tests/runs/test_stuck.py tests/e2e/test_lifetimes.py tests/reliability

.PHONY: demo test lint unit bench reliability truth test-flavours test-lifetimes test-windows \
  extension vsix editors test-vscode test-vscode-oldest \
  screenshots clean

demo: $(VENV)/.demo
	$(BIN)/python examples/demo.py examples/digits.py

# What waits for networks and compilers goes side by side; what measures time has all to itself.
test:
	$(MAKE) --jobs 2 $(VENV)/.test $(OLD) lint extension editors vsix
	$(MAKE) unit
	$(MAKE) test-vscode

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/.test $(OLD)
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder --durations=30 \
		$(addprefix --ignore=,$(ALONE)) $(FIRST) tests $(PYTEST)
	$(BIN)/python -m pytest --durations=30 $(ALONE) $(PYTEST)

# The table of docs/performance.md, made anew.
bench: $(VENV)/.test
	$(BIN)/python bench/speed.py --write docs/performance.md

# The table of docs/reliability.md, made anew. An hour.
reliability: $(VENV)/.test $(VENV)/.torch
	$(BIN)/python -m tests.reliability --write docs/reliability.md $(ROWS)

# The long matrices: each back end, Keras 2, the packages beside Keras; and each fault of pygls.
test-flavours: $(VENV)/.test $(OLD) $(VENV)/.torch $(VENV)/.truth
	$(BIN)/python -m pytest -m "" tests/worker tests/test_pygls.py $(PYTEST)
	$(BIN)/python -m pytest -m long tests --ignore=tests/worker --ignore=tests/test_pygls.py $(PYTEST)

# Whole sessions where each run has a process of its own, and as on Windows where nothing isolates it.
test-lifetimes: $(VENV)/.test
	KERAS_LSP_LIKE=darwin $(BIN)/python -m pytest tests/e2e $(PYTEST)
	KERAS_LSP_LIKE=win32 $(BIN)/python -m pytest -m "" tests/e2e/test_one_process.py \
		tests/e2e/test_bundled.py tests/e2e/test_diagnostics.py tests/e2e/test_mending.py \
		tests/e2e/test_saving.py $(PYTEST)

# The same on CPython for Windows under Wine: root, Debian 12, a `python3.11`. What a test that
# hangs ends there is the process, so the tests are in a second one.
test-windows: $(WINDOWS)/.installed $(VSIX)
	PYTHONPATH='$(WINDOWS_ROOT)' KERAS_BACKEND=jax KERAS_LSP_SPARES=1 $(WINDOWS)/python -m pytest -m "" -n 1 \
		--max-worker-restart=30 --timeout 900 -p no:cacheprovider @tests/windows/chosen.txt $(PYTEST) \
		</dev/null 2>&1 | tee $(WINDOWS)/tests.log
	tail -n 1 $(WINDOWS)/tests.log | grep -q passed
	! tail -n 1 $(WINDOWS)/tests.log | grep -qE 'failed|error'

# Compares the correct programs with plain Keras, on each back end and on Keras 2. Half an hour.
truth: $(VENV)/.test $(VENV)/.truth $(VENV)/.torch $(OLD)
	$(BIN)/python -m tests.truth

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

$(WINDOWS)/.installed: tests/windows/make.py pyproject.toml
	$(PYTHON) tests/windows/make.py $(WINDOWS)
	touch $@

# What correct programs use beside Keras.
$(VENV)/.truth: | $(BIN)/python
	$(PYTHON) -m venv --without-pip $(TRUTH)
	$(PYTHON) -m pip --disable-pip-version-check --python $(TRUTH)/bin/python install --quiet \
		'tensorflow>=2.21' 'keras>=3.15' jax pandas scikit-learn pillow keras-hub keras-tuner optuna \
		scikeras tensorboard
	touch $@

# The extension: its types, rules and unit tests.
extension: vscode-extension/node_modules/.installed
	$(NPM) run --silent types
	$(NPM) run --silent lint
	vscode-extension/node_modules/.bin/eslint -c vscode-extension/eslint.config.mjs $(EDITORS)
	$(NPM) test

vsix: $(VSIX)

$(VSIX): vscode-extension/node_modules/.installed $(SOURCES)
	PYTHON=$(PYTHON) $(NPM) run --silent package

vscode-extension/node_modules/.installed: vscode-extension/package-lock.json
	$(NPM) ci --no-audit --no-fund --loglevel=error
	touch $@

# The real editors that tests drive: VS Code and Neovim, and where we may, Chromium and Emacs.
editors: $(EDITORS)/.tools/neovim/.installed
	node $(EDITORS)/tools.mjs

$(EDITORS)/.tools/neovim/.installed: $(EDITORS)/requirements.txt
	$(PYTHON) -m pip --disable-pip-version-check install --quiet --no-deps --upgrade \
	  --target $(EDITORS)/.tools/neovim --requirement $<
	touch $@

test-vscode: $(VENV)/.test $(VSIX) editors
	node --test --test-reporter=spec $(EDITORS)/vscode/all.test.mjs

# Not a part of `make test`: it compiles, which needs a C++ compiler.
test-vscode-oldest: $(VENV)/.test $(VSIX) editors
	node $(EDITORS)/tools.mjs 1.96
	VSCODE=1.96 node --test --test-reporter=spec $(EDITORS)/vscode/all.test.mjs

# The pictures of the documents, taken anew in VS Code.
screenshots: $(VENV)/.test $(VSIX) editors
	PICTURES=1 node --test --test-reporter=spec $(EDITORS)/vscode/all.test.mjs
	$(PYTHON) $(EDITORS)/screenshots.py

clean:
	rm -rf vscode-extension/node_modules vscode-extension/dist vscode-extension/bundled/libs $(VSIX)
	rm -rf $(EDITORS)/.tools $(EDITORS)/out
	rm -rf $(VENV) build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache

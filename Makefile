PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := storyfold-warehouse

.PHONY: demo test lint lock clean

demo: $(STAMP)   ## the main job on examples/inbox
	@$(BIN)/storyfold demo examples/inbox --warehouse $(DEMO)

test: $(STAMP)   ## everything that must hold: style, types, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "storyfold needs Python 3.11 or newer; set PYTHON=")'
	@echo "installing into $(VENV), once" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

lock:            ## resolve requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --extra test pyproject.toml -o requirements.lock

clean:
	rm -rf $(DEMO)

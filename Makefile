PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := storyfold-warehouse

FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 1

.PHONY: demo test fuzz tables lock clean

demo: $(STAMP)   ## the main job on examples/inbox
	@$(BIN)/storyfold ingest examples/inbox --warehouse $(DEMO)
	@printf '\n$$ storyfold sql --file examples/queries/most_reported.sql\n'
	@$(BIN)/storyfold sql --file examples/queries/most_reported.sql --warehouse $(DEMO)
	@printf '\nThe tables lie in $(DEMO)/published, a folder of Parquet files each; `storyfold schema` describes them.\n'

test: $(STAMP)   ## everything that must hold: style, types, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# Beside the types one run, which leaves the functions compiled that all test processes would compile for themselves.
	@made=$$(mktemp -d); \
	{ $(BIN)/storyfold ingest examples/inbox --direct --warehouse $$made/w 2> $$made/said || cat $$made/said >&2; } & \
	echo $(BIN)/mypy; $(BIN)/mypy; types=$$?; wait; rm -rf $$made; exit $$types
	$(BIN)/python -m pytest -q -n 3 --dist loadgroup

fuzz: $(STAMP)   ## damaged files, read in watched processes for FUZZ_SECONDS; findings are kept in fuzz-findings
	$(BIN)/python -m tests.fuzz_readers --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "storyfold needs Python 3.11 or newer; set PYTHON=")'
	@echo "installing into $(VENV), once" >&2
	@$(PYTHON) -m venv $(VENV)
	@# The lock is whole, and older pip does not understand extras in one with hashes: nothing is left to resolve.
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

tables: $(STAMP) ## docs/tables.md anew from the definitions
	$(BIN)/python -m warehouse.data_dictionary > docs/tables.md

lock:            ## resolve requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --extra test pyproject.toml -o requirements.lock

clean:
	rm -rf $(DEMO)

# Needs make and Python 3.11 or later; everything else goes into .venv (or VENV=folder).
# On Windows, or without make, README.md has the same steps as plain pip lines.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-docs laws fuzz lint same same-new bench verify docs newest lock clean

VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet
# Exactly the versions that CI runs with; `make run CONSTRAINTS=` takes the newest of everything.
CONSTRAINTS ?= constraints/lock.txt
PIN := $(if $(CONSTRAINTS),--constraint $(CONSTRAINTS))

help:
	@echo "make run       install if needed, simulate the baseline and say where its report is"
	@echo "make test      install if needed, run the tests of the simulator"
	@echo "make test-docs those of the documents: what they show is run, notebooks too"
	@echo "make laws      the laws on 2,600 drawn scenarios instead of 200, others every time, by both engines"
	@echo "make fuzz      ten times as many mutated files and command lines, others every time"
	@echo "make lint      ruff, the formatter and mypy"
	@echo "make same      whether figures and tables are those of tests/same, to the byte"
	@echo "make bench     benchmarks, apart from the tests"
	@echo "make verify    compare with theory and other programs, about a quarter of an hour"
	@echo "make docs      regenerate the references, the figure and the notebooks"
	@echo "make newest    lint and all tests with the newest of everything, in .venv-newest"
	@echo "make lock      make these the versions that run, test and CI install"
	@echo "make clean     remove the environment and every cache"

run: $(VENV)/installed
	$(BIN)/simulator run baseline

# `pytest` alone runs both.
DOCUMENTS := tests/documents
test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal --ignore $(DOCUMENTS)

test-docs: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal $(DOCUMENTS)

laws: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --hypothesis-profile=thorough tests/laws tests/compiled \
	  tests/fitting/test_round_trips.py tests/fitting/test_round_trips_of_runs.py
	SIMULATOR_ENGINE=compiled $(BIN)/python -m pytest -n 2 --hypothesis-profile=thorough \
	  tests/laws/test_laws.py tests/model tests/stages

FUZZ ?= 10
FUZZ_SEED ?= $(shell date +%s)
fuzz: $(VENV)/installed-dev
	FUZZ=$(FUZZ) FUZZ_SEED=$(FUZZ_SEED) $(BIN)/python -m pytest -n 2 tests/fuzz || \
	  { echo "again: make fuzz FUZZ=$(FUZZ) FUZZ_SEED=$(FUZZ_SEED)"; exit 1; }

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p simulator

# SAME="--only small 'drawn*'", SAME="--jobs 1" or SAME="--against HEAD~3" narrow it or explain more.
HASHES := tests/same/hashes.json
same: $(VENV)/installed-dev
	$(BIN)/python benchmarks/same_bytes.py --check $(HASHES) $(SAME)

same-new: $(VENV)/installed-dev
	$(BIN)/python benchmarks/same_bytes.py --write $(HASHES) $(SAME)

# OTHERS=a Python with Ciw and salabim (docs/speed.md); MANY="--sizes 10000 10000000 --replications 30"
bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/bench.py $(if $(OTHERS),--others $(OTHERS))
	$(BIN)/python benchmarks/whole.py
	$(BIN)/python benchmarks/floor_cost.py
	$(BIN)/python benchmarks/engines.py
	$(BIN)/python benchmarks/phases.py
	$(BIN)/python benchmarks/many_replications.py
	$(BIN)/python benchmarks/many_orders.py $(MANY)

verify: $(VENV)/installed-dev
	$(BIN)/simulator verify --output reports/verification
	$(BIN)/python -m tests.documents.verification reports/verification

docs: $(VENV)/installed-dev
	$(BIN)/python -m tests.documents.regenerate

NEWEST := .venv-newest
newest:
	rm -rf $(NEWEST)
	$(MAKE) --no-print-directory VENV=$(NEWEST) CONSTRAINTS= lint test test-docs

LOCK_HEAD := Every version that make run, make test and CI install, made by `make newest lock`.
lock:
	@test -x $(NEWEST)/bin/python || { echo "run make newest first" >&2; exit 2; }
	@{ echo "# $(LOCK_HEAD)"; \
	  $(NEWEST)/bin/python -m pip freeze --exclude fulfillment-simulator; } >constraints/lock.txt

clean:
	rm -rf $(VENV) $(NEWEST) .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks build dist

# The first of python3.11, python3, python, ... that is 3.11 or later and can make environments.
$(VENV)/created:
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14 python; do \
	  "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	    >/dev/null 2>&1 || continue; \
	  echo "creating $(VENV) with $$("$$python" --version)"; \
	  "$$python" -m venv "$(VENV)" && touch $@ && exit 0; \
	done; \
	echo "No Python 3.11 or later with the module venv was found." >&2; \
	echo "Install one (on Debian and Ubuntu also python3-venv), or name it:" >&2; \
	echo "  make PYTHON=/path/to/python3.11" >&2; \
	exit 1

$(VENV)/installed: $(VENV)/created pyproject.toml $(CONSTRAINTS)
	@echo "installing the simulator into $(VENV)"
	@$(INSTALL) $(PIN) --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/created pyproject.toml $(CONSTRAINTS)
	@echo "installing the simulator and the tools of its tests into $(VENV)"
	@$(INSTALL) $(PIN) --editable ".[dev]"
	@touch $(VENV)/installed $@

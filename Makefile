# What one runs here. `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
SCRIPTS := $(wildcard static/lambinh/*.js)
BEAUTIFY := $(BIN)/js-beautify --quiet -s 2 -w 120 -n
CODE := lambinh households assignments reports manage.py

export PIP_DISABLE_PIP_VERSION_CHECK := 1
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --no-deps --retries 10

.PHONY: coverage prose help setup demo demo-reset run runserver test test-all lint format types code-figures migrations-check messages bench lock
.DEFAULT_GOAL := help

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.runtime  ## virtual environment with the pinned requirements, message catalogue
	@$(MANAGE) compile_catalogue

# The demo's accounts are made up and answer on this machine only: a password is enough.
demo: setup  ## the whole program with a made-up district at http://127.0.0.1:8000 (PORT=… for another port)
	@$(MANAGE) serve --check --port $(PORT)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_units
	@$(MANAGE) load_demo
	@$(MANAGE) serve --port $(PORT)

demo-reset: setup  ## remove the demo's data and start the demo afresh
	@$(MANAGE) serve --check --port $(PORT)
	@$(MANAGE) reset_data --yes
	@$(MAKE) --no-print-directory demo

run: setup  ## the program with your own data (PORT=… for another port)
	@$(MANAGE) serve --check --port $(PORT)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_units
	@$(MANAGE) serve --port $(PORT)

runserver: setup  ## your own data with Django's server, DEBUG and reloading, for developing (PORT=… for another port)
	@$(MANAGE) migrate --verbosity 0
	@LAMBINH_DEBUG=1 $(MANAGE) runserver $(PORT)

test: $(VENV)/.dev  ## everything it needs, then the tests, some minutes (ARGS='-k word' for some)
	@$(MANAGE) compile_catalogue
	@$(PYTEST) -m 'not browser and not fault' $(ARGS)

test-all: $(VENV)/.dev  ## the same with those in a real browser and those that kill processes, a quarter of an hour
	@$(MANAGE) compile_catalogue
	@$(PYTEST) $(ARGS)

coverage: $(VENV)/.dev  ## `make test` with the branches that it takes, at least 90 in 100
	@$(MANAGE) compile_catalogue
	@$(PYTEST) -m 'not browser and not fault' --cov --cov-report=term:skip-covered --cov-fail-under=90 $(ARGS)

prose: $(VENV)/.dev  ## names and sentences that need a glossary (CONTRIBUTING.md, "Write")
	@$(BIN)/python .ci/prose.py $(ARGS)

lint: $(VENV)/.dev  ## style of code, templates and scripts, names and prose, and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache
	@$(BIN)/python .ci/prose.py
	@$(BIN)/djlint templates --check --quiet
	@for script in $(SCRIPTS); do $(BEAUTIFY) "$$script" | cmp -s - "$$script" || { echo "make format changes $$script"; exit 1; }; done

format: $(VENV)/.dev  ## format code, templates and scripts
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint templates --reformat --quiet || true # its exit code says that it changed something
	@$(BEAUTIFY) --replace $(SCRIPTS)

types: $(VENV)/.dev  ## types of the code
	@$(BIN)/mypy $(CODE)

code-figures: $(VENV)/.dev  ## sizes, types and complexity of the code (ARGS=--check fails where a limit is exceeded)
	@$(BIN)/python .ci/code_figures.py $(ARGS)

migrations-check: $(VENV)/.dev  ## whether every change of a model or an SQL file has its migration
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) make_sql_migration --check

messages: $(VENV)/.dev  ## bring the Vietnamese catalogue to the messages of the code; names those without translation
	@$(BIN)/python -m tests.support.messages

bench: $(VENV)/.dev  ## speed and memory, with their floors measured in the same run
	@$(BIN)/python -m benchmarks $(ARGS)

lock: $(VENV)/.dev  ## pin the requirements anew, with hashes
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  --output-file requirements.txt requirements.in
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  --output-file requirements-dev.txt requirements-dev.in

# Stamps: what is installed is touched only when the list of it changes.
$(VENV)/.made:
	@echo "Making the virtual environment…"
	@$(PYTHON) .ci/make_venv.py $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.txt | $(VENV)/.made
	@echo "Installing what the program runs on…"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime | $(VENV)/.made
	@echo "Installing what tests and checks need…"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

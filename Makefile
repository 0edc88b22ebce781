# `make help` lists the targets. Needed: Python 3.11 or newer with venv, make, a connection.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# The first Python that is new enough, and the one behind it where an environment is active, which
# may be the one that is made here. Name another with PYTHON=/path/to/python.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$name -c '$(NEW_ENOUGH)' 2>/dev/null && $$name -c 'import sys; print(sys._base_executable)' \
  && break; done)
# An environment holds where it is and which Python made it: moved, or with that Python gone, it is
# made again.
ifneq ($(shell $(BIN)/python -c 'print(open("$(VENV)/.ready").read().strip())' 2>/dev/null),$(CURDIR))
  $(shell rm -f $(VENV)/.ready)
endif

NO_PYTHON := "casebound: needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python"
NO_VENV = "casebound: $(PYTHON) has no venv. Install it (Debian, Ubuntu: the package python3-venv)."
NO_INDEX := "casebound: the Python packages were not fetched. Run it again when the network answers; \
behind a proxy set HTTPS_PROXY, for a mirror PIP_INDEX_URL and UV_INDEX_URL."
INSTALL := pip install --python $(BIN)/python --quiet --compile-bytecode --require-hashes \
  -r requirements/development.txt
# A network that re-signs its traffic is known to the system, not to uv's own list of authorities.
AGAIN := "casebound: trying again with the certificates that this system trusts"

NO_TYPES := "casebound: mypy found what is above, or was interrupted; \`make lint\` says it alone."

.DEFAULT_GOAL := help
.PHONY: help demo test quick lint form letters bench soak build setup pins clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: setup ## play the main worked case on PostgreSQL and Temporal of its own
	@$(BIN)/casebound demo

# A process a core and one more on few, each with a PostgreSQL and a Temporal server of its own.
# Types are checked meanwhile, where a core is idle: it takes one core for most of a minute.
test: form build ## everything that must hold: form, types, tests
	@nice -n 10 $(BIN)/mypy & types=$$!; trap "kill $$types 2>/dev/null" INT TERM; \
	$(BIN)/pytest -n logical --maxprocesses 4; tests=$$?; \
	wait $$types || { echo $(NO_TYPES) >&2; exit 1; }; exit $$tests

quick: setup ## the tests that need no server: seconds
	@$(BIN)/pytest -m "not servers"

lint: form ## check form, style and types
	@$(BIN)/mypy

form: setup ## check form and style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

letters: setup ## render one letter of each kind to build/letters, to look at
	@$(BIN)/python -m letters.gallery build/letters

bench: setup build ## measure; one script a number
	@for script in $(wildcard benchmarks/*.py); do $(BIN)/python $$script || exit 1; done

soak: setup build ## kill everything a thousand times, flood one case; takes half an hour
	@$(BIN)/python -m tests.soak.soak

build: setup ## build the Temporal server and its UI ahead of time, once a machine
	@$(BIN)/python -m stack.build

setup: $(VENV)/.ready ## make the virtual environment in .venv

$(VENV)/.ready: requirements/uv.txt requirements/development.txt pyproject.toml
	@test -n "$(PYTHON)" && "$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null || { echo $(NO_PYTHON) >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo $(NO_VENV) >&2; exit 1; }
	@echo "casebound: preparing $(VENV) with $(PYTHON)"
	@test -e $@ || "$(PYTHON)" -m venv --clear $(VENV)
	@rm -f $@  # what is interrupted from here on begins anew
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt \
	  || { echo $(NO_INDEX) >&2; exit 1; }
	@echo "casebound: fetching the Python packages; a minute"
	@$(BIN)/uv $(INSTALL) || { echo $(AGAIN) >&2; $(BIN)/uv --system-certs $(INSTALL); } \
	  || { echo $(NO_INDEX) >&2; exit 1; }
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --no-build-isolation --no-deps -e .
	@echo "$(CURDIR)" > $@

pins: setup ## compile requirements/*.txt again from *.in
	@for set in uv build runtime development go ui; do \
	  $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
	    requirements/$$set.in -o requirements/$$set.txt || exit 1; done

clean: ## remove what was made here; cases (.casebound) and the built server (user cache) stay
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# `make help` lists the targets; the details of each are in docs/.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup lint test pins

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

$(VENV)/.ready: requirements/development.txt pyproject.toml
	@echo "casebound: preparing $(VENV) (first time only)"
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(VENV)/bin/uv pip install --python $(VENV)/bin/python --quiet --require-hashes -r requirements/development.txt
	@$(VENV)/bin/uv pip install --python $(VENV)/bin/python --quiet --no-build-isolation --no-deps -e .
	@touch $@

setup: $(VENV)/.ready ## make the virtual environment in .venv

lint: setup ## ruff and mypy over the whole tree
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy

test: lint ## everything: lint, types, tests
	@$(VENV)/bin/pytest

pins: setup ## compile requirements/*.txt again from *.in
	@for set in runtime development; do $(VENV)/bin/uv pip compile --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet requirements/$$set.in -o requirements/$$set.txt; done

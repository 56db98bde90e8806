# Everything starts here. `make help` lists the targets. ARGS="..." is passed on to the command behind test, soak, demo.
SHELL = /bin/sh
PYTHON ?= python3
VENV = .venv/bin
DATA ?= .demo
ARGS ?=
BENCHES ?= contacts mail latency drafting
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help env demo test soak lint ruff types contracts translations licences format bench gallery openapi wheel dist wheelhouse lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

env: ## .venv from the lock; instant when it is up to date
	@sh tools/env.sh

demo: env ## a fictional municipality plays this year's mailing and stays up (DATA=folder)
	@exec $(VENV)/torenkamer --data "$(DATA)" demo $(ARGS)

test: env ## all tests, on SQLite and on a throwaway PostgreSQL
	@$(VENV)/python tools/test.py $(ARGS)

soak: env ## the long matrix: every seed, every kill point
	@$(VENV)/python tools/test.py -m soak $(ARGS)

lint: ruff types contracts translations licences ## style, types, import contracts, translations, licences

ruff: env
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
types: env
	$(VENV)/mypy
contracts: env
	$(VENV)/lint-imports --no-logo
translations: env
	$(VENV)/python tools/translations.py
licences: env
	$(VENV)/reuse lint --quiet

format: env ## let ruff rewrite what it can
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench: env ## speed beside peers (BENCHES="contacts mail"); never part of the tests
	@for name in $(BENCHES); do echo "== bench.$$name"; $(VENV)/python -m "bench.$$name" || exit 1; done

gallery: env ## every page of the demo as a picture, in gallery/
	@$(VENV)/python tools/gallery.py $(ARGS)

openapi: env ## the API's description beside the NLGov API Design Rules (needs npm)
	@$(VENV)/python tools/openapi.py

wheel: env ## build the wheel and try it in a clean environment, away from the checkout
	@$(VENV)/python tools/wheel.py

dist: env ## the tried wheel with its locked requirements, in dist/
	@$(VENV)/python tools/wheel.py --keep dist

wheelhouse: env ## the same with every package, for a machine without internet
	@$(VENV)/python tools/wheel.py --keep dist --wheelhouse

lock: env ## make requirements.lock anew from pyproject.toml
	@sh tools/lock.sh

clean: ## remove what was made; the data of the demo stays
	rm -rf .venv dist build gallery bench-out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Python 3.11 or newer, make and a way to the package registries are all that this needs.
# Another Python: make run PYTHON=python3.13

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input install
# Wheels only, so that no package runs code while it is installed; Flask-Principal publishes none.
LOCKED := --require-hashes --only-binary :all: --no-binary flask-principal

# pytest-xdist: one worker a core up to this many, each with its own databases and browser. A file's
# tests stay together, so that what they share is started once; those that take longest come first.
WORKERS ?= 4
PARALLEL := -n auto --maxprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

# The canvas: TypeScript, built into the static folder by Node.js, which comes as a Python package.
EDITOR := admin/editor
CANVAS := static/editor/manifest.json
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix $(EDITOR) --loglevel=error

# Throw-away virtual environments for tools that the project itself does not run.
SCRATCH := $(VENV)/scratch

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup canvas run test fuzz test-faults lint lock bench docs screenshots audit clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Sampan needs Python 3.11 or newer, but $(PYTHON) is" \
		"$$($(PYTHON) -V 2>/dev/null || echo missing); name another: make run PYTHON=python3.13" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; \
		exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "Installing what requirements.txt locks"
	@$(PIP) $(LOCKED) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what requirements-dev.txt locks"
	@$(PIP) $(LOCKED) -r requirements-dev.txt
	@touch $@

$(VENV)/.installed-editor: requirements-editor.txt $(EDITOR)/package-lock.json $(VENV)/.installed
	@echo "Installing what builds the canvas"
	@$(PIP) $(LOCKED) -r requirements-editor.txt
	@$(NPM) ci --ignore-scripts
	@touch $@

$(CANVAS): $(VENV)/.installed-editor $(wildcard $(EDITOR)/*.ts) $(shell find $(EDITOR)/src -type f)
	@echo "Building the canvas"
	@$(NPM) run --silent build -- --logLevel warn

canvas: $(CANVAS) ## Build the canvas into static/editor
	@:

# Without the canvas everything else works: a machine that cannot build it is told so, and goes on.
setup: $(VENV)/.installed ## Make .venv, install the locked requirements, build the canvas
	@$(MAKE) --no-print-directory canvas || \
		echo "The canvas could not be built (see above). Flows can be edited in the outline." >&2

run: setup ## Start Sampan with its sandbox, demo departments and demo staff (Ctrl-C ends it)
	@exec $(BIN)/flask --app app up

lint: $(VENV)/.installed-dev $(VENV)/.installed-editor ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(NPM) run --silent types

test: lint canvas ## Run every check and every test
	$(NPM) run --silent test
	$(BIN)/pytest $(PARALLEL)

fuzz: $(VENV)/.installed-dev ## Try the parser, the matcher and the gate with hostile input for longer
	$(BIN)/pytest -m fuzz --hypothesis-profile fuzz tests/flows

test-faults: $(VENV)/.installed-dev ## Kill processes and crash servers under load, for a quarter of an hour
	$(BIN)/pytest -m faults -s tests/faults

lock: | $(BIN)/python ## Lock requirements.in and requirements-dev.in anew, with hashes
	@rm -rf $(SCRATCH) && $(BIN)/python -m venv $(SCRATCH)
	@$(SCRATCH)/bin/python -m pip --quiet --disable-pip-version-check install uv
	@for list in requirements requirements-dev requirements-editor; do \
		$(SCRATCH)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-header $$list.in -o $$list.txt || exit 1; \
	done
	@rm -rf $(SCRATCH)

audit: | $(BIN)/python ## Look the locked requirements up among known vulnerabilities
	@rm -rf $(SCRATCH) && $(BIN)/python -m venv $(SCRATCH)
	@$(SCRATCH)/bin/python -m pip --quiet --disable-pip-version-check install pip-audit
	$(SCRATCH)/bin/pip-audit --require-hashes --disable-pip -r requirements.txt
	@rm -rf $(SCRATCH)

bench: setup $(VENV)/.installed-dev ## Measure turns and messages a second on this machine
	$(BIN)/python -m benchmarks

docs: setup ## Write docs/reference/kinds.md and roles.md anew from the program
	$(BIN)/python -m docs.kinds
	$(BIN)/python -m docs.roles

screenshots: $(VENV)/.installed-dev canvas ## Take the pictures in docs/images anew
	$(BIN)/python -m docs.screenshots

clean: ## Remove .venv and caches; data under instance/ stay
	rm -rf $(VENV) static/editor $(EDITOR)/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

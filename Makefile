# Everything begins here: `make run`. Nothing but Python 3.11 (with venv) is needed beforehand.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run demo test sure bench chaos lint types contracts docs lock clean

run: $(VENV)/.run
	@exec $(BIN)/python -m registry serve

demo: $(VENV)/.run
	@$(BIN)/python -m registry demo
	@exec $(BIN)/python -m registry serve

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 3 --dist worksteal

sure: lint types contracts docs test

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

docs: $(VENV)/.dev
	$(BIN)/python -m tests.docs

bench: $(VENV)/.dev  # small by default; `make bench DOCUMENTS=1000000` is the full size
	$(BIN)/python -m bench

chaos: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m chaos

# The environment holds exactly what the lock names, by hash. A stamp says which lock was installed.
$(VENV)/.run: requirements.lock registry/translations/*/LC_MESSAGES/*.po | $(BIN)/python
	@cmp -s requirements.lock $(VENV)/.lock || cmp -s requirements-dev.lock $(VENV)/.lock || \
	  { echo "installing (once; about a minute)" && $(BIN)/pip install --quiet --require-hashes -r requirements.lock && cp requirements.lock $(VENV)/.lock; }
	@$(BIN)/pybabel --quiet compile --directory registry/translations 
	@touch $@

$(VENV)/.dev: requirements-dev.lock registry/translations/*/LC_MESSAGES/*.po | $(BIN)/python
	@cmp -s requirements-dev.lock $(VENV)/.lock || \
	  { echo "installing, with what the tests need (once; about a minute)" && $(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock && cp requirements-dev.lock $(VENV)/.lock; }
	@$(BIN)/pybabel --quiet compile --directory registry/translations 
	@touch $@

# A bare Debian has python3 without venv: as root it is installed, otherwise the line to type is shown.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install -y -qq python3-venv; } || { echo "first type: sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

lock: $(VENV)/.dev
	$(BIN)/uv pip compile setup.cfg --generate-hashes --no-emit-index-url --python-version 3.11 --universal --upgrade -q -o requirements.lock
	$(BIN)/uv pip compile setup.cfg --extra dev --generate-hashes --no-emit-index-url --python-version 3.11 --universal -c requirements.lock -q -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Each target sets up what it needs: Python 3.11 and make are enough.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
BIN := .venv/bin
UV := $(BIN)/uv pip install -q --python $(BIN)/python

# Each process that the tests start would compile what it imports, some for longer than it lives.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint bench lock servers clean
.DELETE_ON_ERROR:

demo: .venv/.run
	@$(BIN)/claimdesk demo $(ARGS)

test: .venv/.test servers
	@$(BIN)/python -m pytest $(ARGS)

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.test servers
	@$(BIN)/python -m bench $(ARGS)

# The test servers (Chromium, PostgreSQL, Hangul font) come from apt when this machine lets us; says in one line what is missing when not.
servers:
	@tests/servers/install

.venv/bin/uv:
	@test -n "$(PYTHON)" || { echo "claimdesk needs Python 3.11 or newer, and none was found: install python3 and python3-venv."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Could not make .venv: install python3-venv (Debian: apt-get install python3-venv)."; exit 1; }
	@$(BIN)/pip install -q uv==0.13.9 || { echo "Could not download packages: is a Python package registry reachable?"; exit 1; }

# Imported once, so that it stands compiled: a service that may write its data alone would compile all of it at every start, for twice the time.
COMPILED := bot.__main__, bot.run, bot.sandbox.demo, storage.postgres, alembic.command
.venv/.run: requirements.lock pyproject.toml | .venv/bin/uv
	@echo "Setting up .venv (once) ..."
	@$(UV) --require-hashes -r requirements.lock
	@$(UV) --no-deps --no-build-isolation -e .
	@$(BIN)/python -c "import $(COMPILED)"
	@touch $@

.venv/.test: requirements-test.lock .venv/.run
	@$(UV) --require-hashes -r requirements-test.lock
	@touch $@

# Locks carry hashes and no address; run after changing dependencies.
lock: .venv/bin/uv
	$(BIN)/uv export -q --extra build --no-emit-project --no-header --no-annotate -o requirements.lock
	$(BIN)/uv export -q --all-extras --no-emit-project --no-header --no-annotate -o requirements-test.lock

clean:
	rm -rf .venv uv.lock

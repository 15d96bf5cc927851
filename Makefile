# Each line below is a word to type after `make`. Where there is no make: python3 bin/run.py
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run reset test check format lock bench screenshots messages backup restore sweep

IN_VENV = .venv/bin/python
DEV = $(PYTHON) bin/install.py dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## the whole service, with demo data the first time (PORT=8001 for another port)
	@exec $(PYTHON) bin/run.py

reset: ## forget this checkout's data
	@exec $(PYTHON) bin/run.py --reset

test: ## the tests, the browser's too (walks over every page are CI's, .ci/run)
	@$(DEV)
	@$(PYTHON) bin/browser.py
	@$(IN_VENV) -m pytest -n 2 -m "not ci" $(ARGS)

check: ## lint, types, templates, migrations in step, Django's own deploy check
	@$(DEV)
	@$(IN_VENV) bin/check.py

format: ## put code and templates into the house's format
	@$(DEV)
	@.venv/bin/ruff check --quiet --fix --exit-zero .
	@.venv/bin/ruff format --quiet .
	@.venv/bin/djade --target-version 5.2 $$(find templates -name '*.html') || true

lock: ## pin requirements*.in anew, with hashes
	@$(DEV)
	@$(IN_VENV) bin/lock.py

sweep: ## run the nightly rules by hand
	@$(DEV)
	@$(IN_VENV) manage.py sweep

bench: ## our endpoints against a bare loop that runs the same statements
	@$(DEV)
	@$(IN_VENV) -m bench.run $(ARGS)

screenshots: ## the pages of docs/screenshots/, anew
	@$(DEV)
	@$(PYTHON) bin/browser.py
	@SCREENSHOTS=1 $(IN_VENV) -m pytest tests/journeys/test_tour.py $(ARGS)

messages: ## gather the words to translate
	@$(DEV)
	@$(IN_VENV) manage.py makemessages --locale cy --no-obsolete --no-location --ignore .venv --ignore tests

backup: ## the database into backups/
	@$(DEV)
	@$(IN_VENV) bin/backup.py save

restore: ## a backup back into an empty database: make restore FILE=backups/...
	@$(DEV)
	@$(IN_VENV) bin/backup.py restore "$(FILE)"

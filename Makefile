# Every command of a developer's day. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run worker demo format lint types imports templates catalogs content check test test-fast test-pg journeys browser bench crash audit lock image clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements/run.lock requirements/system-run.txt pyproject.toml
	tools/system_packages.sh requirements/system-run.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.lock requirements/system-test.txt
	tools/system_packages.sh requirements/system-test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

setup: $(VENV)/.run ## install what the service needs

setup-dev: $(VENV)/.dev ## install what development and tests need

run: $(VENV)/.run ## migrate, load the demo, serve on http://127.0.0.1:8000
	APP_DEMO=true $(BIN)/lms serve --prepare

worker: $(VENV)/.run ## run the background worker alone
	$(BIN)/lms worker

format: $(VENV)/.dev ## write the code in its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --quiet .

lint: $(VENV)/.dev ## formatting and rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev ## types
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

templates: $(VENV)/.dev
	$(BIN)/djlint --lint --profile jinja --quiet app

catalogs: $(VENV)/.dev ## bring the catalogues to the code; fails when a text is not translated
	$(BIN)/python tools/catalog.py update
	$(BIN)/python tools/catalog.py missing

content: $(VENV)/.dev
	$(BIN)/lms content lint

test-fast: $(VENV)/.dev ## every test but the browser, the crash and the slow journeys
	$(PYTEST) -q -n 2 -p no:playwright -m "not slow" --ignore=tests/ui --ignore=tests/quiz/test_script.py --ignore=tests/crash --ignore=tests/journeys --ignore=tests/startup

check: lint types imports templates content test-fast ## what to run before each commit

test: lint types imports templates content ## everything: both databases, browser, crash test
	$(PYTEST) -n 2 -p no:playwright --ignore=tests/ui --ignore=tests/quiz/test_script.py --ignore=tests/crash
	$(PYTEST) tests/ui
	$(PYTEST) tests/quiz/test_script.py
	$(PYTEST) -p no:playwright tests/crash -s

test-pg: $(VENV)/.dev ## the tests on PostgreSQL alone
	$(PYTEST) -q -n 2 -p no:playwright --ignore=tests/ui --ignore=tests/quiz/test_script.py --ignore=tests/crash -k postgresql

journeys: $(VENV)/.dev ## the whole roads, in both languages on both databases
	$(PYTEST) -p no:playwright tests/journeys

browser: $(VENV)/.dev ## the road in a real Chromium; screenshots in var/screens
	$(PYTEST) tests/ui
	$(PYTEST) tests/quiz/test_script.py

crash: $(VENV)/.dev ## twenty kills during saves and submits, on both databases
	$(PYTEST) -p no:playwright tests/crash -s

bench: $(VENV)/.dev ## speed as ratios against a bare application, in one run
	$(BIN)/python -m tests.bench

audit: $(VENV)/.dev ## known vulnerabilities of the dependencies
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements/run.lock

lock: ## write the lock files anew (needs uv)
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra build pyproject.toml -o requirements/run.lock
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra build --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock

image: ## build the container image
	docker build -t formation-traite .

clean: ## remove what is generated, the data included
	rm -rf var build dist .mypy_cache .ruff_cache .pytest_cache

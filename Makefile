# Every door of the project. `make` alone lists them.
PY := .venv/bin/python
PORT ?= 8000

.PHONY: help env demo test e2e check check-all quick lint format bench faults screenshots migrations lock
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

env: ## Make .venv with everything developers need
	@tools/env dev

demo: ## Run the whole product with fictional people (PORT=8000, RESET=1 starts over)
	@tools/env run
	@exec env GLIBC_TUNABLES=glibc.malloc.hugetlb=1 PORT=$(PORT) RESET=$(RESET) $(PY) manage.py up --settings firstline.settings.demo

test: env ## Unit, integration and browser tests on SQLite
	@$(PY) -m pytest

e2e: env ## Browser journeys alone
	@$(PY) -m pytest tests/e2e -n 2

check: env ## What CI runs
	@tools/check

check-all: env ## `check`, with each property tried 10,000 times
	@tools/check --all

quick: env ## Format, lint, types, layers and the touched tests, in 90 s
	@tools/quick

lint: env ## Lint, types and layers, changing nothing
	@tools/lint

format: env ## Format the code
	@$(PY) -m ruff check --fix-only -q . ; $(PY) -m ruff format -q .

bench: env ## Print the measurements
	@tools/bench/all

faults: env ## Try to lose an answer: bad lines, killed workers, database restarts (FAULTS=200 for a short mix, SEED=)
	@$(PY) -m tools.faults $(if $(FAULTS),--faults $(FAULTS)) $(if $(SEED),--seed $(SEED))

screenshots: ## Make the pictures of docs/images from a running, fresh demo (PORT=8000)
	@tools/screenshots http://127.0.0.1:$(PORT)

migrations: env ## Fail if a migration is missing or has an automatic name
	@tools/migrations

lock: ## Resolve the dependencies again (needs uv)
	@tools/lock

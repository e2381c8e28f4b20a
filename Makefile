# Every command works on a fresh machine that has Python 3.11 or newer, git and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.SILENT:
MAKEFLAGS += --no-print-directory

# The stamp names the place: an environment does not survive being moved.
READY := .venv/.ready-$(shell pwd -P | cksum | cut -d" " -f1)
STUDIO := .venv/bin/storycanvas

##@ Run
up: $(READY) ## Run the studio on this machine (PORT=8000 DATA=data)
	exec $(STUDIO) up $(if $(PORT),--port '$(PORT)') $(if $(DATA),--data '$(DATA)')

render: $(READY) ## Render a screenplay to stills (SCRIPT=… OUT=… DATA=…)
	exec $(STUDIO) render '$(or $(SCRIPT),examples/hamlet.fountain)' --out '$(or $(OUT),out)' $(if $(PORT),--port '$(PORT)') $(if $(DATA),--data '$(DATA)')

page: $(READY) ## Build the web page where it is not up to date (make up does it by itself)
	exec .venv/bin/python -m infra.webpage

##@ Check
test: $(READY) ## All checks: lint, types, contracts, unit, contract and end-to-end tests
	scripts/test.sh all

check: $(READY) ## Lint, types and unit tests alone, under 90 seconds
	scripts/test.sh quick

bench: $(READY) ## Print one JSON line per benchmark
	exec .venv/bin/python -m tests.bench

chaos: $(READY) ## The long fault run, seeded and bounded
	exec .venv/bin/python -m pytest tests/chaos tests/e2e -m chaos -q -s --timeout 900

soak: $(READY) ## What make test does a little of, at length: more examples, larger texts; 30 minutes at most
	exec .venv/bin/python -m pytest -q -n 2 --dist loadfile --hypothesis-profile soak --session-timeout 1800 --timeout 900 -m "(soak or hypothesis) and not chaos" tests

##@ Maintain
wheel: page ## The package with the page built into it, in dist/
	PATH="$$PWD/.venv/bin:$$PWD/.uv/bin:$$PATH" UV_PYTHON_DOWNLOADS=never uv build --wheel --quiet --no-build-isolation --python .venv/bin/python

lock: $(READY) ## Write requirements.lock anew from pyproject.toml
	scripts/lock.sh

schema: $(READY) ## Write what is generated: schema.graphql, docs/settings.md, docs/models.md, docs/schemas
	$(STUDIO) schema > schema/.schema.graphql && mv schema/.schema.graphql schema/schema.graphql
	.venv/bin/python -m infra.settings > docs/.settings.md && mv docs/.settings.md docs/settings.md
	.venv/bin/python -m studio.graphs > docs/.models.md && mv docs/.models.md docs/models.md
	.venv/bin/python -m studio.exporting.formats.project > docs/schemas/.project.json && mv docs/schemas/.project.json docs/schemas/project-1.schema.json

screens: $(READY) ## Take the pictures of docs/screens anew (ONLY=storyboard for one)
	exec .venv/bin/python -m tests.browser.screens $(if $(ONLY),--only '$(ONLY)')

format: $(READY) ## Format the Python code
	.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

help: ## This list
	awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

$(READY): requirements.lock pyproject.toml scripts/setup.sh
	scripts/setup.sh $@

.PHONY: up render page wheel test check bench chaos soak lock schema screens format help

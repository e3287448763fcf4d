# Wireroom. `make help` lists what there is; each target is one command.
# A fresh clone needs nothing but Python 3.11+, make and git: tools/bootstrap.sh makes .venv from the lock first.
.DEFAULT_GOAL := help
export PATH := $(PATH):$(CURDIR)/.wireroom/uv/bin
RUN := .venv/bin/python -m wireroom.cli
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet
SEEDS ?=
FILE ?=
NAME ?=
ARGS ?=
HOSTS ?= 300
demo-live: MINUTES ?= 3
bench-stream: MINUTES ?= 5
.PHONY: help up down status psql airflow analysis logs migrate backup restore clean destroy \
	test lint types docs lock check-feeds demo-live eval ci venv venv-dev \
	bench-backfill bench-duplicates bench-events bench-export bench-growth bench-idle bench-ingest bench-outage \
	bench-poll bench-reprocess bench-search bench-seeds bench-size bench-stream

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

up: venv ## start everything, read the demo (and SEEDS=directory), show the articles
	@$(RUN) up $(if $(SEEDS),--seeds "$(SEEDS)")
down: venv ## stop everything started from this checkout
	@$(RUN) down
status: venv ## what runs, where it listens, how much is stored
	@$(RUN) status
psql: venv ## psql on the warehouse; ARGS='-c "SELECT 1"'
	@$(RUN) psql $(ARGS)
airflow: venv ## Airflow's command line on what runs here; ARGS="backfill create --help"
	@$(RUN) airflow $(ARGS)
analysis: venv ## a ready question of sql/analysis, NAME=sources; without NAME the list; ARGS="top=5"
	@$(RUN) analysis $(NAME) $(ARGS)
logs: venv ## the end of every log, and what comes
	@$(RUN) logs --follow
migrate: venv ## bring the warehouse schema to this code; what holds rows is dumped first
	@$(RUN) migrate
backup: venv ## dump the warehouse and Airflow's metadata to .wireroom/backups
	@$(RUN) backup
restore: venv ## put the newest backup (or FILE=name) in the place of what is there
	@$(RUN) restore $(if $(FILE),--file "$(FILE)")
clean: ## remove caches and compiled files; never data
	@rm -rf build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find plugins dags tests bench tools -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
destroy: venv ## remove all data but backups, once the checkout's name is typed
	@$(RUN) destroy

test: venv-dev ## every test, on throw-away databases; ARGS="-k name" for some
	@.venv/bin/pytest $(ARGS)
lint: venv-dev ## format, lint, SQL, import contracts
	@.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/sqlfluff lint sql && .venv/bin/lint-imports
types: venv-dev ## static types, strict
	@.venv/bin/basedpyright
docs: venv-dev ## write the generated pages of docs/ anew
	@.venv/bin/python tools/docs.py
lock: ## resolve the dependencies anew, with hashes
	@$(LOCK) requirements.txt -o requirements.lock
	@$(LOCK) requirements.txt --group pyproject.toml:dev -c requirements.lock -o requirements-dev.lock
check-feeds: venv ## poll every feed of seeds/feeds.opml once, say which do not answer or parse; needs WIREROOM_CONTACT
	@$(RUN) feeds check $(if $(FILE),"$(FILE)")
bench-size: venv-dev ## GB per million articles, table by table; ARGS="--articles 5000"
	@.venv/bin/python bench/size.py $(ARGS)
bench-seeds: venv-dev ## articles per second and CPU per article, beside bare trafilatura
	@.venv/bin/python bench/seeds.py $(ARGS)
bench-poll: venv-dev ## 10,000 feeds polled twice: CPU, wall, share of 304, memory; ARGS="--feeds 1000"
	@.venv/bin/python bench/poll.py $(ARGS)
bench-events: venv-dev ## do reports of one event find each other among thousands, across languages; what it costs
	@.venv/bin/python bench/events.py $(ARGS)
bench-ingest: venv-dev ## 5,000 pages fetched, read and loaded: pages per second, CPU beside bare trafilatura
	@.venv/bin/python bench/ingest.py $(ARGS)
bench-reprocess: venv-dev ## 10,000 stored pages read again, beside bare trafilatura; ARGS="--pages 2000 --rule"
	@.venv/bin/python bench/reprocess.py $(ARGS)
bench-export: venv-dev ## 50,000 articles as Parquet, CSV and corpus: rows per second, CPU, memory; ARGS="--articles 5000"
	@.venv/bin/python bench/export.py $(ARGS)
bench-stream: venv-dev ## everything against a simulated news internet, checked; HOSTS=300 MINUTES=5
	@.venv/bin/python bench/streaming.py --hosts $(HOSTS) --minutes $(MINUTES) $(ARGS)
bench-duplicates: venv-dev ## near copies found of seven kinds of edit, and what an article costs; ARGS="quality --worst 9"
	@.venv/bin/python bench/duplicates.py $(ARGS)
bench-outage: venv-dev ## ten minutes without any network in the middle; ARGS="--minutes 2"
	@.venv/bin/python bench/outage.py $(ARGS)
.PHONY: bench-months
bench-months: venv-dev ## the whole system with its clock moved past month ends; ARGS="--hosts 20"
	@.venv/bin/python bench/months.py $(ARGS)
bench-idle: venv-dev ## CPU, memory and growth a day while nothing happens; ARGS="--minutes 10"
	@.venv/bin/python bench/idle.py $(ARGS)
bench-search: venv-dev ## mart.search among 300,000 articles: 95th percentile, growth; ARGS="--articles 60000"
	@.venv/bin/python bench/search.py $(ARGS)
bench-growth: venv-dev ## a batch of 500 into none, 10,000 and 1,000,000 articles, and every task of refresh_marts
	@.venv/bin/python bench/growth.py $(ARGS)
demo-live: venv-dev ## watch a system of its own read a simulated news internet; MINUTES=3
	@.venv/bin/python bench/live.py --minutes $(MINUTES) $(ARGS)
eval: venv-dev ## how right and how fast reading is, against its floors; ARGS="text --worst 9"
	@.venv/bin/python bench/evaluate.py $(ARGS)
bench-backfill: venv-dev ## a month of the past through Airflow, killed half way; then live freshness beside a big one
	@.venv/bin/python bench/backfill.py days $(ARGS)
	@.venv/bin/python bench/backfill.py freshness $(ARGS)
ci: ## what CI runs
	@.ci/run

venv:
	@tools/bootstrap.sh
venv-dev:
	@tools/bootstrap.sh dev

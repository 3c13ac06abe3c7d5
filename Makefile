# The two commands to know: `make run` and `make test`. Both do all set-up themselves and may be run again at any time.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PRESET ?= release
BUILD := build/$(PRESET)
# Everything that is a test of ours runs with this many at a time.
JOBS ?= $(shell nproc)
export CCACHE_SLOPPINESS := pch_defines,time_macros,include_file_mtime,include_file_ctime

.PHONY: help setup configure ui build run demo test test-unit asan tsan judge bench fmt lint clean

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing (Debian packages, npm)
	@scripts/setup

configure: setup
	@[ -f $(BUILD)/build.ninja ] || cmake --preset $(PRESET) >/dev/null

# What the browser gets; it becomes part of the program.
UI_SOURCES := $(shell find ui -name node_modules -prune -o -path ui/dist -prune -o -type f ! -name '*.pack*' -print)
ui/website.pack: $(UI_SOURCES) | setup
	@scripts/with-node npm --prefix ui run --silent build
	@scripts/with-node node ui/pack.mjs ui/dist ui/pages.json $@

ui: ui/website.pack ## the browser side alone

build: configure ui ## build/marketplace
	@ninja -C $(BUILD) --quiet
	@ln -sfn $(PRESET)/src/app/marketplace build/marketplace

run: build ## the whole product on this machine, until Ctrl-C
	@build/marketplace up $(ARGS)

demo: build ## the whole story in a terminal, on a stack of which nothing stays
	@build/marketplace demo $(ARGS)

test: build ## all suites but Docker
	@ctest --test-dir $(BUILD) --output-on-failure --no-tests=error -j $(JOBS) $(ARGS)

# Without a container engine there is nothing to test: in CI that is a failure.
test-docker: ## the compose stack, in containers
	@/usr/bin/python3 tests/docker/run.py $(ARGS) || { [ $$? -eq 77 ] && [ -z "$$CI" ]; }

dev: setup ## the whole product, compiled and started anew whenever a source file changes; its pages on :5173
	@PRESET=dev scripts/dev build-and-run marketplace up --reload $(ARGS)

test-unit: build ## the quick ones: no database, no sockets
	@ctest --test-dir $(BUILD) --output-on-failure --no-tests=error -L unit -j $(JOBS)

asan: setup ## unit and integration suites under ASan and UBSan
	@$(MAKE) --no-print-directory build PRESET=asan
	@ctest --test-dir build/asan --output-on-failure --no-tests=error -L 'unit|integration' -j $(JOBS)

TSAN_PARTS := async http postgres redis tasks reservations
tsan: setup ## what shares memory between threads, under TSan
	@$(MAKE) --no-print-directory configure PRESET=tsan
	@scripts/tsan $(TSAN_PARTS)

bench: ## measurements beside nginx and pgbench; others by ARGS, see bench/README.md
	@scripts/bench $(ARGS)

fmt: setup ## format all C++ and TypeScript
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 -i
	@scripts/with-node npm --prefix ui run --silent format -- --write

lint: configure ## clang-tidy on all units (slow), or on FILES
	@scripts/lint $(BUILD) $(FILES)

SEEDS := 20
judge: build ## faults and races, SEEDS of them, and the stacks that are wrong on purpose
	@/usr/bin/python3 tests/fault/run.py build/marketplace --seeds $(SEEDS)
	@/usr/bin/python3 tests/fault/run.py build/marketplace --seeds 20 --broken all

clean: ## remove what was built
	@rm -rf build ui/dist ui/website.pack

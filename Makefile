# What there is to do here. `make help` lists it.
#
# A fresh machine needs a Swift 6.3 toolchain on the PATH; scripts/setup brings the rest (Debian and PyPI packages).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test check format bench release deb page screenshots clean

# How many compilers may run at once.
JOBS ?= 2
SWIFT_BUILD := swift build -j $(JOBS)

help: ## List what there is to do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build, and serve a terminal at the link that is printed (ARGS="--port 9000")
	@scripts/setup build
	@echo "Building the debug version: some minutes the first time, half of what the release version takes."
	@$(MAKE) --no-print-directory page
	$(SWIFT_BUILD) --product web-terminal
	@.build/debug/web-terminal start $(ARGS)

build: ## Make .build/debug/web-terminal
	@scripts/setup build
	@$(MAKE) --no-print-directory page
	$(SWIFT_BUILD) --product web-terminal

page: ## Fetch xterm.js, and put the page where the compiler embeds it
	@scripts/setup build
	@.build/venv/bin/python scripts/prepare-page.py

test: ## Build everything and run every test
	@scripts/setup test
	@JOBS=$(JOBS) scripts/run-tests

check: ## Formatting, house rules, warnings as errors, then every test
	swift format lint --strict --recursive Package.swift Sources Tests
	scripts/house-rules
	@WEB_TERMINAL_STRICT=1 $(MAKE) --no-print-directory test

format: ## Let the formatter put every file right
	swift format format --in-place --recursive Package.swift Sources Tests

bench: release ## Measure the release version: beside the raw work, its REST interface, its screens, its page
	@scripts/setup bench
	@.build/venv/bin/python Benchmarks/run $(ARGS)
	@$(if $(ARGS),,.build/venv/bin/python Benchmarks/rest)
	@$(if $(ARGS),,.build/venv/bin/python Benchmarks/viewers)
	@$(if $(ARGS),,Benchmarks/screens)
	@$(if $(ARGS),,.build/venv/bin/python Benchmarks/page --or-skip)

release: ## Make .build/dist/web-terminal: static Swift runtime, stripped
	@scripts/setup build
	@$(MAKE) --no-print-directory page
	@JOBS=$(JOBS) scripts/build-release

deb: release ## Make a Debian package of it, in .build/dist
	@scripts/make-deb

screenshots: build ## Make the pictures of the README (docs/images)
	@scripts/setup test
	@.build/venv/bin/python scripts/screenshots.py

clean: ## Remove all that was built or fetched
	rm -rf .build

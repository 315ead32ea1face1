# Two commands do everything: `make demo` and `make test`.
.PHONY: setup demo test bench simulate faults rehearse check clean

setup:
	@scripts/setup run

demo: setup
	@.venv/bin/congvan demo

test:
	@scripts/setup dev
	@scripts/test

bench:
	@scripts/setup dev
	@scripts/setup-bench
	@.venv/bin/python -m benchmarks

simulate:
	@scripts/setup dev
	@.venv/bin/python -m tests.simulation

faults:
	@scripts/setup dev
	@.venv/bin/python -m tests.campaign

rehearse:
	@scripts/setup dev
	@scripts/rehearse

clean:
	rm -rf .venv node_modules build var

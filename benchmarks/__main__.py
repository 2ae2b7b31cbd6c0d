"""Run every benchmark and print a line for each."""

from benchmarks import gate, turns

for benchmark in (turns, gate):
    print(benchmark.measure(), flush=True)

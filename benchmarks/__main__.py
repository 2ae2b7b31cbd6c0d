"""Run every benchmark and print a line for each."""

from benchmarks import turns, understanding

for benchmark in (turns, understanding):
    print(benchmark.measure(), flush=True)

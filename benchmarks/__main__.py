"""Run every benchmark and print a line for each."""

from benchmarks import turns

for benchmark in (turns,):
    print(benchmark.measure(), flush=True)

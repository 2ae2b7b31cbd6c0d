"""Run every benchmark and print a line for each."""

from benchmarks import gate, turns, understanding

for benchmark in (turns, understanding, gate):
    print(benchmark.measure(), flush=True)

"""Run every benchmark and print a line for each."""

from benchmarks import gate, trail, turns, understanding

for benchmark in (turns, understanding, gate, trail):
    print(benchmark.measure(), flush=True)

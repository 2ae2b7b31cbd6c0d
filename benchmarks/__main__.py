"""Run every benchmark and print a line for each."""

from benchmarks import gate, messages, trail, turns, understanding

for benchmark in (turns, understanding, gate, trail, messages):
    print(benchmark.measure(), flush=True)

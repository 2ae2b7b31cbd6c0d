"""Run every benchmark and print a line for each."""

from benchmarks import gate, messages, turns, understanding

for benchmark in (turns, understanding, gate, messages):
    print(benchmark.measure(), flush=True)

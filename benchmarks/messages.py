"""Messages a second, end to end, beside the plain handler."""

import argparse
import asyncio
import os

from benchmarks import errand
from benchmarks.load import Graph, Measured, people
from benchmarks.premises import Premises, System, OURS

NUMBERS, PEOPLE, AT_ONCE = 40, int(os.environ.get("PEOPLE","20000")), 32


async def side(system: System, seconds: float) -> tuple[Measured, float]:
    from benchmarks.premises import cpu_seconds
    b=[cpu_seconds(p.pid) for p in system._processes]
    before = system.cpu()
    found = await system.crowd.at_once(AT_ONCE, seconds)
    print([round((cpu_seconds(p.pid)-x)/len(found.times)*1000,2) for p,x in zip(system._processes,b)])
    return found, system.cpu() - before


async def run(kind: str, seconds: float, rounds: int, which) -> None:
    steps = errand.steps()
    crowds = {n: people(PEOPLE, NUMBERS, len(steps)) for n in which}
    graph = None
    both = {}
    graphs = {n: Graph(crowds[n]) for n in which}
    for g in graphs.values():
        await g.start()
    loop = asyncio.get_running_loop()
    prem = Premises(kind, "", steps)
    try:
        import time; t=time.time()
        for n in which:
            print(n, time.time()-t)
            prem._graph_url = graphs[n].url
            both[n] = await asyncio.to_thread(prem.plain, crowds[n]) if n == "plain" else await asyncio.to_thread(prem.sampan, crowds[n], NUMBERS)
        print(time.time()-t)
        for n in which:
            await side(both[n], 3)
        print(time.time()-t)
        if os.environ.get("HOLD"):
            print(prem._server.url("postgres") if prem._server else prem._folder, flush=True)
            await asyncio.sleep(float(os.environ["HOLD"]))
        for r in range(rounds):
            for n in which:
                if os.environ.get("SPY"):
                    from benchmarks.premises import tree
                    pid = tree(both[n]._processes[0].pid)[-1]
                    spy = await asyncio.create_subprocess_exec("/tmp/speed/pyspy/bin/py-spy","record","-d",str(int(seconds)),"-r","200","-f","raw","-g","-o",f"/tmp/speed/{n}.raw","--pid",str(pid))
                m, cpu = await side(both[n], seconds)
                print(kind, n, f"{m.rate:.0f}/s p50 {m.quantile(.5):.1f} p99 {m.quantile(.99):.1f} cpu {cpu/len(m.times)*1000:.2f} ms wrong {len(m.wrong)} {m.wrong[:2]}", flush=True)
        for n in which:
            m = await both[n].crowd.at_once(1, 3)
            print(kind, n, f"alone p50 {m.quantile(.5):.1f} mem {both[n].memory():.0f}")
            if m.wrong or os.environ.get("SHOW"): print(both[n].output()[-3000:])
    finally:
        prem.close()


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--kind", default="postgresql")
    ap.add_argument("--seconds", type=float, default=5)
    ap.add_argument("--rounds", type=int, default=2)
    ap.add_argument("--which", default="plain,sampan")
    a = ap.parse_args()
    os.sched_setaffinity(0, {OURS})
    asyncio.run(run(a.kind, a.seconds, a.rounds, a.which.split(",")))

import time

from flask import Flask, current_app

from conversations.loops import Loop


def test_it_steps_when_woken_and_stops_at_once(app: Flask) -> None:
    steps: list[str] = []

    def step() -> float:
        steps.append(current_app.name)
        return 60.0

    loop = Loop(app, "example", step)
    loop.start()
    for count in (1, 2, 3):
        deadline = time.monotonic() + 60
        while len(steps) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        assert len(steps) == count
        loop.wake()
    loop.stop()
    loop.join(60)
    assert not loop.is_alive()
    assert loop.name == "sampan-example"


def test_a_step_that_raises_is_tried_again(app: Flask) -> None:
    outcomes = iter([ValueError("someone's words"), KeyError("more"), None])
    done: list[bool] = []

    def step() -> float:
        fault = next(outcomes, None)
        if fault:
            raise fault
        done.append(True)
        return 60.0

    loop = Loop(app, "example", step)
    loop.start()
    deadline = time.monotonic() + 60
    while not done and time.monotonic() < deadline:
        time.sleep(0.01)
    loop.stop()
    loop.join(60)
    assert done

"""What a flow needs of its department: above all, that personal data goes to approved hosts only."""

from collections.abc import Iterator
from typing import Any

import pytest

from flows.check import Context, check
from flows.graph import parse
from flows.kinds.set import Remembering
from flows.node import Disclosure, Path
from tests.flows.test_check import BOTH, SOUND


class Gossip(Remembering):
    """A kind that gives something away."""

    tells: tuple[str, ...] = ()

    def discloses(self) -> Iterator[Disclosure]:
        """What it tells."""
        yield Disclosure(self.tells, "elsewhere", "tells")


def telling(path: Path, field: dict[str, Any]) -> Any:
    ask = {"kind": "question", "field": {"id": "q", "ask": BOTH} | field, "exits": {"next": "told"}}
    form = SOUND["nodes"]["report"] | {"exits": {"submitted": "ask"}}
    told = {"kind": "set", "tag": ["x"], "exits": {"next": "over"}}
    nodes = {"report": form, "ask": ask, "told": told, "over": {"kind": "end"}}
    flow = parse(SOUND | {"triggers": [{"by": "anything"}], "start": "report", "nodes": nodes})
    flow.nodes["told"] = Gossip.model_construct(
        kind="set", tag=["x"], tells=path, exits={"next": "over"}, remember={}
    )
    return flow


@pytest.mark.parametrize(
    ("path", "field", "personal"),
    [
        (("contact", "name"), {"type": "number"}, True),
        (("contact", "language"), {"type": "number"}, False),
        (("answers", "ask"), {"type": "number"}, False),
        (("answers", "ask"), {"type": "phone"}, True),
        (("answers", "ask"), {"type": "text", "purpose": BOTH}, True),
        (("answers", "ask"), {"type": "text", "mask": True}, True),
        (("answers", "ask", "address"), {"type": "location", "basis": "law"}, True),
        (("answers",), {"type": "hkid"}, True),
        (("answers", "report", "n"), {"type": "hkid"}, False),
        (("today",), {"type": "hkid"}, False),
    ],
)
def test_personal_data_goes_to_approved_hosts_only(
    path: Path, field: dict[str, Any], personal: bool
) -> None:
    flow = telling(path, field)
    found = check(flow, Context(trusted=["friend"]))
    assert [one.code for one in found] == ["personal_data"] * personal
    for one in found:
        assert (one.path, one.severity) == ("nodes.told.tells", "error")
        assert ".".join(path) in one.message
    assert check(flow, Context(trusted=["elsewhere"])) == []
    assert check(flow, Context()) == []
    assert check(flow) == []


@pytest.mark.parametrize(
    ("runs", "code"),
    [
        ({}, None),
        ({"fees": ["a"], "a": ["b"], "b": ["c"]}, None),
        ({"fees": ["a"], "a": ["b"], "b": ["c"], "c": ["d"]}, "flow_deep"),
        ({"fees": ["a"], "a": ["a"]}, "flow_deep"),
        ({"fees": ["a", "sound"]}, "flow_circle"),
        ({"fees": ["a", "b"], "a": ["b"], "b": []}, None),
    ],
)
def test_flows_run_each_other_as_deep_as_a_talk_goes(
    runs: dict[str, list[str]], code: str | None
) -> None:
    nodes = SOUND["nodes"] | {"look": {"kind": "flow", "flow": "fees", "exits": {"done": "over"}}}
    found = check(parse(SOUND | {"nodes": nodes}), Context(runs=runs))
    assert [one.code for one in found] == ([code] if code else [])

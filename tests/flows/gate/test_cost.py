"""What a task costs the citizen, and how many messages come in a row."""

from flows.gate.cost import messages_in_a_row, tasks
from flows.graph import parse
from tests.flows.test_check import SOUND


def test_the_shortest_way_to_a_case_is_counted() -> None:
    (cost,) = tasks(parse(SOUND))
    # By the link straight into the form: a number typed, a choice tapped, and sent after a last look.
    assert (cost.node, cost.taps, cost.answers, cost.messages) == ("filed", 2, 1, 4)


def test_without_the_link_the_menu_is_one_tap_more() -> None:
    (cost,) = tasks(parse(SOUND | {"triggers": [{"by": "anything"}]}))
    assert (cost.taps, cost.answers, cost.messages) == (3, 1, 5)
    assert cost.characters > 10


def test_messages_are_counted_up_to_where_the_talk_waits() -> None:
    most = messages_in_a_row(parse(SOUND))
    assert most["said"] == 1
    assert most["hub"] == 2  # "said", then the menu again

"""Recipients, the window, rates, faults, ladder, reading and typing."""

from typing import Any

import pytest

from whatsapp import error_table
from whatsapp.sandbox import Habits
from whatsapp.sandbox.people import user_id
from whatsapp.sandbox.refusals import CODES

HELLO = {"text": {"body": "Hello"}}
DAY = 24 * 3600


def code(answer: Any) -> int | None:
    found: int | None = (answer.json.get("error") or {}).get("code")
    return found


class TestRecipients:
    def test_a_phone_is_answered_with_wa_id_alone(self, world: Any) -> None:
        world.hello()
        answer = world.send(HELLO, to="+852 5555-0101")
        assert answer.json["contacts"] == [{"input": "+852 5555-0101", "wa_id": "85255550101"}]

    def test_a_user_id_is_answered_with_user_id_alone(self, world: Any) -> None:
        world.hello("robin")
        known = user_id(world.sandbox.person("robin"), "3001")
        body = {"messaging_product": "whatsapp", "recipient": known, "type": "text", **HELLO}
        answer = world.post("1001/messages", body)
        assert answer.json["contacts"] == [{"input": known, "user_id": known}]

    def test_with_both_the_phone_wins(self, world: Any) -> None:
        world.hello()
        answer = world.send(HELLO, recipient="HK.1")
        assert "user_id" not in answer.json["contacts"][0]

    @pytest.mark.parametrize(
        ("to", "expected"),
        [
            ("+85255550101", None),
            ("85255550101", None),
            ("55550101", None),  # local: the business's country is put in front
            ("(852) 5555 0101", None),
            ("HK.1234567890", 131009),
            ("mei", 131009),
            ("+", 131009),
            ("+1234567890123456", 131009),
            ("", 131009),
            (85255550101, 100),
            ("+85255550001", 131021),
        ],
    )
    def test_to(self, world: Any, to: Any, expected: int | None) -> None:
        world.hello()
        assert code(world.send(HELLO, to=to)) == expected

    @pytest.mark.parametrize(
        ("more", "expected"),
        [({}, 100), ({"recipient": "+85255550101"}, 131009), ({"recipient": "HK.999"}, 131026)],
    )
    def test_recipient(self, world: Any, more: dict[str, Any], expected: int) -> None:
        body = {"messaging_product": "whatsapp", "type": "text", **HELLO, **more}
        assert code(world.post("1001/messages", body)) == expected

    def test_a_user_id_is_worth_nothing_in_another_portfolio(self, world: Any) -> None:
        world.hello("robin")
        known = user_id(world.sandbox.person("robin"), "3001")
        body = {"messaging_product": "whatsapp", "recipient": known, "type": "text", **HELLO}
        assert code(world.post("1003/messages", body, token="away-token")) == 131026


class TestWindow:
    def test_nobody_wrote(self, world: Any) -> None:
        answer = world.send(HELLO)
        assert (answer.status_code, code(answer)) == (400, 131047)

    @pytest.mark.parametrize(("later", "expected"), [(DAY - 1, None), (DAY, 131047)])
    def test_it_lasts_a_day(self, world: Any, later: int, expected: int | None) -> None:
        world.hello()
        world.clock.now += later
        assert code(world.send(HELLO)) == expected

    def test_it_is_the_number_s_own(self, world: Any) -> None:
        world.hello()
        body = {"messaging_product": "whatsapp", "to": "+85255550101", "type": "text", **HELLO}
        assert code(world.post("1002/messages", body, token="tax-token")) == 131047

    def test_a_reaction_does_not_open_it(self, world: Any) -> None:
        world.hello()
        wamid = world.send(HELLO).json["messages"][0]["id"]
        world.clock.now += DAY
        reacted = {"message": wamid, "emoji": "👍"}
        assert world.client.post("/phone/mei/1001/reaction", json=reacted).status_code == 200
        assert code(world.send(HELLO)) == 131047


class TestRates:
    @pytest.fixture
    def habits(self) -> Habits:
        return Habits(throughput=5, pair_burst=3, pair_seconds=6)

    def test_one_person_s_share(self, world: Any) -> None:
        world.hello()
        assert [code(world.send(HELLO)) for _ in range(4)] == [None, None, None, 131056]
        world.clock.now += 5.9
        assert code(world.send(HELLO)) == 131056
        world.clock.now += 0.2
        assert [code(world.send(HELLO)) for _ in range(2)] == [None, 131056]

    def test_a_number_s_throughput(self, world: Any) -> None:
        for person in ("mei", "alex", "wen"):
            world.hello(person)
        world.clock.now += 1
        people = ["+85255550101", "+85255550102", "+85255550103"] * 2
        codes = [code(world.send(HELLO, to=to)) for to in people]
        assert codes == [None] * 5 + [130429]
        world.clock.now += 1
        assert code(world.send(HELLO)) is None

    def test_both_directions_count(self, world: Any) -> None:
        for _ in range(6):  # what people send is never refused
            world.hello()
        assert code(world.send(HELLO)) == 130429

    def test_what_is_refused_is_not_shown(self, world: Any) -> None:
        world.hello()
        for _ in range(4):
            world.send(HELLO)
        shown = world.client.get("/phone/mei/changes").json["messages"]
        assert [found["mine"] for found in shown] == [True, False, False, False]


class TestFaults:
    @pytest.mark.parametrize("wanted", [131026, 131049, 190, 4, 131031, 131000])
    def test_at_once_by_number(self, world: Any, wanted: int) -> None:
        assert code(world.send(HELLO, to=f"+85256{wanted:06}")) == wanted

    def test_later_by_number(self, world: Any) -> None:
        world.sandbox.say(
            world.sandbox.person("85255131026"),
            world.sandbox.channel("1001"),
            "text",
            {"body": "x"},
        )
        answer = world.send(HELLO, to="+85255131026", biz_opaque_callback_data="mine")
        assert answer.status_code == 200
        value = world.queued()[-1]
        (status,) = value["statuses"]
        assert "contacts" not in value
        assert status["status"] == "failed"
        assert status["errors"][0]["code"] == 131026
        assert status["errors"][0]["error_data"]["details"]
        assert status["biz_opaque_callback_data"] == "mine"
        assert "recipient_user_id" not in status
        assert "pricing" not in status

    def test_the_person_is_named_as_they_were_addressed(self, world: Any) -> None:
        world.hello("robin")
        known = user_id(world.sandbox.person("robin"), "3001")
        world.sandbox.inject("robin", 131026, late=True)
        body = {"messaging_product": "whatsapp", "recipient": known, "type": "text", **HELLO}
        assert world.post("1001/messages", body).status_code == 200
        (status,) = world.queued()[-1]["statuses"]
        assert status["recipient_user_id"] == known
        assert "recipient_id" not in status

    def test_every_code_that_we_know_can_be_asked_for(self, world: Any) -> None:
        for wanted in error_table.CODES:
            world.sandbox.inject("mei", wanted, late=False)
            answer = world.send(HELLO)
            assert (code(answer), answer.status_code) == (wanted, CODES[wanted][0])

    def test_by_persona(self, world: Any) -> None:
        world.hello()
        world.sandbox.inject("mei", 131016, late=False)
        assert code(world.send(HELLO)) == 131016
        world.sandbox.inject("mei", 131053, late=True)
        assert world.send(HELLO).status_code == 200
        assert world.queued()[-1]["statuses"][0]["errors"][0]["code"] == 131053
        world.sandbox.forgive("mei")
        assert code(world.send(HELLO)) is None
        assert len(world.client.get("/phone/mei/changes").json["messages"]) == 2

    def test_unknown_codes_are_a_mistake(self, world: Any) -> None:
        with pytest.raises(ValueError, match="999"):
            world.sandbox.inject("mei", 999, late=False)


class TestLadder:
    def test_sent_delivered_read(self, world: Any) -> None:
        world.hello()
        answer = world.send(HELLO, biz_opaque_callback_data="row-7")
        wamid = answer.json["messages"][0]["id"]
        world.client.post("/phone/mei/1001/look")
        values = [value for value in world.queued() if "statuses" in value]
        steps = [value["statuses"][0] for value in values]
        assert [step["status"] for step in steps] == ["sent", "delivered", "read"]
        assert {step["id"] for step in steps} == {wamid}
        assert {step["biz_opaque_callback_data"] for step in steps} == {"row-7"}
        assert {step["recipient_id"] for step in steps} == {"85255550101"}
        assert all(step["timestamp"].isdecimal() for step in steps)
        assert ["pricing" in step for step in steps] == [True, True, False]
        assert steps[0]["pricing"] == {
            "billable": False,
            "pricing_model": "PMP",
            "type": "free_customer_service",
            "category": "service",
        }
        contact = values[0]["contacts"][0]
        assert contact["wa_id"] == "85255550101"
        assert contact["user_id"] == steps[0]["recipient_user_id"]

    def test_a_hidden_phone_stays_hidden(self, world: Any) -> None:
        world.hello("robin")
        known = user_id(world.sandbox.person("robin"), "3001")
        body = {"messaging_product": "whatsapp", "recipient": known, "type": "text", **HELLO}
        world.post("1001/messages", body)
        inbound, *statuses = world.queued()
        assert inbound["contacts"] == [{"profile": {"name": "Robin Lane"}, "user_id": known}]
        assert "from" not in inbound["messages"][0]
        assert inbound["messages"][0]["from_user_id"] == known
        assert all("recipient_id" not in value["statuses"][0] for value in statuses)
        assert "85255550104" not in str([inbound, *statuses])

    def test_looking_twice_reads_once(self, world: Any) -> None:
        world.hello()
        world.send(HELLO)
        assert world.client.post("/phone/mei/1001/look").json == {"read": 1}
        assert world.client.post("/phone/mei/1001/look").json == {"read": 0}


class TestReading:
    def read(self, world: Any, wamid: str, **more: Any) -> Any:
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid, **more}
        return world.post("1001/messages", body)

    def test_it_turns_this_and_earlier_ticks_blue(self, world: Any) -> None:
        wamids = [world.hello() for _ in range(3)]
        assert self.read(world, wamids[1]).json == {"success": True}
        shown = world.client.get("/phone/mei/changes").json
        assert [found["status"] for found in shown["messages"]] == ["read", "read", "sent"]
        assert shown["typing"] == []

    def test_typing_lasts_25_seconds_or_until_something_is_said(self, world: Any) -> None:
        wamid = world.hello()
        typing = {"typing_indicator": {"type": "text"}}

        def dots() -> Any:
            return world.client.get("/phone/mei/changes").json["typing"]

        self.read(world, wamid, **typing)
        assert dots() == ["1001"]
        world.clock.now += 25
        assert dots() == []
        self.read(world, wamid, **typing)
        world.send(HELLO)
        assert dots() == []

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({"message_id": "wamid.unknown"}, 100),
            ({"status": "seen"}, 131009),
            ({"typing_indicator": {"type": "audio"}}, 131009),
            ({"to": "+85255550101"}, 100),
        ],
    )
    def test_what_is_refused(self, world: Any, more: dict[str, Any], expected: int) -> None:
        assert code(self.read(world, world.hello(), **more)) == expected

    def test_one_s_own_messages_cannot_be_read(self, world: Any) -> None:
        world.hello()
        own = world.send(HELLO).json["messages"][0]["id"]
        assert code(self.read(world, own)) == 100

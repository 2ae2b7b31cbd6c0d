"""How people are told apart by what WhatsApp names them by."""

from typing import Any

import pytest

from models import AuditEvent, Contact, Conversation, Identity, Person
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import PHONE, USER_ID, Office, a_status, a_system, a_text

OTHER_PHONE = "85255550999"
OTHER_ID = "HK.999"


def _identities(office: Office) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for identity in office.rows(Identity):
        found.setdefault(identity.person_id, set()).add(identity.value)
    return found


def _flags(office: Office) -> list[str]:
    return [event.action for event in office.rows(AuditEvent) if event.action.startswith("person.")]


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [
        ({"phone": PHONE}, {"phone": PHONE}, 1),
        ({"phone": None, "user_id": USER_ID}, {"phone": None, "user_id": USER_ID}, 1),
        ({"phone": PHONE, "user_id": USER_ID}, {"phone": None, "user_id": USER_ID}, 1),
        ({"phone": PHONE, "user_id": USER_ID}, {"phone": PHONE}, 1),
        ({"phone": PHONE}, {"phone": PHONE, "user_id": USER_ID}, 1),
        ({"phone": None, "user_id": USER_ID}, {"phone": PHONE, "user_id": USER_ID}, 1),
        ({"phone": PHONE}, {"phone": OTHER_PHONE}, 2),
        ({"phone": PHONE}, {"phone": None, "user_id": USER_ID}, 2),
        ({"phone": PHONE, "user_id": USER_ID}, {"phone": PHONE, "user_id": OTHER_ID}, 2),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_who_is_the_same_person(
    office: Office, first: dict[str, Any], second: dict[str, Any], people: int, together: bool
) -> None:
    messages = [a_text("one", **first), a_text("two", **second)]
    for delivered in [messages] if together else [messages[:1], messages[1:]]:
        office.deliver(*delivered)
    assert office.count(Person) == people
    assert office.count(Conversation) == people


def test_a_recycled_number_goes_to_its_new_owner(office: Office, graph_api: GraphApi) -> None:
    office.say("hi", phone=PHONE, user_id=USER_ID)
    office.say("hi", phone=PHONE, user_id=OTHER_ID)
    first, second = office.rows(Person)
    assert _identities(office) == {first.id: {USER_ID}, second.id: {PHONE, OTHER_ID}}
    assert _flags(office) == ["person.phone_moved"]
    office.say("hi", phone=None, user_id=USER_ID)
    assert len(graph_api.to(USER_ID)) == 1


def test_a_parent_id_finds_the_person(office: Office) -> None:
    contacts = [{"user_id": USER_ID, "parent_user_id": "HK.ENT.7", "wa_id": PHONE}]
    office.deliver(a_text("hi", user_id=USER_ID), contacts=contacts)
    contacts = [{"user_id": OTHER_ID, "parent_user_id": "HK.ENT.7"}]
    office.deliver(a_text("hi", phone=None, user_id=OTHER_ID), contacts=contacts)
    assert office.count(Person) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_a_changed_number_moves_with_the_person(
    office: Office, graph_api: GraphApi, times: int
) -> None:
    office.say("hi", phone=PHONE, user_id=USER_ID)
    for _ in range(times):
        office.deliver(
            a_system(
                "user_changed_number",
                phone=PHONE,
                wa_id=OTHER_PHONE,
                user_id=OTHER_ID,
                previous_user_id=USER_ID,
            )
        )
    [person] = office.rows(Person)
    assert _identities(office) == {person.id: {USER_ID, OTHER_ID, OTHER_PHONE}}
    assert not _flags(office)
    office.say("hello", phone=OTHER_PHONE, user_id=OTHER_ID)
    assert office.count(Person) == 1
    assert len(graph_api.to("+" + OTHER_PHONE)) == 1
    # Whoever is given the old number is somebody else.
    office.deliver(a_text("hi", phone=PHONE))
    assert office.count(Person) == 2


def test_a_changed_user_id_leaves_the_old_telephone_to_others(office: Office) -> None:
    office.deliver(a_text("hi", phone=PHONE, user_id=USER_ID))
    office.deliver(a_system("user_changed_user_id", user_id=OTHER_ID, previous_user_id=USER_ID))
    [person] = office.rows(Person)
    assert _identities(office) == {person.id: {USER_ID, OTHER_ID}}


def test_the_notice_and_the_message_under_the_new_id_may_come_together(office: Office) -> None:
    office.deliver(a_text("hi", phone=None, user_id=USER_ID))
    notice = a_system("user_changed_user_id", user_id=OTHER_ID, previous_user_id=USER_ID)
    office.deliver(a_text("it is me", phone=None, user_id=OTHER_ID), notice)
    assert office.count(Person) == 1


def test_a_notice_that_comes_too_late_merges_nobody(office: Office) -> None:
    office.deliver(a_text("hi", phone=PHONE, user_id=USER_ID))
    office.deliver(a_text("hi", phone=None, user_id=OTHER_ID))
    before = _identities(office)
    office.deliver(a_system("user_changed_user_id", user_id=OTHER_ID, previous_user_id=USER_ID))
    assert _identities(office) == before
    assert _flags(office) == ["person.identity_collision"]


def test_a_notice_about_a_stranger_changes_nothing(office: Office) -> None:
    office.deliver(a_system("user_changed_number", phone=PHONE, wa_id=OTHER_PHONE))
    assert not office.count(Person)


def test_a_contact_takes_the_name_on_whatsapp_until_it_has_one(office: Office) -> None:
    contacts = [{"profile": {"name": "Chan Tai Man"}, "wa_id": PHONE}]
    office.deliver(a_text("hi"), contacts=contacts)
    contacts = [{"profile": {"name": "Another"}, "wa_id": PHONE}]
    office.deliver(a_text("hi"), contacts=contacts)
    [contact] = office.rows(Contact)
    assert contact.name == "Chan Tai Man"


def test_a_status_teaches_the_user_id(office: Office) -> None:
    office.say("hi", phone=PHONE)
    status = a_status("wamid.OUT000001", "sent", recipient_id=PHONE, recipient_user_id=USER_ID)
    office.deliver(statuses=[status])
    office.drain()
    [person] = office.rows(Person)
    assert _identities(office) == {person.id: {PHONE, USER_ID}}
    office.deliver(a_text("hi", phone=None, user_id=USER_ID))
    assert office.count(Person) == 1

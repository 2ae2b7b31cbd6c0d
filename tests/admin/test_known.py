"""What was kept about a citizen stands beside the talk, with numbers shortened."""

from datetime import UTC, datetime
from typing import Any

from extensions import db
from models import Conversation, Subscription, scope
from tests.admin.conftest import Town

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def _keep(town: Town, *topics: dict[str, Any]) -> None:
    with town.app.app_context(), scope.system():
        talk = db.session.get_one(Conversation, town.parks.conversation)
        talk.contact.fields = {
            "phone": "call +852 5555 0123 please",
            "district": "Sha Tin <b>\u202eniT",
        }
        talk.contact.tags = ["volunteer", "local"]
        for topic in topics:
            row = Subscription(
                department_id=talk.department_id,
                contact_id=talk.contact_id,
                flow="front",
                version="f" * 64,
                node="join",
                joined_at=NOON,
                **topic,
            )
            db.session.add(row)
        db.session.commit()


def _page(town: Town) -> str:
    path = f"/admin/conversations/details/?id={town.parks.conversation}"
    return town.visitor("agent").page(path)


def test_nothing_kept_is_nothing_shown(small_town: Town) -> None:
    page = _page(small_town)
    assert "Remembered" not in page
    assert "Topics" not in page


def test_values_tags_and_topics_are_shown(small_town: Town) -> None:
    _keep(small_town, {"topic": "typhoon"}, {"topic": "jobs", "left_at": NOON})
    page = _page(small_town)
    assert "call •••• 0123 please" in page
    assert "5555 0123" not in page
    assert "Sha Tin &lt;b&gt;‹U+202E›niT" in page
    assert page.index(">local<") < page.index(">volunteer<")
    assert page.index("typhoon") < page.index("jobs")
    assert "front › join" in page
    assert "Left" in page[page.index("jobs") :]

"""Two people at one draft see each other, on the canvas and in the outline."""

from datetime import timedelta

from sqlalchemy import update

from admin.builder import presence
from extensions import db
from models import Presence, scope
from models.columns import utc_now
from tests.admin.builder.conftest import Office


def test_whoever_has_the_draft_open_is_seen_by_the_others(office: Office) -> None:
    mine, theirs = office.browser(), office.browser("parks-second")
    first = theirs.get("/canvas/present").get_json()
    assert first.pop("chip")["stage"] == "published"
    assert first == {"others": [], "revision": 1}
    (name,) = mine.get("/canvas/present").get_json()["others"]
    for path in ("/", "/nodes/welcome", "/present"):
        assert f"{name} is editing, too" in mine.page(path)
    assert len(theirs.get("/canvas/present").get_json()["others"]) == 1


def test_whoever_has_left_or_may_only_read_is_not_seen(office: Office) -> None:
    office.browser("parks-second").page("/")
    office.browser("reviewer").page("/")
    with office.app.app_context(), scope.system():
        long_ago = utc_now() - presence.LATELY - timedelta(seconds=1)
        db.session.execute(update(Presence).values(seen_at=long_ago))
        db.session.commit()
    mine = office.browser()
    assert mine.get("/canvas/present").get_json()["others"] == []
    assert "is editing, too" not in mine.page("/")


def test_a_page_that_asks_again_is_told_that_nothing_has_changed(office: Office) -> None:
    mine = office.browser()
    tag = mine.get("/present").headers["ETag"]
    again = mine.client.get(mine.base + "/present", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_another_departments_draft_does_not_exist(office: Office) -> None:
    stranger = office.browser("tax-editor", "parks")
    assert stranger.get("/present").status_code == 404
    assert stranger.get("/canvas/present").status_code == 404

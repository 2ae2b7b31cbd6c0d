"""A disk that is full: files wait for room, nothing half-written stays, and people are answered."""

import resource
from collections import Counter
from collections.abc import Callable

import pytest

from config import Settings
from conversations.inbound import media
from models import Media
from tests.conversations.office import a_photo, delivery
from tests.faults.conftest import Scene
from tests.faults.load import phone
from tests.faults.tally import Tallies
from tests.flows.small import ECHO
from tests.services.process import eventually

pytestmark = pytest.mark.faults

ROOM = 256 * 1024  # bytes that one file may have before the system says that there is no more
PHOTOS = [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes([number]) * 2 * ROOM for number in range(6)]


def test_files_are_kept_as_soon_as_the_disk_has_room(
    start: Callable[..., Scene], strike: Callable[[Scene, str], None], tallies: Tallies
) -> None:
    scene = start(ECHO, "serve", "work")
    settings: Settings = scene.office.app.extensions["settings"]
    eventually(lambda: scene.fleet.limit("work", resource.RLIMIT_FSIZE, ROOM))
    for number, photo in enumerate(PHOTOS):
        scene.meta.files[f"900{number}"] = photo
        message = a_photo(f"900{number}", phone=phone(number))
        scene.meta.deliver(delivery([message]))
    eventually(
        lambda: [row.reason for row in scene.office.rows(Media)] == ["storage"] * len(PHOTOS)
    )
    assert list(settings.media_dir.iterdir()) == [], "nothing half-written stays"
    eventually(lambda: len(scene.meta.sent) == len(PHOTOS))  # people are answered all the same

    scene.fleet.limit("work", resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
    strike(scene, "kill serve")
    eventually(lambda: {row.state for row in scene.office.rows(Media)} == {"kept"})
    with scene.office.app.app_context():
        kept = {media.read(row) for row in scene.office.rows(Media)}
    lost = len(PHOTOS) - len(kept & set(PHOTOS))
    tallies.add(10, len(PHOTOS), Counter({"disk full": len(PHOTOS), "kill serve": 1}), lost=lost)
    assert lost == 0
    assert len(list(settings.media_dir.iterdir())) == len(PHOTOS)

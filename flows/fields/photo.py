"""A photo, or several, each with its caption."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from flows.documents.shape import named
from flows.events import Attachment, Event, Tap, Words
from flows.fields.answer import OF_ANYTHING, FieldType, Invalid, Partial, Reading, Value
from flows.fields.definition import FormField
from flows.messages import Button, Buttons, Message, Text
from flows.scene import Scene

MOST = 10
QUIET = timedelta(seconds=8)  # an album arrives as single photos: they are thanked for once
DONE = "done"


class PhotoType(FieldType):
    """Photos; up to ``max`` of them, one where the field sets no limit."""

    name = "photo"
    names = named("Photo", "相片", "照片")
    keys = frozenset({"min", "max"})
    compares = OF_ANYTHING
    hint = "invalid_photo"
    takes = "photo"
    usual: ClassVar[int] = 1  # how many at most, where the field does not say

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:
        """Ask; once some have come, with a button that says that is all."""
        if not scene.progress.get("so_far"):
            return Text(body)
        return Buttons(body, (self._done(field, scene),))

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:
        """``[{media, caption}]`` so far; complete at the limit, or when the citizen says so."""
        photos: list[dict[str, str]] = list(so_far or [])
        if self._is_done(field, event, scene):
            return self._ended(field, photos)
        if not isinstance(event, Attachment) or event.kind != "photo":
            return Invalid("invalid_photo") if isinstance(event, Words) else None
        photos.append({"media": event.media, "caption": event.caption})
        if len(photos) >= self._limit(field):
            return Value(photos)
        return Partial(photos, self._thanks(field, scene, len(photos)))

    def _ended(self, field: FormField, photos: list[dict[str, str]]) -> Reading:
        if not photos:
            return Invalid("invalid_photo") if field.required else Value(None)
        least = int(field.min) if isinstance(field.min, float | int) else 1
        least = min(least, self._limit(field))
        if len(photos) < least:
            return Invalid("invalid_photos_few", {"min": least, "count": len(photos)})
        return Value(photos)

    def _limit(self, field: FormField) -> int:
        most = int(field.max) if isinstance(field.max, float | int) else self.usual
        return max(1, min(most, MOST))

    def _is_done(self, field: FormField, event: Event, scene: Scene) -> bool:
        if isinstance(event, Tap):
            return scene.picked(event, field.id) == DONE
        return isinstance(event, Words) and scene.is_word("done", event.text)

    def _thanks(self, field: FormField, scene: Scene, count: int) -> Message | None:
        """Say how many have come, unless that was said just now."""
        told = scene.progress.get("thanked")
        if told and scene.world.now - datetime.fromisoformat(told) < QUIET:
            return None
        scene.progress["thanked"] = scene.world.now.isoformat()
        body = scene.phrase("photos_so_far", count=count, most=self._limit(field))
        return Buttons(body, (self._done(field, scene),))

    def _done(self, field: FormField, scene: Scene) -> Button:
        return Button(scene.key(DONE, field.id), scene.phrase("button_done"))

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """How many photos, and what is written under them."""
        count = scene.phrase("photo_count", count=len(value))
        captions = [str(one["caption"]) for one in value if one.get("caption")]
        return f"{count}: {' / '.join(captions)}" if captions else count


TYPE = PhotoType()

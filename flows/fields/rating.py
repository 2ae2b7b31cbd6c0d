"""A rating from one to five."""

import re
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired, NumberRange

from flows.documents.shape import named
from flows.events import Event, Tap
from flows.fields.answer import OF_A_NUMBER, FieldType, Reading, Value
from flows.fields.definition import FormField
from flows.fields.number import WholeNumberControl
from flows.messages import Message
from flows.scene import Scene
from flows.talk.offer import Option, offer

STARS = range(5, 0, -1)


class RatingType(FieldType):
    """Five stars down to one, from a list, or typed as a number."""

    name = "rating"
    names = named("Rating", "評分", "评分")
    tapped = True
    hint = "invalid_rating"
    compares = OF_A_NUMBER

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (as long in any)
        """A digit."""
        return 5

    def control(self, field: FormField) -> Field:  # noqa: ARG002
        """A whole number from one to five."""
        return WholeNumberControl(
            validators=[InputRequired("invalid_rating"), NumberRange(1, 5, "invalid_rating")]
        )

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:
        """Ask, with a list of stars."""
        options = [
            Option(
                scene.key(f"s{count}", field.id),
                "⭐" * count,
                scene.phrase(f"stars_{count}"),
                count,
            )
            for count in STARS
        ]
        return offer(scene, body, options, field=field.id)

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:
        """The number of stars: a row chosen, or a number or stars typed."""
        if isinstance(event, Tap):
            picked = scene.picked(event, field.id)
            known = picked is not None and picked in {f"s{count}" for count in STARS}
            return Value(int(picked[1:])) if picked and known else None
        return super().read(field, event, scene, so_far)

    def typed(self, field: FormField, text: str, scene: Scene) -> Reading:
        """The number typed, or as many stars; “4 stars” and 四星 too."""
        stars = text.count("⭐") + text.count("★") + text.count("🌟")
        bare = re.sub(r"\s*(?:stars?|顆星|颗星|粒星|星|分|/\s*5)\s*$", "", text.casefold())
        return super().typed(field, str(stars) if stars else bare, scene)

    def value(self, data: Any) -> Any:
        """A whole number."""
        return int(data)

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The stars."""
        return "⭐" * int(value)


TYPE = RatingType()

"""Consent: a plain yes or no to the notice that the question holds."""

import hashlib
from typing import Any

from flows.documents.shape import named
from flows.events import Event, Tap, Words
from flows.fields.answer import OF_ANYTHING, FieldType, Invalid, Reading, Value
from flows.fields.definition import FormField
from flows.messages import Button, Buttons, Message
from flows.scene import Scene

YES, NO = "yes", "no"


def notice_version(words: str) -> str:
    """The version of a notice: 16 hexadecimal digits of the SHA-256 of its words as shown."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


class ConsentType(FieldType):
    """Agreement to the words of the question. Only “agree” is an answer; “no” leaves the form."""

    name = "consent"
    names = named("Consent", "同意", "同意")
    tapped = True
    compares = OF_ANYTHING
    hint = "invalid_consent"

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:
        """Ask, with a button for yes and one for no."""
        return Buttons(
            body,
            (
                Button(scene.key(YES, field.id), scene.phrase("button_agree")),
                Button(scene.key(NO, field.id), scene.phrase("button_disagree")),
            ),
        )

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:  # noqa: ARG002
        """``{agreed, notice, language, at}``: to which words, in which language, and when (UTC).

        The words themselves stand in the version of the flow that the case names.
        """
        said = self._said(field, event, scene)
        if said is None:
            return Invalid("invalid_consent") if isinstance(event, Words) else None
        if said == NO and field.required:
            return Invalid("consent_needed")
        return Value(
            {
                "agreed": said == YES,
                "notice": notice_version(scene.text(field.ask)),
                "language": scene.language or scene.languages[0],
                "at": scene.world.now.isoformat(timespec="seconds"),
            }
        )

    def _said(self, field: FormField, event: Event, scene: Scene) -> str | None:
        if isinstance(event, Tap):
            picked = scene.picked(event, field.id)
            return picked if picked in {YES, NO} else None
        if not isinstance(event, Words):
            return None
        if scene.is_word("yes", event.text):
            return YES
        return NO if scene.is_word("no", event.text) else None

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """Agreed, or not."""
        return scene.phrase("agreed" if value.get("agreed") else "not_agreed")


TYPE = ConsentType()

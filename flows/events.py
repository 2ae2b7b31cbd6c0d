"""What can happen to a talk. An event is what the citizen did, or what time or a service brought.

``id`` is the message's own id (WhatsApp's wamid), ``quoted`` the id of the message it quotes.
``media`` names stored media by our own id, never by WhatsApp's.
"""

from typing import Any, Literal

import msgspec


class Words(msgspec.Struct, frozen=True, tag_field="event", tag="words"):
    """The citizen typed something."""

    text: str
    id: str = ""
    quoted: str = ""


class Tap(msgspec.Struct, frozen=True, tag_field="event", tag="tap"):
    """The citizen tapped a button or chose a row; ``choice`` is the id that we gave it."""

    choice: str
    title: str = ""
    id: str = ""
    quoted: str = ""


class Attachment(msgspec.Struct, frozen=True, tag_field="event", tag="attachment"):
    """The citizen sent a picture, video, sound or document."""

    kind: Literal["photo", "video", "voice", "audio", "document"]
    media: str
    caption: str = ""
    filename: str = ""
    id: str = ""
    quoted: str = ""


class Pin(msgspec.Struct, frozen=True, tag_field="event", tag="pin"):
    """The citizen sent a location, in degrees WGS 84."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""
    id: str = ""
    quoted: str = ""


class Card(msgspec.Struct, frozen=True, tag_field="event", tag="card"):
    """The citizen sent contact cards; ``own`` when WhatsApp says it is their own number."""

    phones: tuple[str, ...]
    name: str = ""
    own: bool = False
    id: str = ""
    quoted: str = ""


class Reaction(msgspec.Struct, frozen=True, tag_field="event", tag="reaction"):
    """The citizen put an emoji on a message; it moves nothing."""

    emoji: str
    quoted: str = ""
    id: str = ""


class Unusable(msgspec.Struct, frozen=True, tag_field="event", tag="unusable"):
    """Something arrived that no flow can use: a sticker, an order, an unknown type, a lost file."""

    what: str
    id: str = ""
    quoted: str = ""


class Silence(msgspec.Struct, frozen=True, tag_field="event", tag="silence"):
    """Nothing came for as long as the waiting node allows. ``turn`` is the turn that began it."""

    turn: int
    id: str = ""


class Reply(msgspec.Struct, frozen=True, tag_field="event", tag="reply"):
    """What came of a call that a turn asked for: its id, how it went, and what it brought."""

    call: str
    outcome: str
    data: dict[str, Any] = {}
    id: str = ""


class Due(msgspec.Struct, frozen=True, tag_field="event", tag="due"):
    """The time has come that a waiting talk was put aside for; ``wait`` names it."""

    wait: str
    id: str = ""


class HandedBack(msgspec.Struct, frozen=True, tag_field="event", tag="handed_back"):
    """The person who had taken over gives the talk back: ``closed``, or ``nobody`` came."""

    outcome: Literal["closed", "nobody"]
    turn: int
    id: str = ""


class Taken(msgspec.Struct, frozen=True, tag_field="event", tag="taken"):
    """A person has taken the talk that turn ``turn`` handed over: nobody is waited for any more."""

    turn: int
    id: str = ""


class Occasion(msgspec.Struct, frozen=True, tag_field="event", tag="occasion"):
    """Something happened at the department that a flow begins with; ``by`` names the trigger.

    ``case`` is the reference of the case that it happened to.
    """

    by: Literal["case_closed"]
    case: str = ""
    id: str = ""


class Delayed(msgspec.Struct, frozen=True, tag_field="event", tag="delayed"):
    """What was to be said could not be sent for so long that it is of no use any more."""

    id: str = ""


class Steered(msgspec.Struct, frozen=True, tag_field="event", tag="steered"):
    """Staff help on a talk that is stuck: ask again, move it to ``node``, or end it.

    ``turn`` is the talk's last turn when they looked at it.
    """

    deed: Literal["repeat", "move", "end"]
    turn: int
    node: str = ""
    id: str = ""


# What the citizen did not do.
ByItself = Silence | Reply | Due | HandedBack | Taken | Occasion | Delayed | Steered

Event = (
    Words
    | Tap
    | Attachment
    | Pin
    | Card
    | Reaction
    | Unusable
    | Silence
    | Reply
    | Due
    | HandedBack
    | Taken
    | Occasion
    | Delayed
    | Steered
)

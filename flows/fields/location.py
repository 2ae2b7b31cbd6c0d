"""A place: a pin, a link of a map service, coordinates, or an address typed."""

from typing import Any

from flows.documents.shape import named
from flows.events import Event, Pin, Words
from flows.fields.answer import OF_ANYTHING, FieldType, Invalid, Reading, Value
from flows.fields.definition import FormField
from flows.messages import AskLocation, Message
from flows.scene import Scene
from flows.understanding.districts import district_at, district_in, district_name, is_in_hong_kong
from flows.understanding.maplinks import has_link, link_in, point_in

SHORTEST_ADDRESS = 4  # characters; two of Chinese
LONGEST_ADDRESS = 300
LONGEST_NAME = 120


class LocationType(FieldType):
    """A place in Hong Kong: a pin, a map link, or an address in words."""

    name = "location"
    names = named("Place", "地點", "地点")
    compares = OF_ANYTHING
    hint = "invalid_place"
    takes = "pin"

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:  # noqa: ARG002
        """Ask, with WhatsApp's own button for sending a location."""
        return AskLocation(body)

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:  # noqa: ARG002
        """The place as ``{name, address, district}``, with ``latitude``, ``longitude`` or ``link``.

        ``district`` is one of the eighteen ids, or empty where it is not known; ``district_by``
        says where it comes from: ``pin`` is a likelihood, ``address`` what the citizen wrote.
        """
        if isinstance(event, Pin):
            return self._pinned(event.latitude, event.longitude, event.name, event.address)
        return self.typed(field, event.text, scene) if isinstance(event, Words) else None

    def typed(self, field: FormField, text: str, scene: Scene) -> Reading:  # noqa: ARG002
        """The place that a link, coordinates or an address name."""
        point = point_in(text)
        if point:
            return self._pinned(*point, "", "")
        link = link_in(text)
        if link and link.point:
            return self._pinned(*link.point, "", "")
        if link:
            return Value({"name": "", "address": "", "link": link.url, **_named("")})
        address = " ".join(text.split())
        weight = sum(2 if ord(character) > 0x2E7F else 1 for character in address)
        if has_link(address) or weight < SHORTEST_ADDRESS or len(address) > LONGEST_ADDRESS:
            return Invalid("invalid_place")
        if not any(character.isalpha() for character in address):
            return Invalid("invalid_place")
        return Value({"name": "", "address": address, **_named(address)})

    def _pinned(self, latitude: float, longitude: float, name: str, address: str) -> Reading:
        if not is_in_hong_kong(latitude, longitude):
            return Invalid("invalid_place_outside")
        return Value(
            {
                "latitude": round(latitude, 6),
                "longitude": round(longitude, 6),
                "name": name[:LONGEST_NAME],
                "address": address[:LONGEST_ADDRESS],
                "district": district_at(latitude, longitude),
                "district_by": "pin",
            }
        )

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The address or the name of the place, else its coordinates; and the district."""
        told = ", ".join(part for part in (value.get("name"), value.get("address")) if part)
        if not told and "latitude" in value:
            told = f"{value['latitude']:.5f}, {value['longitude']:.5f}"
        told = told or value.get("link", "")
        if not value.get("district"):
            return str(told)
        district = district_name(value["district"], scene.language)
        phrase = "place_probably" if value.get("district_by") == "pin" else "place_in"
        return scene.phrase(phrase, place=told, district=district)


def _named(address: str) -> dict[str, str]:
    """The district that an address names, as far as it does."""
    district = district_in(address)
    return {"district": district, "district_by": "address" if district else ""}


TYPE = LocationType()

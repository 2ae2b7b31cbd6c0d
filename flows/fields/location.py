"""A place: a pin, or an address typed."""

from typing import Any

from flows.events import Event, Pin, Words
from flows.fields.answer import OF_ANYTHING, FieldType, Invalid, Reading, Value
from flows.fields.definition import FormField
from flows.messages import AskLocation, Message
from flows.scene import Scene
from flows.shape import named

SHORTEST_ADDRESS = 4  # characters
LONGEST_ADDRESS = 300
# The box around Hong Kong's land and waters, degrees WGS 84 (Survey and Mapping Office's extent).
SOUTH, NORTH, WEST, EAST = 22.13, 22.58, 113.81, 114.52


class LocationType(FieldType):
    """A pin within Hong Kong, or an address in words."""

    name = "location"
    names = named("Place", "地點", "地点")
    compares = OF_ANYTHING

    def ask(self, field: FormField, scene: Scene, body: str) -> Message:  # noqa: ARG002
        """Ask, with WhatsApp's own button for sending a location."""
        return AskLocation(body)

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:  # noqa: ARG002
        """The place as ``{latitude, longitude, name, address}``; without a pin the two are absent."""
        if isinstance(event, Pin):
            if not (SOUTH <= event.latitude <= NORTH and WEST <= event.longitude <= EAST):
                return Invalid("invalid_place_outside")
            return Value(
                {
                    "latitude": event.latitude,
                    "longitude": event.longitude,
                    "name": event.name,
                    "address": event.address,
                }
            )
        if not isinstance(event, Words):
            return None
        address = event.text.strip()
        if not SHORTEST_ADDRESS <= len(address) <= LONGEST_ADDRESS:
            return Invalid("invalid_place")
        return Value({"name": "", "address": address})

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The address or the name of the place, else its coordinates."""
        named = ", ".join(part for part in (value.get("name"), value.get("address")) if part)
        if named:
            return named
        return f"{value['latitude']:.5f}, {value['longitude']:.5f}"


TYPE = LocationType()

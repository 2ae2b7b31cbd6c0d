"""Say something."""

from collections.abc import Iterator
from typing import Literal

from flows.messages import (
    CAPTION,
    INTERACTIVE_BODY,
    LINK_LABEL,
    TEXT_BODY,
    LinkButton,
    Message,
    Place,
    Text,
)
from flows.node import Leave, Move, Node, Remark, Wording
from flows.scene import Scene
from flows.shape import Localised, Shape, named, ui


class Link(Shape):
    """A button that opens a web page."""

    label: Localised = ui("Label of the button", "按鈕文字", "按钮文字", widget="localised")
    url: Localised | str = ui("Address of the page", "網址", "网址")


class Pinned(Shape):
    """A place on the map."""

    latitude: float = ui("Latitude", "緯度", "纬度", widget="number", ge=-90, le=90)
    longitude: float = ui("Longitude", "經度", "经度", widget="number", ge=-180, le=180)
    name: Localised = ui("Name", "名稱", "名称", widget="localised", default_factory=dict)
    address: Localised = ui("Address", "地址", "地址", widget="localised", default_factory=dict)


class Say(Node):
    """Says something and goes on: words, with a link button or a place on the map if you like."""

    names = named("Say", "訊息", "消息")
    rank = "first"

    kind: Literal["message"] = ui("Kind", "種類", "种类", widget="hidden")
    text: Localised = ui("Words", "文字", "文字", widget="localised", default_factory=dict)
    link: Link | None = ui("Link button", "連結按鈕", "链接按钮", widget="part", default=None)
    place: Pinned | None = ui(
        "Place on the map", "地圖位置", "地图位置", widget="part", default=None
    )

    def wordings(self) -> Iterator[Wording]:
        """The words, and those of the link and the place."""
        room = INTERACTIVE_BODY if self.link else TEXT_BODY
        yield Wording("text", self.text, room, required=self.place is None)
        if self.link:
            yield Wording("link.label", self.link.label, LINK_LABEL)
        if self.place:
            yield Wording("place.name", self.place.name, CAPTION, required=False)
            yield Wording("place.address", self.place.address, CAPTION, required=False)

    def remarks(self) -> Iterator[Remark]:
        """A link must be an address that a telephone can open."""
        if self.link is None:
            return
        urls = [self.link.url] if isinstance(self.link.url, str) else list(self.link.url.values())
        if not urls or any(not url.startswith(("https://", "http://")) for url in urls):
            yield Remark("link_address", "link.url")

    def enter(self, scene: Scene) -> Move:
        """Say it."""
        words = scene.text(self.text)
        if words:
            scene.say(self._worded(scene, words))
        if self.place:
            name, address = scene.text(self.place.name), scene.text(self.place.address)
            scene.say(Place(self.place.latitude, self.place.longitude, name, address))
        return Leave("next")

    def _worded(self, scene: Scene, words: str) -> Message:
        if self.link is None:
            return Text(words, preview_link="https://" in words)
        url = self.link.url if isinstance(self.link.url, str) else scene.text(self.link.url)
        body = scene.led(words, INTERACTIVE_BODY)
        return LinkButton(body, scene.text(self.link.label), url)


KIND = Say

"""Say something."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from flows import messages
from flows.documents.shape import Localised, PlainText, Shape, ShortWord, named, ui
from flows.fields.phone import read_phone
from flows.messages import (
    CAPTION,
    CONTACT_NAME,
    CONTACT_PHONES,
    FILENAME,
    INTERACTIVE_BODY,
    LINK_LABEL,
    TEXT_BODY,
    ContactCard,
    LinkButton,
    Message,
    Phone,
    Place,
    Text,
)
from flows.node import Leave, Mention, Move, Node, Remark, Wording
from flows.scene import Scene

_SENT_AS: dict[str, messages.MediaKind] = {
    "picture": "image",
    "document": "document",
    "video": "video",
    "voice": "audio",
}


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


class Attached(Shape):
    """A picture, document, video or sound, one of the department's files."""

    asset: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = ui(
        "File", "檔案", "文件", widget="asset",
    )  # fmt: skip
    kind: Literal["picture", "document", "video", "voice"] = ui(
        "Shown as", "顯示方式", "显示方式", widget="choice"
    )
    caption: Localised = ui(
        "Caption", "說明文字", "说明文字", widget="localised", default_factory=dict
    )
    filename: Annotated[str, StringConstraints(max_length=FILENAME)] = ui(
        "Name of the document", "文件名稱", "文档名称", default=""
    )


class Card(Shape):
    """A contact card that citizens can save in their telephones."""

    name: Localised = ui("Name", "名稱", "名称", widget="localised")
    phones: Annotated[list[ShortWord], Field(max_length=CONTACT_PHONES)] = ui(
        "Telephone numbers", "電話號碼", "电话号码", default_factory=list
    )
    organisation: Localised = ui(
        "Organisation", "機構", "机构", widget="localised", default_factory=dict
    )
    email: ShortWord = ui("E-mail address", "電郵地址", "电邮地址", default="")
    url: ShortWord = ui("Address of a web page", "網址", "网址", default="")
    address: Localised = ui("Address", "地址", "地址", widget="localised", default_factory=dict)


class Say(Node):
    """Says something and goes on: words, a file, a link button, a place or a contact card."""

    names = named("Say", "訊息", "消息")
    rank = "first"

    kind: Literal["message"] = ui("Kind", "種類", "种类", widget="hidden")
    text: Localised = ui("Words", "文字", "文字", widget="localised", default_factory=dict)
    media: Attached | None = ui(
        "Picture, document, video or voice", "圖片、文件、影片或語音", "图片、文档、视频或语音",
        widget="part", default=None,
    )  # fmt: skip
    link: Link | None = ui("Link button", "連結按鈕", "链接按钮", widget="part", default=None)
    place: Pinned | None = ui(
        "Place on the map", "地圖位置", "地图位置", widget="part", default=None
    )
    contact: Card | None = ui(
        "Contact card", "聯絡人名片", "联系人名片", widget="part", default=None
    )

    @property
    def _says_more(self) -> bool:
        """Whether there is something to send beside the words."""
        return any((self.media, self.place, self.contact)) and self.link is None

    def wordings(self) -> Iterator[Wording]:
        """The words, and those of what goes along with them."""
        room = INTERACTIVE_BODY if self.link else TEXT_BODY
        yield Wording("text", self.text, room, required=not self._says_more)
        if self.link:
            yield Wording("link.label", self.link.label, LINK_LABEL)
        if self.media:
            yield Wording("media.caption", self.media.caption, CAPTION, required=False)
        if self.place:
            yield Wording("place.name", self.place.name, CAPTION, required=False)
            yield Wording("place.address", self.place.address, CAPTION, required=False)
        if self.contact:
            yield Wording("contact.name", self.contact.name, CONTACT_NAME)
            yield Wording(
                "contact.organisation", self.contact.organisation, CAPTION, required=False
            )
            yield Wording("contact.address", self.contact.address, CAPTION, required=False)

    def says(self) -> int:
        """The words, and each thing that goes along with them."""
        further = (self.media, self.place, self.contact)
        return any(self.text.values()) + sum(one is not None for one in further)

    def mentions(self) -> Iterator[Mention]:
        """The file."""
        if self.media:
            yield Mention("asset", self.media.asset, "media.asset")

    def remarks(self) -> Iterator[Remark]:
        """Addresses that a telephone can open, numbers that it can dial, captions that it shows."""
        if self.link is not None and not _are_addresses(self.link.url):
            yield Remark("link_address", "link.url")
        if (
            self.media is not None
            and self.media.kind == "voice"
            and any(self.media.caption.values())
        ):
            yield Remark("caption_unshown", "media.caption")
        if self.contact is None:
            return
        if not self.contact.phones and not self.contact.email:
            yield Remark("card_empty", "contact.phones")
        for place, phone in enumerate(self.contact.phones):
            if read_phone(phone) is None:
                yield Remark("phone_unreadable", f"contact.phones[{place}]", (("phone", phone),))
        if self.contact.url and not _are_addresses(self.contact.url):
            yield Remark("link_address", "contact.url")

    def enter(self, scene: Scene) -> Move:
        """Say it: the words first, then what goes along with them."""
        words = scene.text(self.text)
        if words:
            scene.say(self._worded(scene, words))
        if self.media:
            caption = scene.text(self.media.caption) if self.media.kind != "voice" else ""
            sent_as, name = _SENT_AS[self.media.kind], self.media.filename
            scene.say(messages.Media(sent_as, self.media.asset, caption, name))
        if self.place:
            name, address = scene.text(self.place.name), scene.text(self.place.address)
            scene.say(Place(self.place.latitude, self.place.longitude, name, address))
        if self.contact:
            scene.say(self._card(scene, self.contact))
        return Leave("next")

    def _worded(self, scene: Scene, words: str) -> Message:
        if self.link is None:
            return Text(words, preview_link="https://" in words)
        url = self.link.url if isinstance(self.link.url, str) else scene.text(self.link.url)
        body = scene.led(words, INTERACTIVE_BODY)
        return LinkButton(body, scene.text(self.link.label), url)

    def _card(self, scene: Scene, card: Card) -> ContactCard:
        return ContactCard(
            scene.text(card.name),
            tuple(Phone(read_phone(phone) or phone, "WORK") for phone in card.phones),
            scene.text(card.organisation),
            card.email,
            card.url,
            scene.text(card.address),
        )


def _are_addresses(found: Localised | PlainText) -> bool:
    """Whether it is an address that a telephone can open, or one in every language."""
    urls = [found] if isinstance(found, str) else list(found.values())
    return bool(urls) and all(url.startswith(("https://", "http://")) for url in urls)


KIND = Say

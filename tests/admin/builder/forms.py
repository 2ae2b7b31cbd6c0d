"""What a browser without JavaScript would send: the forms of a page, as pairs of name and value."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import render_template_string
from werkzeug.datastructures import MultiDict

from admin.builder.node_form import NodeForm


@dataclass
class Sent:
    """One form: where it goes, its successful controls in order, and the buttons that it has."""

    action: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def names(self) -> list[str]:
        return [name for name, _ in self.pairs]

    def value(self, name: str) -> str:
        return next(value for one, value in self.pairs if one == name)

    def put(self, name: str, value: str) -> None:
        """Fill in a control that is there."""
        assert name in self.names(), (name, self.names())
        self.pairs = [(one, value if one == name else was) for one, was in self.pairs]

    def untick(self, name: str) -> None:
        self.pairs = [pair for pair in self.pairs if pair[0] != name]

    def data(self, op: str | None = None) -> dict[str, list[str]]:
        """As a test client posts it; ``op`` is the button that was pressed."""
        found: dict[str, list[str]] = {}
        for name, value in [*self.pairs, *([("_op", op)] if op is not None else [])]:
            # A browser sends every line end as two characters.
            found.setdefault(name, []).append(value.replace("\n", "\r\n"))
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self.inside: Sent | None = None
        self.area: tuple[str, list[str]] | None = None
        self.select = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Sent(given.get("action", ""))
            self.forms.append(self.inside)
        if self.inside is None or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            if ticked and given.get("type") != "file":
                self.inside.pairs.append((name, given.get("value", "")))
        elif tag == "textarea":
            self.area = (name, [])
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option":
            self.options.append((given.get("value", ""), "selected" in given))
        elif tag == "button" and name:
            self.inside.buttons.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        if self.inside is None:
            return
        if tag == "textarea" and self.area is not None:
            text = "".join(self.area[1])
            # A browser leaves the first line end of a textarea out.
            self.inside.pairs.append((self.area[0], text.removeprefix("\n")))
            self.area = None
        elif tag == "select":
            chosen = [value for value, selected in self.options if selected]
            first = [value for value, _ in self.options[:1]]
            self.inside.pairs.append((self.select, (chosen or first or [""])[-1]))


def forms(page: str) -> list[Sent]:
    """Every form of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def main_form(page: str) -> Sent:
    """The form with the most controls: the one that the page is about."""
    return max(forms(page), key=lambda form: len(form.pairs) + len(form.buttons))


def sent(form: NodeForm) -> MultiDict[str, str]:
    """What a browser would send back of a form that nobody touched."""
    source = (
        "{% from 'builder/controls.html' import control, way with context %}<form>"
        "{% for field in form.sheet.controls %}{{ control(field, form.focus) }}{% endfor %}"
        "{% for field in form.ways %}{{ way(field) }}{% endfor %}</form>"
    )
    found = forms(render_template_string(source, form=form))[0]
    return MultiDict([(name, value.replace("\n", "\r\n")) for name, value in found.pairs])

"""The translation table: every text in every language on one page, and as a spreadsheet."""

from typing import Any

from flask import Response, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as Answer

from admin.builder import saving, translation_sheet, translations
from admin.builder.outline import kind_name, names_of
from admin.builder.page import BuilderPage, Desktop
from admin.builder.translations import Key, Line
from admin.reach import actor
from audit import record
from conversations.talks import library
from extensions import db
from flows.documents.faults import ShapeError
from models import Flow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
APART = "|"


class TranslationPages(BuilderPage):
    """Words in every language."""

    @expose("/translations", methods=("GET", "POST"))
    def translations_view(self, flow_id: int) -> Answer | Response | str:
        """The table; what was typed is saved, and what somebody else wrote meanwhile is kept."""
        row = self.row(flow_id) if request.method == "GET" else self.editable(flow_id)
        desktop = self.opened(row)
        found = _lines(desktop)
        if request.method == "GET":
            return self._table(desktop, found)
        texts, overtaken = _typed(found, desktop.flow.languages)
        if overtaken:
            flash(
                gettext(
                    "Somebody else wrote other words meanwhile: %(places)s. Yours are not saved there.",
                    places=", ".join(overtaken),
                ),
                "error",
            )
        return self._kept(row, desktop, texts)

    @expose("/translations.xlsx")
    def translations_out_view(self, flow_id: int) -> Response:
        """The table as a spreadsheet."""
        row = self.row(flow_id)
        desktop = self.opened(row)
        file = translation_sheet.made(_lines(desktop), desktop.flow.languages)
        record(
            "flow.exported", actor=actor(), subject=f"flow:{row.id}",
            department_id=row.department_id, flow=row.name,
        )  # fmt: skip
        db.session.commit()
        answer = Response(file, mimetype=XLSX)
        answer.headers.set("Content-Disposition", "attachment", filename=f"{row.name}-texts.xlsx")
        return answer

    @expose("/translations/import", methods=("POST",))
    def translations_in_view(self, flow_id: int) -> Answer | Response:
        """A spreadsheet comes back: its texts go into the draft."""
        row = self.editable(flow_id)
        desktop = self.opened(row)
        sent = request.files.get("file")
        raw = sent.stream.read(translation_sheet.LARGEST + 1) if sent else b""
        try:
            read = translation_sheet.read(raw, _lines(desktop), desktop.flow.languages)
        except translation_sheet.SheetError as fault:
            flash(str(gettext(str(fault))), "error")
            return redirect(self.get_url(".translations_view", flow_id=flow_id))
        if read.lost:
            flash(
                gettext(
                    "This flow has no place for these rows; they are left out: %(rows)s",
                    rows=", ".join(read.lost[:10]),
                ),
                "error",
            )
        return self._kept(row, desktop, read.texts)

    def _kept(
        self, row: Flow, desktop: Desktop, texts: dict[tuple[Key, str], str]
    ) -> Answer | Response:
        back = redirect(self.get_url(".translations_view", flow_id=row.id))
        if not texts:
            flash(gettext("No text was changed."), "success")
            return back
        try:
            document = translations.written(desktop.document, texts)
            saved = saving.save(row, document, row.revision)
        except ShapeError as error:
            flash(str(error.faults[0]), "error")
            return back
        if saved:
            words = ngettext("%(num)s text is saved in the draft.", "%(num)s texts are saved in the draft.", len(texts))  # fmt: skip
            flash(words, "success")
        else:
            flash(gettext("Somebody else saved this flow just now. Look at it and try again."), "error")  # fmt: skip
        return back

    def _table(self, desktop: Desktop, found: list[Line]) -> str:
        languages = desktop.flow.languages
        only = request.args.get("show") == "open"
        shown = [line for line in found if not only or line.behind or line.missing(languages)]
        names = names_of(desktop.flow, desktop.language)
        kinds = {
            node_id: kind_name(node.kind, desktop.page_language)
            for node_id, node in desktop.flow.nodes.items()
        }
        return self.page(
            "translations.html",
            desktop,
            lines=shown,
            total=len(found),
            open_texts=sum(bool(line.behind or line.missing(languages)) for line in found),
            only=only,
            names=names,
            kinds=kinds,
            cell=_cell,
            mark=saving.mark,
        )


def _lines(desktop: Desktop) -> list[Line]:
    live = desktop.row.live_version
    before = library.compiled(live.content_hash, live.document) if live else None
    order = [card.id for card in (*desktop.outline.cards, *desktop.outline.lost)]
    return translations.lines(desktop.flow, order, before)


def _cell(key: Key, tag: str) -> str:
    return APART.join((*key, tag))


def _typed(found: list[Line], languages: list[str]) -> tuple[dict[Any, str], list[str]]:
    """The texts that were changed on the page, and the places where others were faster."""
    texts, overtaken = {}, []
    for line in found:
        for tag in languages:
            name, stored = _cell(line.key, tag), line.texts.get(tag, "")
            typed = request.form.get(name)
            if typed is None:
                continue
            typed = typed.replace("\r\n", "\n")
            seen = request.form.get(f"seen {name}")
            if typed == stored or saving.mark(typed) == seen:
                continue
            if seen != saving.mark(stored):
                overtaken.append(f"{line.node} ({tag})")
                continue
            texts[line.key, tag] = typed
    return texts, overtaken

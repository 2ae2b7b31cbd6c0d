"""Drafting the Chinese of one script from the other: shown first, put in by a button."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as Answer

from admin.builder import saving
from admin.builder.page import BuilderPage
from flows.documents.drafting import SIMPLIFIED, TRADITIONAL, NoDraftError, drafts, with_drafts
from flows.graph import Flow


@dataclass(frozen=True)
class Gap:
    """So many texts are there in one language and missing in another, which can be drafted."""

    source: str
    target: str
    count: int


def gaps(flow: Flow) -> Sequence[Gap]:
    """What can be drafted in ``flow``; nothing where it does not speak both scripts."""
    found = []
    for source, target in ((TRADITIONAL, SIMPLIFIED), (SIMPLIFIED, TRADITIONAL)):
        if source in flow.languages and target in flow.languages:
            count = len(drafts(flow, source, target))
            found += [Gap(source, target, count)] if count else []
    return found


class DraftPages(BuilderPage):
    """Filling what one script lacks from the other."""

    @expose("/drafts", methods=("GET", "POST"))
    def drafts_view(self, flow_id: int) -> Answer | str:
        """Every text that would be put in beside what it is made from; sent, it is stored."""
        row = self.editable(flow_id)
        desktop = self.opened(row)
        source, target = request.values.get("from", ""), request.values.get("to", "")
        try:
            found = drafts(desktop.flow, source, target)
        except NoDraftError:
            abort(404)
        if request.method == "POST" and found:
            document = with_drafts(desktop.document, found, target)
            if saving.save(row, document, saving.revision(request.form.get("revision"))):
                sentence = ngettext(
                    "%(num)s text is drafted. Read it before you publish.",
                    "%(num)s texts are drafted. Read them before you publish.",
                    len(found),
                )
                flash(sentence, "success")
                return redirect(self.get_url(".outline_view", flow_id=flow_id, language=target))
            flash(gettext("Somebody else saved this flow meanwhile. Is it still right?"), "error")
            desktop = self.opened(row)
            found = drafts(desktop.flow, source, target)
        wordings = {
            (node_id, wording.path): wording.texts.get(source, "")
            for node_id, node in desktop.flow.nodes.items()
            for wording in node.wordings()
        }
        rows = [(one, wordings[one.node, one.path]) for one in found]
        return self.page("drafts.html", desktop, rows=rows, source=source, target=target)

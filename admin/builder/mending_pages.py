"""Mending with one press what a machine can mend for sure."""

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from werkzeug.wrappers import Response

from admin.builder import saving
from admin.builder.page import BuilderPage
from conversations.releases import publishing
from flows.gate import mending


class MendingPages(BuilderPage):
    """The button beside a finding of the gate."""

    @expose("/mend", methods=("POST",))
    def mend_view(self, flow_id: int) -> Response:
        """Mend the finding that the button stood beside, and go back to where it stood."""
        row = self.editable(flow_id)
        desktop = self.opened(row)
        found = desktop.finding(request.form.get("place", ""))
        context = publishing.context(row.department_id)
        document = mending.mended(desktop.document, found, context) if found else None
        if found is None:
            flash(gettext("That is mended already, or somebody has changed it."), "warning")
        elif document is None:
            flash(gettext("This needs a person: only you know what is meant."), "warning")
        elif not saving.save(row, document, saving.revision(request.form.get("revision"))):
            flash(
                gettext("Somebody else saved this flow just now. Look at it and try again."),
                "error",
            )
        else:
            flash(
                gettext(
                    "Mended in the draft: %(what)s", what=found.sentence(desktop.page_language)
                ),
                "success",
            )
        return redirect(self._back(flow_id, found.node if found else ""))

    def _back(self, flow_id: int, node: str) -> str:
        """The page that the button was on; a node that is gone has none any more."""
        here = self.row(flow_id).draft.get("nodes", {})
        match request.args.get("back"):
            case "publish" | "review" as page:
                return str(self.get_url(f".{page}_view", flow_id=flow_id))
            case "node" if node in here:
                return str(self.get_url(".node_view", flow_id=flow_id, node_id=node))
            case "node" if not node:
                return str(self.get_url(".settings_view", flow_id=flow_id))
            case _:
                return str(self.get_url(".outline_view", flow_id=flow_id))

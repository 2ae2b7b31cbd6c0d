"""The outline of a flow with its drawing, and adding and removing nodes there."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from admin.builder import fresh, presence, saving
from admin.builder.draft_pages import gaps
from admin.builder.drawing import draw
from admin.builder.offered import offered
from admin.builder.outline import leading_to
from admin.builder.page import BuilderPage
from admin.builder.standing import standing
from flows.kinds import registry


class OutlinePages(BuilderPage):
    """Reading the flow like a script."""

    @expose("/")
    def outline_view(self, flow_id: int) -> str:
        """The outline; the drawing stands beside it."""
        desktop = self.draft(flow_id)
        return self.page(
            "outline.html",
            desktop,
            outline=desktop.outline,
            drawing=draw(desktop.outline),
            standing=standing(desktop),
            loose=desktop.notes(""),
            gaps=gaps(desktop.flow),
            others=presence.met(desktop.row),
            **offered(desktop.page_language),
        )

    @expose("/drawing")
    def drawing_view(self, flow_id: int) -> str:
        """The drawing on a page of its own."""
        desktop = self.draft(flow_id)
        return self.page("drawing.html", desktop, drawing=draw(desktop.outline))

    @expose("/nodes/", methods=("POST",))
    def add_view(self, flow_id: int) -> Answer | Response:
        """Add a node: at an exit, after a node, or standing alone; then open its page."""
        row = self.editable(flow_id)
        desktop = self.opened(row)
        kind = request.form.get("kind", "")
        if kind not in registry():
            abort(400)
        document = saving.copied(desktop.document)
        node_id = fresh.unused(kind, document["nodes"])
        document["nodes"][node_id] = fresh.node(kind, document["nodes"])
        after, _, exit_id = request.form.get("at", "").partition(" ")
        if after in document["nodes"]:
            _insert(
                document, after, exit_id or _first_exit(desktop.flow.nodes[after]), node_id, kind
            )
        if saving.save(row, document, desktop.row.revision):
            return redirect(self.get_url(".node_view", flow_id=flow_id, node_id=node_id))
        flash(gettext("Somebody else saved this flow just now. Look at it and try again."), "error")
        return redirect(self.get_url(".outline_view", flow_id=flow_id))

    @expose("/nodes/<node_id>/remove", methods=("GET", "POST"))
    def remove_view(self, flow_id: int, node_id: str) -> Answer | Response | str:
        """Remove a node, after showing what leads to it."""
        row = self.editable(flow_id)
        desktop = self.opened(row)
        if node_id not in desktop.flow.nodes:
            abort(404)
        is_start = desktop.flow.start == node_id
        if request.method == "POST" and not is_start:
            document = saving.copied(desktop.document)
            del document["nodes"][node_id]
            seen = saving.revision(request.form.get("revision"))
            if saving.save(row, document, seen):
                flash(gettext("%(node)s is removed.", node=desktop.name(node_id)), "success")
                return redirect(self.get_url(".outline_view", flow_id=flow_id))
            flash(gettext("Somebody else saved this flow meanwhile. Is it still right?"), "error")
            desktop = self.opened(row)
        card = next(
            (one for one in (*desktop.outline.cards, *desktop.outline.lost) if one.id == node_id),
            None,
        )
        if card is None:
            abort(404)
        return self.page(
            "remove.html",
            desktop,
            card=card,
            is_start=is_start,
            leading=leading_to(desktop.document, node_id),
        )


def _first_exit(node: Any) -> str:
    ways = node.ways()
    return ways[0].id if ways else ""


def _insert(document: dict[str, Any], after: str, exit_id: str, new: str, kind: str) -> None:
    """Lead the exit to the new node, and the new node on to where the exit led before."""
    if not exit_id:
        return
    exits = document["nodes"][after].setdefault("exits", {})
    before = exits.get(exit_id)
    exits[exit_id] = new
    onward = _first_exit(registry()[kind].model_validate(document["nodes"][new]))
    if before and onward:
        document["nodes"][new]["exits"] = {onward: before}

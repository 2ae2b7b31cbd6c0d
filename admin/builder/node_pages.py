"""The page of one node: its form, its buttons, and saving it without losing anybody's work."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from admin.builder import fresh, presence, saving, uploads
from admin.builder.changes import told
from admin.builder.node_form import NodeForm, setting_of
from admin.builder.notes import from_fault
from admin.builder.outline import kind_name, leading_to, setting_name
from admin.builder.page import BuilderPage, Desktop
from flows import graph
from flows.documents.faults import ShapeError
from flows.documents.shape import is_id
from flows.kinds import registry
from flows.versions import difference
from models import Flow

Page = Answer | str | tuple[str, int]
SAVING = ("save", "save-back")


class NodePages(BuilderPage):
    """Editing a node."""

    @expose("/nodes/<node_id>", methods=("GET", "POST"))
    def node_view(self, flow_id: int, node_id: str) -> Page:
        """The form; buttons other than “save” change the page and store nothing."""
        row = self.row(flow_id) if request.method == "GET" else self.editable(flow_id)
        desktop = self.opened(row)
        stored = desktop.document["nodes"].get(node_id)
        if request.method == "GET":
            if stored is None:
                abort(404)
            form = NodeForm(stored, _setting(desktop))
            form.put(desktop.notes(node_id))
            return self._node_form(desktop, node_id, form)
        sent, refused = uploads.taken(row.department_id)
        if refused:
            flash(refused, "error")
        form = NodeForm(stored or _lost(node_id), _setting(desktop), sent)
        op = request.form.get("_op", "save")
        if op not in SAVING or refused:
            if op not in SAVING:
                form.press(op)
            return self._node_form(desktop, node_id, form, failed=bool(refused))
        return self._save_node(desktop, row, node_id, form)

    def _save_node(self, desktop: Desktop, row: Flow, node_id: str, form: NodeForm) -> Page:
        stored = desktop.document["nodes"].get(node_id)
        if request.form.get("_seen") != _mark(stored):
            return self._node_clash(desktop, node_id, form)
        document, made = _with(desktop.document, node_id, form)
        try:
            graph.parse(document)
            saved = saving.save(row, document, row.revision)
        except ShapeError as error:
            form.put(from_fault(fault, f"nodes.{node_id}") for fault in error.faults)
            return self._node_form(desktop, node_id, form, failed=True)
        if not saved:
            return self._node_clash(self.opened(row), node_id, form)
        flash(gettext("Saved in the draft. Citizens see it after you publish."), "success")
        if request.form.get("_op") == "save-back":
            back = self.get_url(".outline_view", flow_id=row.id, _anchor=f"node-{node_id}")
            return redirect(back)
        target = made[0] if len(made) == 1 else node_id
        return redirect(self.get_url(".node_view", flow_id=row.id, node_id=target))

    def _node_clash(self, desktop: Desktop, node_id: str, form: NodeForm) -> Page:
        """Somebody saved this node meanwhile: theirs above, what was typed below, nothing stored."""
        theirs = desktop.document["nodes"].get(node_id)
        found = difference.describe(
            {"nodes": {node_id: theirs} if theirs else {}}, {"nodes": {node_id: form.stored}}
        )
        changes = told(found, desktop.flow, desktop.flow)
        return self._node_form(desktop, node_id, form, failed=True, clash=changes or [None]), 409

    def _node_form(
        self, desktop: Desktop, node_id: str, form: NodeForm, *, failed: bool = False, **more: Any
    ) -> str:
        kind = str(form.base["kind"])
        order = [card.id for card in (*desktop.outline.cards, *desktop.outline.lost)]
        here = order.index(node_id) if node_id in order else -1
        return self.page(
            "node.html",
            desktop,
            others=presence.met(desktop.row),
            form=form,
            node_id=node_id,
            kind=kind,
            kind_name=kind_name(kind, desktop.page_language),
            lead=_lead(kind),
            seen=_mark(desktop.document["nodes"].get(node_id)),
            leading=leading_to(desktop.document, node_id),
            setting_name=setting_name,
            before=order[here - 1] if here > 0 else "",
            after=order[here + 1] if 0 <= here < len(order) - 1 else "",
            failed=failed,
            **more,
        )


def _setting(desktop: Desktop) -> Any:
    return setting_of(desktop.flow, desktop.page_language, desktop.names, desktop.offers)


def _lost(node_id: str) -> dict[str, Any]:
    """What a form is made over whose node somebody has removed meanwhile."""
    kind = request.form.get("_kind", "")
    if kind not in registry() or not is_id(node_id):
        abort(404)
    return fresh.node(kind, {})


def _mark(stored: Any) -> str:
    return saving.mark(stored) if stored is not None else ""


def _lead(kind: str) -> str:
    """What the kind does: the first line of its class's docstring."""
    said = (registry()[kind].__doc__ or "").strip().partition("\n")[0]
    return str(gettext(said)) if said else ""


def _with(
    document: Mapping[str, Any], node_id: str, form: NodeForm
) -> tuple[dict[str, Any], list[str]]:
    """The document with the node as typed, and the ids of the new nodes that exits ask for."""
    made: list[str] = []
    whole = saving.copied(document)
    node = saving.copied(form.stored)
    whole["nodes"][node_id] = node
    for exit_id, kind in form.wanted.items():
        new = fresh.unused(kind, whole["nodes"])
        whole["nodes"][new] = fresh.node(kind, whole["nodes"])
        node["exits"][exit_id] = new
        made.append(new)
    return whole, made

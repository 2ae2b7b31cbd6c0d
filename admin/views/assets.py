"""Files that departments send: the list, adding one, and looking at one."""

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from admin.files import FileRefusedError, kept, size_in_words
from admin.moments import DEFAULT_ZONE
from admin.reach import departments, zones
from admin.transcript import kind_name
from admin.views.secured import Secured
from conversations.outbound import assets
from extensions import db
from models import Asset
from staff.access import may
from whatsapp.filenames import safe_filename

LOCKED = "default-src 'none'; sandbox; frame-ancestors 'none'"
MOST_SHOWN = 500


class AssetView(Secured):
    """The department's own files: pictures, documents, videos and sounds that flows send."""

    permission = "flows.read"
    edit_permission = "flows.edit"
    lead = _("Pictures, documents, videos and sounds that your flows send to citizens.")

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> Answer | str:
        """The list; a file that is sent along is added to it."""
        mine = departments(self.edit_permission)
        if request.method == "POST":
            return self._add({str(one.id): one.id for one in mine})
        wanted = select(Asset).where(Asset.department_id.in_(self.reach()))
        rows = db.session.scalars(wanted.order_by(Asset.id.desc()).limit(MOST_SHOWN)).all()
        return str(
            self.render(
                "admin/files.html",
                rows=rows,
                departments=departments(self.permission),
                mine=mine,
                zones=zones(),
                default_zone=DEFAULT_ZONE,
                kind_name=kind_name,
                size_in_words=size_in_words,
            )
        )

    def _add(self, mine: dict[str, int]) -> Answer:
        chosen = request.form.get("department", "")
        home = mine.get(chosen) or (next(iter(mine.values())) if len(mine) == 1 else None)
        if home is None:
            abort(403)
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            flash(gettext("Choose a file first."), "error")
            return redirect(self.get_url(".index_view"))
        try:
            asset = kept(home, upload)
        except FileRefusedError as fault:
            flash(str(fault), "error")
            return redirect(self.get_url(".index_view"))
        db.session.commit()
        flash(gettext("“%(name)s” is among the files now.", name=asset.name), "success")
        return redirect(self.get_url(".index_view"))

    @expose("/<int:id>")
    def show_view(self, id: int) -> Response:
        """One file, to be saved."""
        asset = db.session.scalar(
            select(Asset).where(Asset.id == id, Asset.department_id.in_(self.reach()))
        )
        if asset is None or not may(self.permission, asset.department_id):
            abort(404)
        try:
            data = assets.read(asset.department_id, asset.sha256)
        except FileNotFoundError:
            abort(404)
        answer = Response(data, mimetype=asset.mime_type)
        name = safe_filename(asset.name) or asset.sha256[:12]
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        answer.headers["Content-Security-Policy"] = LOCKED
        return answer

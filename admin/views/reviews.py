"""Reviews: what waits for a second person, and what has come back, over all flows one may see."""

from typing import Any

from flask_admin import expose
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import Select, select

from admin.builder.chip import chip
from admin.reach import actor, departments, name_of, reach, zones
from admin.views.secured import Secured
from extensions import db
from models import Flow, FlowVersion, Review, scope
from staff.access import may


class ReviewView(Secured):
    """The list of reviews."""

    permission = "flows.read"
    lead = _("What waits for a second look before or after it reaches citizens.")

    def is_accessible(self) -> bool:
        """For those who review, and for those whose work is reviewed."""
        return bool(current_user.is_authenticated) and (may("flows.review") or may("flows.edit"))

    @property
    def waiting(self) -> int:
        """How many entries wait for the person who is signed in; for the navigation.

        Wherever they may look: each query names its departments, and the page around sees others.
        """
        if (
            scope.current() is None
        ):  # a refusal, whose page asks the database for as little as can be
            return 0
        with db.session.no_autoflush, scope.system():
            return self._waiting()

    def _waiting(self) -> int:
        me = actor()
        asked = _of_stage("in_review", "flows.review").with_only_columns(Review.authors)
        back = _of_stage("returned", "flows.edit").where(Review.submitted_by == me)
        due = _due().where(FlowVersion.published_by != me)
        found = [
            *(authors for authors in db.session.scalars(asked) if authors != [me]),
            *db.session.scalars(due.with_only_columns(Flow.id).distinct()),
            *db.session.scalars(back.with_only_columns(Flow.id)),
        ]
        return len(found)

    @expose("/")
    def index_view(self) -> str:
        """In review, new words to look at, approved and returned."""
        due: dict[Flow, list[FlowVersion]] = {}
        for version in db.session.scalars(
            _due().with_only_columns(FlowVersion).order_by(FlowVersion.number)
        ):
            due.setdefault(version.flow, []).append(version)
        return str(
            self.render(
                "admin/reviews.html",
                asked=self._rows("in_review", "flows.review"),
                due=due,
                approved=self._rows("approved", "flows.publish"),
                returned=self._rows("returned", "flows.edit"),
                me=actor(),
                name_of=name_of,
                chip=chip,
                zones=zones(),
                departments=departments(self.permission),
                reviews=may("flows.review"),
            )
        )

    def _rows(self, stage: str, permission: str) -> list[Flow]:
        wanted = _of_stage(stage, permission).order_by(Review.submitted_at)
        return list(db.session.scalars(wanted))


def _of_stage(stage: str, permission: str) -> Select[Any]:
    """The flows at a stage, where the person has a permission."""
    return (
        select(Flow)
        .join(Review, Flow.review_id == Review.id)
        .where(Review.stage == stage, Flow.department_id.in_(reach(permission)))
    )


def _due() -> Select[Any]:
    """The versions whose new words nobody has looked at, where the person reviews."""
    return (
        select(Flow)
        .join(FlowVersion, FlowVersion.flow_id == Flow.id)
        .where(FlowVersion.look == "due", Flow.department_id.in_(reach("flows.review")))
    )

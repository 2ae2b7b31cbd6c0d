"""The staff site at ``/admin/``: Flask-Admin's machinery in a frame of our own."""

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Theme
from flask_babel import format_number, gettext
from flask_babel import lazy_gettext as _

from admin import alarms, builder, moments, plain
from admin.case_status import status_name
from admin.navigation import navigation
from admin.reasons import file_told
from admin.views.account import AccountView
from admin.views.assets import AssetView
from admin.views.calendars import CalendarView
from admin.views.cases import CaseView
from admin.views.channels import ChannelView
from admin.views.connectors import ConnectorView
from admin.views.conversations import ConversationView
from admin.views.departments import DepartmentView
from admin.views.flows import FlowView
from admin.views.media import MediaView
from admin.views.operations import OperationsView
from admin.views.overview import OverviewView
from admin.views.people import UserView
from admin.views.questions import QuestionView
from admin.views.reviews import ReviewView
from admin.views.stuck import StuckView
from admin.views.tables import TableView
from admin.views.testers import TesterView
from admin.views.trail import TrailView
from admin.views.unsent import UnsentView
from admin.views.waiting import WaitingView
from admin.views.why import WhyView
from extensions import db
from models import (
    Calendar,
    Case,
    Channel,
    Connector,
    Conversation,
    Department,
    Flow,
    Handover,
    LookupTable,
    Question,
    User,
)

# No templates of Flask-Admin's own: what we do not draw ourselves is missed, not shown half-styled.
FRAME = Theme(folder="none", base_template="admin/layout.html")


def init_app(app: Flask) -> None:
    """Add the site, its filters and what its frame needs."""
    app.jinja_env.filters.update(
        plain=plain.plain,
        named=plain.named,
        queue_named=plain.queue_named,
        case_type_named=plain.case_type_named,
        language_named=plain.language_named,
        masked_name=plain.masked_name,
        telephone=plain.telephone,
        moment=moments.moment,
        clock=moments.clock,
        day=moments.day,
        window_left=moments.window_left,
        number=format_number,
    )
    app.jinja_env.globals.update(
        alarms=alarms.raised,
        file_told=file_told,
        navigation=navigation,
        retold=retold,
        status_name=status_name,
    )
    site = Admin(
        app,
        name="Sampan",
        theme=FRAME,
        index_view=OverviewView(name=_("Overview"), endpoint="admin", url="/admin"),
    )
    site.add_views(
        WaitingView(Handover, db, _("Waiting"), endpoint="waiting"),
        ConversationView(Conversation, db, _("Conversations"), endpoint="conversations"),
        StuckView(Conversation, db, _("Who is stuck"), endpoint="stuck", url="/admin/stuck"),
        UnsentView(name=_("Laid aside"), endpoint="unsent", url="/admin/unsent"),
        CaseView(Case, db, _("Cases"), endpoint="cases"),
        FlowView(Flow, db, _("Flows"), endpoint="flows"),
        ReviewView(name=_("Reviews"), endpoint="reviews", url="/admin/reviews"),
        QuestionView(Question, db, _("Questions"), endpoint="questions"),
        TableView(LookupTable, db, _("Tables"), endpoint="tables"),
        CalendarView(Calendar, db, _("Opening hours"), endpoint="calendars"),
        DepartmentView(Department, db, _("Departments"), endpoint="departments"),
        ChannelView(Channel, db, _("Channels"), endpoint="channels"),
        ConnectorView(Connector, db, _("Connectors"), endpoint="connectors"),
        OperationsView(name=_("System status"), endpoint="operations", url="/admin/operations"),
        UserView(User, db, _("Staff"), endpoint="people"),
        TrailView(name=_("Trail"), endpoint="trail"),
        MediaView(name=_("Files"), endpoint="media"),
        WhyView(name=_("Why this message?"), endpoint="why"),
        AssetView(name=_("Files to send"), endpoint="assets", url="/admin/files"),
        TesterView(name=_("Testers"), endpoint="testers", url="/admin/testers"),
        AccountView(name=_("Your account"), endpoint="account", url="/admin/account"),
        *builder.views(),
    )


# Flask-Admin's sentences as we say them; a form that failed says so itself, where its answers are.
_OURS = {
    "Record was successfully created.": "Added.",
    "Record was successfully saved.": "Saved.",
    "Failed to create record.": "",
    "Failed to save record.": "",
}


def retold(sentence: str) -> str:
    """A sentence of a library or of a lower layer, looked up in our catalogue when it is shown.

    Flask-Admin's own catalogues lack Hong Kong; the layers below speak English.
    """
    # The empty text stands for a catalogue's own head.
    ours = _OURS.get(sentence, sentence)
    return str(gettext(ours)) if ours else ""

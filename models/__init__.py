"""The tables, one noun per module. Importing this package registers all of them."""

from flask import Flask

from config import Settings
from models import crypto, engine
from models.asset import Asset, AssetUpload
from models.audit_event import AuditEvent
from models.audit_seal import AuditSeal
from models.calendar import Calendar
from models.call import Call
from models.case import Case
from models.channel import Channel
from models.connector import Connector
from models.contact import Contact
from models.conversation import Conversation
from models.department import Department
from models.draft_snapshot import DraftSnapshot
from models.engine import engine_options
from models.flow import Flow, FlowVersion
from models.handover import Handover
from models.inbox import InboxRow
from models.installation import Installation
from models.media import Media
from models.message import Message
from models.outbox import OutboxRow
from models.pace import Pace
from models.person import Identity, Person
from models.presence import Presence
from models.proposal import Proposal
from models.question import Consultation, Question
from models.queue import Queue
from models.review import Remark, Review
from models.second_factor import SecondFactor
from models.sign_in import SignIn
from models.stored_key import StoredKey
from models.subscription import Subscription
from models.table import LookupTable, LookupTableVersion
from models.tester import Tester
from models.timer import Timer
from models.user import Grant, User
from models.visit_count import VisitCount

__all__ = [
    "Asset",
    "AssetUpload",
    "AuditEvent",
    "AuditSeal",
    "Calendar",
    "Call",
    "Case",
    "Channel",
    "Connector",
    "Consultation",
    "Contact",
    "Conversation",
    "Department",
    "DraftSnapshot",
    "Flow",
    "FlowVersion",
    "Grant",
    "Handover",
    "Identity",
    "InboxRow",
    "Installation",
    "LookupTable",
    "LookupTableVersion",
    "Media",
    "Message",
    "OutboxRow",
    "Pace",
    "Person",
    "Presence",
    "Proposal",
    "Question",
    "Queue",
    "Remark",
    "Review",
    "SecondFactor",
    "SignIn",
    "StoredKey",
    "Subscription",
    "Tester",
    "Timer",
    "User",
    "VisitCount",
    "engine_options",
    "init_app",
]


def init_app(app: Flask) -> None:
    """Give the application its keyring, and its connections their manners."""
    settings: Settings = app.extensions["settings"]
    crypto.init_app(app, settings.data_keys)
    engine.init_app(app)

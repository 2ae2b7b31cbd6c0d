"""The builder's pages under one address: ``/admin/flows/<id>/``."""

from admin.builder.canvas_pages import CanvasPages
from admin.builder.draft_pages import DraftPages
from admin.builder.frame_pages import FramePages
from admin.builder.mending_pages import MendingPages
from admin.builder.node_pages import NodePages
from admin.builder.numbers_pages import NumbersPages
from admin.builder.outline_pages import OutlinePages
from admin.builder.presence_pages import PresencePages
from admin.builder.publish_pages import PublishPages
from admin.builder.review_pages import ReviewPages
from admin.builder.translation_pages import TranslationPages
from admin.builder.trial_pages import TrialPages
from admin.builder.version_pages import VersionPages


class FlowBuilder(
    CanvasPages,
    TrialPages,
    OutlinePages,
    NodePages,
    FramePages,
    TranslationPages,
    ReviewPages,
    PublishPages,
    VersionPages,
    DraftPages,
    MendingPages,
    NumbersPages,
    PresencePages,
):
    """Everything that staff do to one flow."""

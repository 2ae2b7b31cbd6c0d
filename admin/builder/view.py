"""The builder's pages under one address: ``/admin/flows/<id>/``."""

from admin.builder.canvas_pages import CanvasPages
from admin.builder.draft_pages import DraftPages
from admin.builder.frame_pages import FramePages
from admin.builder.mending_pages import MendingPages
from admin.builder.node_pages import NodePages
from admin.builder.outline_pages import OutlinePages
from admin.builder.presence_pages import PresencePages
from admin.builder.publish_pages import PublishPages
from admin.builder.translation_pages import TranslationPages
from admin.builder.version_pages import VersionPages


class FlowBuilder(
    CanvasPages,
    OutlinePages,
    NodePages,
    FramePages,
    TranslationPages,
    PublishPages,
    VersionPages,
    DraftPages,
    MendingPages,
    PresencePages,
):
    """Everything that staff do to one flow."""

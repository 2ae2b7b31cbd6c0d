"""The trail: who did what to what, stored with the change itself."""

from audit.trail import event, record

__all__ = ["event", "record"]

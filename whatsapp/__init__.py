"""WhatsApp's Cloud API: what Meta sends, said in our words, and what we say, in Meta's."""

from flask import Flask

from whatsapp import stand_in


def init_app(app: Flask) -> None:
    """Mount the stand-in for Meta and its phone, where no Graph API is set."""
    stand_in.init_app(app)

"""A strict stand-in for Meta's Graph API, and a phone in the browser to talk through it.

It is the embedded default, so that the whole system runs without an account at Meta. The
application speaks to it over real HTTP with the real client, and gets real, signed webhooks back.
It keeps its own SQLite file and knows nothing of the application's tables.
"""

from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.graph import blueprint
from whatsapp.sandbox.habits import Habits
from whatsapp.sandbox.phone import phone_blueprint
from whatsapp.sandbox.sandbox import Sandbox

__all__ = ["Habits", "Sandbox", "SandboxChannel", "blueprint", "phone_blueprint"]

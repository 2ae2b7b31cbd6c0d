"""Staff: who is signed in, what they may do, and the languages of our own pages."""

from flask import Flask

from staff import grave_roles, invitation, language, second_step, sessions, sign_in, step_up, tries


def init_app(app: Flask) -> None:
    """Set up sessions before signing in: what a request may see is settled first."""
    sessions.init_app(app)
    sign_in.init_app(app)
    second_step.init_app(app)
    step_up.init_app(app)
    tries.init_app(app)
    grave_roles.init_app()
    invitation.init_app(app)
    language.init_app(app)

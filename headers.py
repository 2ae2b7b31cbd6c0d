"""The security headers of every response. This file is the whole policy: change it with care.

Pages carry no inline script, style or handler, so nothing needs ``unsafe-inline`` or a nonce.
A response that sets one of these headers itself, as a received file does, keeps its own.
"""

from flask import Flask, Response, request

from config import Settings

POLICY = (
    "default-src 'self'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data: blob:; "
    "media-src 'self' blob:; "
    "connect-src 'self'; "
    "font-src 'self'; "
    "object-src 'none'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'; "
    "form-action 'self'"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=()",
}
STAFF = "/admin"  # what stands below is for one pair of eyes: no cache may keep it
A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Put the headers on every response of ``app``."""
    settings: Settings = app.extensions["settings"]

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        if request.path == STAFF or request.path.startswith(f"{STAFF}/"):
            response.headers["Cache-Control"] = "no-store"
        if settings.secure:
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={A_YEAR}; includeSubDomains"
            )
        return response

"""The signature that proves a webhook came from Meta: ``X-Hub-Signature-256``."""

import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "sha256="


def sign(body: bytes, secret: str) -> str:
    """The header value for ``body``: ``sha256=`` and 64 lower-case hexadecimal digits.

    The key is the app secret and the message the raw bytes of the request: Meta escapes letters
    and slashes in its own way, so JSON written again gives another digest.
    """
    return PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def verify(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Whether ``header`` is the signature of the raw ``body`` under any of ``secrets``.

    Several secrets count at once, so that an app secret can be changed without losing messages.
    Every secret is tried in constant time, whether or not an earlier one fitted. An empty secret
    signs nothing.
    """
    if not header:
        return False
    # Bytes, because compare_digest refuses strings with characters beyond ASCII.
    given = header.strip().encode("utf-8", "replace")
    fits = [hmac.compare_digest(given, sign(body, secret).encode()) for secret in secrets if secret]
    return any(fits)

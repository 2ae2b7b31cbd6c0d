"""The second factor of an account: codes of an authenticator app (RFC 6238), and recovery codes."""

import hashlib
import secrets

from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import select

from config import Settings
from extensions import db
from models import SecondFactor, User
from models.columns import utc_now
from staff.roles import NEED_SECOND_FACTOR

ISSUER = "Sampan"
WINDOW_SECONDS = 30  # one code early or late: clocks differ
RECOVERY_CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when copied by hand
_CODE_SIGNS = 10  # 49 bits of chance


def of(user: User) -> SecondFactor | None:
    """The second factor of this user that counts, or None."""
    found = _row(user)
    return found if found is not None and found.confirmed_at is not None else None


def needed_by(user: User, settings: Settings) -> bool:
    """Whether a role of this user asks for one. In the sandbox, where no citizen is, none does."""
    return not settings.sandbox and any(one.role in NEED_SECOND_FACTOR for one in user.grants)


def offer(user: User) -> str:
    """The address (``otpauth://…``) for an authenticator app; the same until a code confirms it."""
    row = _row(user)
    if row is None:
        row = SecondFactor(user_id=user.id, recovery=[])
        db.session.add(row)
    if row.offered is None:
        row.offered = TOTP.new().base32_key
        db.session.flush()
    return str(TOTP(key=row.offered).to_uri(label=user.email, issuer=ISSUER))


def confirm(user: User, code: str) -> list[str]:
    """Have the offered secret count from now on, if ``code`` is right; the new recovery codes.

    Empty when the code is wrong or nothing was offered: then nothing changed.
    """
    row = _row(user, lock=True)
    if row is None or row.offered is None:
        return []
    step = _step(row.offered, code, 0)
    if step is None:
        return []
    row.secret, row.offered = row.offered, None
    row.counter = step
    row.confirmed_at = utc_now()
    return _renew(row)


def renew_recovery(user: User) -> list[str]:
    """New recovery codes; those from before open nothing any more."""
    row = _row(user, lock=True)
    return _renew(row) if row is not None and row.confirmed_at is not None else []


def take(user: User, typed: str) -> str:
    """Whether what was typed opens: ``code``, ``recovery``, or empty when it does not.

    Either is taken once: a second time it is wrong.
    """
    row = _row(user, lock=True)
    if row is None or row.confirmed_at is None or row.secret is None:
        return ""
    step = _step(row.secret, typed, row.counter)
    if step is not None:
        row.counter = step
        return "code"
    hashed = _hash(typed)
    if hashed not in row.recovery:
        return ""
    row.recovery = [one for one in row.recovery if one != hashed]
    return "recovery"


def remove(user: User) -> None:
    """Forget the user's second factor, in the present transaction."""
    row = _row(user)
    if row is not None:
        db.session.delete(row)


def _row(user: User, *, lock: bool = False) -> SecondFactor | None:
    wanted = select(SecondFactor).where(SecondFactor.user_id == user.id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def _step(secret: str, typed: str, counter: int) -> int | None:
    """The time step whose code was typed, if it is a later one than ``counter``."""
    try:
        match = TOTP(key=secret).match(
            typed.strip(), window=WINDOW_SECONDS, last_counter=counter or None
        )
    except (TokenError, ValueError):
        return None
    return int(match.counter)


def _renew(row: SecondFactor) -> list[str]:
    made = [_recovery_code() for _ in range(RECOVERY_CODES)]
    row.recovery = [_hash(one) for one in made]
    return made


def _recovery_code() -> str:
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_CODE_SIGNS))
    return f"{signs[:5]}-{signs[5:]}"


def _hash(typed: str) -> str:
    kept = "".join(sign for sign in typed.lower() if sign in _SIGNS)
    return hashlib.sha256(kept.encode()).hexdigest()

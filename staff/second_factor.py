"""The second factor of an account: codes of an authenticator app (RFC 6238), and recovery codes."""

import hashlib
import secrets

from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import select

from config import Settings
from extensions import db
from models import SecondFactor, SignIn, User
from models.columns import utc_now
from staff.roles import NEED_SECOND_FACTOR

ISSUER = "Sampan"
WINDOW_SECONDS = 30  # one code early or late: clocks differ
RECOVERY_CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when copied by hand
_CODE_SIGNS = 10  # 49 bits of chance


def of(user: User) -> SecondFactor | None:
    """The second factor of this user, or None."""
    return db.session.scalar(select(SecondFactor).where(SecondFactor.user_id == user.id))


def needed_by(user: User, settings: Settings) -> bool:
    """Whether a role of this user asks for one. In the sandbox, where no citizen is, none does."""
    return not settings.sandbox and any(one.role in NEED_SECOND_FACTOR for one in user.grants)


def offer(user: User, here: SignIn) -> str:
    """The address (``otpauth://…``) for an authenticator app; at each browser another."""
    if here.offered is None:
        here.offered = TOTP.new().base32_key
    return str(TOTP(key=here.offered).to_uri(label=user.email, issuer=ISSUER))


def confirm(user: User, here: SignIn, code: str) -> list[str]:
    """Have what this browser was offered count from now on, if ``code`` is right.

    Returns the new recovery codes; none when the code is wrong: then nothing changed.
    """
    step = _step(here.offered, code, 0) if here.offered is not None else None
    if step is None or here.offered is None:
        return []
    row = _locked(user)
    if row is None:
        row = SecondFactor(user_id=user.id)
        db.session.add(row)
    row.secret, here.offered = here.offered, None
    row.counter = step
    row.confirmed_at = utc_now()
    codes = _renew(row)
    db.session.flush()
    return codes


def renew_recovery(user: User) -> list[str]:
    """New recovery codes; those from before open nothing any more."""
    row = _locked(user)
    return _renew(row) if row is not None else []


def take(user: User, typed: str) -> str:
    """Whether what was typed opens: ``code``, ``recovery``, or empty when it does not.

    Either is taken once: a second time it is wrong.
    """
    row = _locked(user)
    if row is None:
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
    row = of(user)
    if row is not None:
        db.session.delete(row)


def _locked(user: User) -> SecondFactor | None:
    """The same row as it is now, held until the commit: two who type one code are told apart."""
    wanted = select(SecondFactor).where(SecondFactor.user_id == user.id).with_for_update()
    return db.session.scalar(wanted.execution_options(populate_existing=True))


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

"""What a password must be: long enough, and not among those that anybody would try first.

NIST SP 800-63B asks for length and a list of common passwords, and for no rules about kinds of
characters. zxcvbn brings the list, and sees through what is built from it (``P4ssword2026``).
"""

import re

from flask_babel import gettext
from zxcvbn import zxcvbn

from models import User

LEAST = 12  # characters
MOST = 200  # hashing takes time: no endless ones
_LOOKED_AT = 32  # characters: what follows makes it no weaker, and looking would take seconds
_LEAST_SCORE = 3  # of 4: takes more than 10**8 guesses
# RFC 9106, section 4, the second recommended choice: 64 MiB, three passes, four lanes.
ARGON2 = {"argon2__memory_cost": 65536, "argon2__rounds": 3, "argon2__parallelism": 4}


def fault(password: str, user: User) -> str:
    """What is wrong with this password for this user, as a sentence; empty when nothing is."""
    if not LEAST <= len(password) <= MOST:
        return str(gettext("Use between 12 and 200 characters."))
    if user.email.lower() in password.lower():
        return str(gettext("Your own address is no password. Three or four unrelated words are."))
    named = re.split(r"\W+", f"{user.email} {user.name}")
    known = [user.email, user.name.replace(" ", ""), *named, "sampan"]
    found = zxcvbn(password[:_LOOKED_AT], user_inputs=[word for word in known if len(word) > 1])
    if found["score"] < _LEAST_SCORE:
        return str(
            gettext(
                "This password is too easy to guess: it is a common one, or built from one. "
                "Three or four unrelated words are good."
            )
        )
    return ""

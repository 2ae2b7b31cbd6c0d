"""Links that open a chat with a department, and the words that such a link brings along."""

from urllib.parse import quote

import phonenumbers

from config import Settings

# What a citizen says who enters by a code that no trigger by words describes. The script of these
# words is what tells the flow which language to answer in.
GREETINGS = {"en": "Hello", "zh-Hant": "您好", "zh-Hans": "你好，请问"}


def chat_link(settings: Settings, number: str, text: str) -> str:
    """The address that opens a chat with ``number`` (E.164), ``text`` ready to be sent.

    WhatsApp's own link takes the digits alone (Meta, click to chat). With the sandbox on there is no
    real number behind it, so the link opens the phone in the browser.
    """
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    if settings.sandbox:
        return f"{settings.public_url}/phone?to={digits}" + (f"&text={quote(text)}" if text else "")
    return f"https://wa.me/{digits}" + (f"?text={quote(text)}" if text else "")


def prefilled(words: dict[str, str], code: str, language: str) -> str:
    """What the citizen sends who enters by ``code``: a word in ``language``, then ``(#CODE)``."""
    return f"{words.get(language) or GREETINGS[language]} (#{code})"


def spaced(number: str) -> str:
    """A number in E.164 as people write it: ``+852 5555 0121``."""
    try:
        return phonenumbers.format_number(
            phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
    except phonenumbers.NumberParseException:
        return number

"""What Meta says about our own side: numbers, profile, subscriptions, the token's owner."""

from typing import Any, ClassVar, Self

import msgspec

from whatsapp.inbound.untrusted import a_list, a_text, an_object


def _words(found: dict[str, Any], key: str) -> str:
    return a_text(found.get(key)) or ""


class PhoneNumber(msgspec.Struct, frozen=True):
    """One WhatsApp number, in Meta's own words; a part that Meta leaves out is empty.

    ``quality`` is GREEN, YELLOW, RED or UNKNOWN, ``throughput`` STANDARD or HIGH,
    ``messaging_limit`` TIER_250 to TIER_UNLIMITED and that of the whole portfolio.
    """

    FIELDS: ClassVar[str] = (
        "id,display_phone_number,verified_name,quality_rating,status,name_status,throughput,"
        "whatsapp_business_manager_messaging_limit"
    )

    id: str
    display: str = ""
    verified_name: str = ""
    quality: str = ""
    status: str = ""
    name_status: str = ""
    throughput: str = ""
    messaging_limit: str = ""

    @classmethod
    def read(cls, found: dict[str, Any]) -> Self:
        """Read the Graph API's object for a number, asked for with ``FIELDS``."""
        return cls(
            id=_words(found, "id"),
            display=_words(found, "display_phone_number"),
            verified_name=_words(found, "verified_name"),
            quality=_words(found, "quality_rating"),
            status=_words(found, "status"),
            name_status=_words(found, "name_status"),
            throughput=_words(an_object(found.get("throughput")), "level"),
            messaging_limit=_words(found, "whatsapp_business_manager_messaging_limit"),
        )


class BusinessProfile(msgspec.Struct, frozen=True):
    """What citizens read about the number on WhatsApp."""

    FIELDS: ClassVar[str] = "about,address,description,email,vertical,websites"

    about: str = ""
    address: str = ""
    description: str = ""
    email: str = ""
    vertical: str = ""
    websites: tuple[str, ...] = ()

    @classmethod
    def read(cls, found: dict[str, Any]) -> Self:
        """Read the answer for a profile: a list of one, or of none when it was never filled."""
        profile = an_object(next(iter(a_list(found.get("data"))), None))
        return cls(
            about=_words(profile, "about"),
            address=_words(profile, "address"),
            description=_words(profile, "description"),
            email=_words(profile, "email"),
            vertical=_words(profile, "vertical"),
            websites=tuple(site for site in a_list(profile.get("websites")) if a_text(site)),
        )


class SubscribedApp(msgspec.Struct, frozen=True):
    """An app that is sent the account's webhooks; without one, nothing arrives at all."""

    id: str
    name: str = ""
    override_callback_uri: str = ""

    @classmethod
    def read_all(cls, found: dict[str, Any]) -> list[Self]:
        """Read the answer that lists the apps."""
        apps = [an_object(item) for item in a_list(found.get("data"))]
        return [cls._read(app) for app in apps if app]

    @classmethod
    def _read(cls, app: dict[str, Any]) -> Self:
        about = an_object(app.get("whatsapp_business_api_data"))
        override = _words(app, "override_callback_uri")
        return cls(_words(about, "id"), _words(about, "name"), override)

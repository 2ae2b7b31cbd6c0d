"""The business numbers that the sandbox plays host to, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.department.templates import Template


@dataclass(frozen=True)
class SandboxChannel:
    """One WhatsApp number of a department.

    ``number`` is E.164 with its plus sign, ``token`` the bearer that may act for it, ``names`` the
    department's name by language tag. ``templates`` are those that its account has from the start.
    """

    phone_number_id: str
    waba_id: str
    portfolio_id: str
    number: str
    token: str = field(repr=False)
    department_code: str
    names: Mapping[str, str]
    templates: Mapping[str, Template] = field(default_factory=dict)

    @property
    def digits(self) -> str:
        """The number as Meta writes it in webhooks: digits alone."""
        return self.number.removeprefix("+")

    @property
    def name(self) -> str:
        """The English name, else any, else the department's code."""
        return self.names.get("en") or next(iter(self.names.values()), self.department_code)

"""Places in what people paste: links of map services, and coordinates written out.

The coordinates stand in the link itself, in one of a few spellings. A short link holds none, and is
kept as it is for whoever reads the answer; it is never followed.
"""

import re
from dataclasses import dataclass

from flows.understanding.numerals import half_width

LONGEST = 2000  # characters
_HOSTS = re.compile(
    r"(?:^|\.)(?:google\.[a-z.]{2,6}|goo\.gl|maps\.app\.goo\.gl|apple\.com|maps\.apple"
    r"|openstreetmap\.org|osm\.org|bing\.com|waze\.com|what3words\.com|w3w\.co|amap\.com|baidu\.com"
    r"|map\.gov\.hk|here\.com|plus\.codes|centamap\.com)$"
)
# These count in a system of coordinates that is shifted by hundreds of metres: not read.
_SHIFTED = re.compile(r"(?:^|\.)(?:amap|baidu)\.com$")
_LINK = re.compile(r"(?:https?://|geo:)\S+|(?:www\.|maps?\.|goo\.gl/)\S+", re.IGNORECASE)
_PAIR = r"(-?\d{1,3}\.\d{1,18})\s*,\s*\+?(-?\d{1,3}\.\d{1,18})"
_PLACED = (  # the place itself comes before where the map happened to be centred
    re.compile(r"!3d(-?\d{1,3}\.\d{1,18})!4d(-?\d{1,3}\.\d{1,18})"),
    re.compile(rf"/(?:place|search|dir//?)/?{_PAIR}"),
    re.compile(rf"^geo:{_PAIR}", re.IGNORECASE),
    re.compile(rf"@{_PAIR}"),
    re.compile(r"#map=\d{1,2}/(-?\d{1,3}\.\d{1,18})/(-?\d{1,3}\.\d{1,18})"),
)
_KEYS = ("q", "query", "coordinate", "ll", "sll", "daddr", "destination", "to", "cp", "center")
_WRITTEN = re.compile(
    rf"\(?{_PAIR}\)?|(-?\d{{1,3}}\.\d{{1,18}})\s*°?\s*n[, ]\s*(-?\d{{1,3}}\.\d{{1,18}})\s*°?\s*e",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class MapLink:
    """A link of a map service; ``point`` is latitude and longitude where it says them."""

    url: str
    point: tuple[float, float] | None


def link_in(text: str) -> MapLink | None:
    """The first link of a map service in ``text``; None when there is none."""
    for found in _LINK.finditer(text[:LONGEST]):
        url = found.group().rstrip(".,;)>]」。，")
        if url.lower().startswith("geo:"):
            return MapLink(url, _point(url))
        whole = url if "://" in url else f"https://{url}"
        host = _host(whole)
        if _HOSTS.search(host.casefold()):
            return MapLink(whole, None if _SHIFTED.search(host) else _point(whole))
    return None


def has_link(text: str) -> bool:
    """Whether there is a link of any kind in ``text``."""
    return _LINK.search(text[:LONGEST]) is not None


def point_in(text: str) -> tuple[float, float] | None:
    """Latitude and longitude, when they are the whole of ``text``: ``22.28, 114.15``."""
    found = _WRITTEN.fullmatch(half_width(text[:80]))
    return _degrees(found[1] or found[3], found[2] or found[4]) if found else None


def _point(url: str) -> tuple[float, float] | None:
    plain = _unquoted(url)
    query = _query(url)
    first = _PLACED[0].search(plain)
    if first:
        return _degrees(first[1], first[2])
    for key in _KEYS:
        for value in query.get(key, ()):
            found = re.match(rf"(?:loc:|[^,@]{{0,80}}@)?\s*{_PAIR}", value)
            if found and (point := _degrees(found[1], found[2])):
                return point
    if "mlat" in query and "mlon" in query:
        return _degrees(query["mlat"][0], query["mlon"][0])
    for pattern in _PLACED[1:]:
        found = pattern.search(plain)
        if found and (point := _degrees(found[1], found[2])):
            return point
    return None


def _host(url: str) -> str:
    """The host of a web address; none where a name stands before it, which misleads the eye."""
    authority = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]
    return "" if "@" in authority else authority.partition(":")[0]


def _query(url: str) -> dict[str, list[str]]:
    """The query's values by their keys, percent signs read."""
    found: dict[str, list[str]] = {}
    for pair in url.partition("#")[0].partition("?")[2].split("&")[:50]:
        key, _, value = pair.partition("=")
        found.setdefault(_unquoted(key), []).append(_unquoted(value))
    return found


def _unquoted(text: str) -> str:
    return re.sub(
        r"(?:%[0-9A-Fa-f]{2})+",
        lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"),
        text.replace("+", " "),
    )


def _degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None

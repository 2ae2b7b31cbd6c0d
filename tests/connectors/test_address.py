"""Where a connector may lead: a table of what people and attackers write, and of what names mean."""

import ipaddress
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.address import Address, AddressError, checked, is_public, place_of

GOOD = [
    ("https://api.example.gov.hk", "api.example.gov.hk", 443, ""),
    ("https://api.example.gov.hk/", "api.example.gov.hk", 443, ""),
    ("https://API.Example.gov.hk/V1/Cases", "api.example.gov.hk", 443, "/V1/Cases"),
    ("https://api.example.gov.hk:8443/v1/", "api.example.gov.hk", 8443, "/v1"),
    ("https://a-b.c1.example.org", "a-b.c1.example.org", 443, ""),
    ("https://1.2.3.example.org", "1.2.3.example.org", 443, ""),
]
HOSTILE = [
    "", " ", "api.example.org", "//api.example.org", "https:", "https://", "https:///x",
    "http://api.example.org", "ftp://api.example.org", "file://etc/passwd", "gopher://a.example.org",
    "javascript:alert(1)", "https:api.example.org", "https:/api.example.org",
    "https://127.0.0.1", "https://127.1", "https://127.0.1", "https://2130706433", "https://017700000001",
    "https://0x7f000001", "https://0x7f.0.0.1", "https://0177.0.0.1", "https://0", "https://0.0.0.0",
    "https://10.0.0.1", "https://169.254.169.254", "https://192.168.1.1", "https://100.64.0.1",
    "https://255.255.255.255", "https://224.0.0.1", "https://1.2.3.4.", "https://127.0.0.1.",
    "https://[::1]", "https://[::]", "https://[::ffff:127.0.0.1]", "https://[fe80::1%25eth0]",
    "https://[fd00::1]", "https://[64:ff9b::7f00:1]",
    "https://localhost", "https://localhost.localdomain", "https://app.localhost", "https://printer.local",
    "https://db.internal", "https://metadata.google.internal", "https://router.lan", "https://x.home.arpa",
    "https://1.0.0.127.in-addr.arpa", "https://hidden.onion", "https://intranet",
    "https://api.example.org.", "https://api..example.org", "https://.example.org", "https://-a.example.org",
    "https://a-.example.org", "https://api_x.example.org", "https://api.example.0x7f",
    "https://user@api.example.org", "https://user:pass@api.example.org", "https://@api.example.org",
    "https://api.example.org@127.0.0.1", "https://127.0.0.1#@api.example.org", "https://api.example.org#x",
    "https://api.example.org?x", "https://api.example.org/?x=1", "https://api.example.org/x#y",
    "https://api.example.org\\@127.0.0.1", "https://api.example.org\\.evil.org", "https:\\\\api.example.org",
    "https://api.example.org:0", "https://api.example.org:80", "https://api.example.org:22",
    "https://api.example.org:65536", "https://api.example.org:99999", "https://api.example.org:",
    "https://api.example.org:443x", "https://api.example.org:+443", "https://api.example.org:４４３",
    "https://api.example.org/a/../b", "https://api.example.org/./b", "https://api.example.org//b",
    "https://api.example.org/%2e%2e", "https://api.example.org/a b", "https://api.example.org/\t",
    "https://api.example.org\n", "\nhttps://api.example.org", "https://api.exa\nmple.org",
    "https://api.example.org\x00", "https://api.example.org\r\nHost: evil.org",
    "https://аpi.example.org", "https://api.example。org", "https://ａpi.example.org", "https://ⓐpi.example.org",
    "https://api.exampleßx.org", "https://xn--pi-7kc.example.org", "https://api.xn--p1ai",
    "https://ab--cd.example.org", "https://api.example.org/{path}", "https://%61pi.example.org",
    "https://" + "a." * 130 + "org", "https://" + "a" * 64 + ".example.org",
]  # fmt: skip


@pytest.mark.parametrize(("base", "host", "port", "path"), GOOD)
def test_a_plain_address_is_read(base: str, host: str, port: int, path: str) -> None:
    place = place_of(base)
    assert (place.host, place.port, place.path) == (host, port, path)


@pytest.mark.parametrize("base", HOSTILE)
def test_any_other_address_is_refused(base: str) -> None:
    with pytest.raises(AddressError) as refusal:
        place_of(base)
    assert "127" not in str(refusal.value)


def test_the_origin_names_a_port_that_is_unusual() -> None:
    assert place_of("https://a.example.org/x").origin == "https://a.example.org"
    assert place_of("https://a.example.org:8443/x").origin == "https://a.example.org:8443"


INWARD = [
    "127.0.0.1", "127.255.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.1", "0.1.2.3", "192.0.0.1", "192.0.2.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
    "2002:7f00:1::", "2002:808:808::", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
    "ff0e::1", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INWARD)
def test_what_leads_inwards_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2404:6800::1"])
def test_what_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "names",
    [[], ["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["8.8.8.8", "::1"]],
    ids=str,
)
def test_every_address_of_a_name_must_be_public(names: Sequence[str]) -> None:
    with pytest.raises(AddressError):
        checked([ipaddress.ip_address(name) for name in names])


def test_the_first_of_several_is_taken() -> None:
    found = checked([ipaddress.ip_address("1.1.1.1"), ipaddress.ip_address("8.8.8.8")])
    assert str(found) == "1.1.1.1"


@given(st.text(max_size=200))
def test_any_text_is_a_place_or_refused(text: str) -> None:
    for base in (text, f"https://{text}", f"https://api.example.org{text}"):
        try:
            place = place_of(base)
        except AddressError:
            continue
        assert place.host.isascii()
        assert place.host.count(".") >= 1
        assert not place.host[-1].isdigit() or not place.host.replace(".", "").isdigit()


@given(st.ip_addresses())
def test_no_private_address_is_public(address: Address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not is_public(address)

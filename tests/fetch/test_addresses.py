"""The guard's decisions. Nothing here connects anywhere."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wireroom.errors import BadSetting
from wireroom.fetch.addresses import Guard, is_public, read_exemptions, refuse_address, refuse_url

STRICT = Guard()
LAB = Guard(exemptions=read_exemptions("127.0.0.1:19100, *.test=127.0.0.1:19100", production=False))

PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
    *("198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    "168.63.129.16",
    *("::", "::1", "::7f00:1", "::127.0.0.1", "::8.8.8.8", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1"),
    *("ff02::1", "ff0e::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1"),
    *("64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::7f00:1"),
    *("2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001::80ff:fffe"),
    *("fe80::1%lo", "fe80::1%1", "2606:4700::1111%eth0"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert refuse_address(address, 80, STRICT) is not None


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"],
)
def test_a_public_address_is_taken(address: str) -> None:
    assert refuse_address(address, 80, STRICT) is None


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "127.0.0.1 "])
def test_what_is_not_a_plain_address_is_refused_at_the_socket(text: str) -> None:
    assert refuse_address(text, 80, STRICT) is not None


@given(st.ip_addresses())
def test_nothing_the_standard_library_calls_private_is_public_to_us(address: object) -> None:
    parsed = ip_address(str(address))

    assert (
        not is_public(parsed)
        or parsed.is_global
        or getattr(parsed, "ipv4_mapped", None)
        or str(parsed).startswith("64:")
    )


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_is_judged_as_itself(address: object) -> None:
    plain = is_public(ip_address(str(address)))

    assert is_public(ip_address(f"::ffff:{address}")) == plain
    assert is_public(ip_address(f"64:ff9b::{address}")) == plain


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1/",
            "http://127.0.0.1:19100/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://0.0.0.0/",
        ),
        *(
            "http://127.1/",
            "http://127.0.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.1/",
            "http://0x7f.0.0.1/",
        ),
        *(
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://127.0.0.01/",
            "http://127.0.0.1./",
            "http://127.0.0.1.%2e/",
        ),
        *("http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://%31%32%37.0.0.1/"),
        *("http://[fe80::1%25lo]/", "http://[fe80::1%lo]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/"),
        *("http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://printer/"),
        *("http://nas.local/", "http://db.internal/", "http://router.lan/", "http://x.onion/", "http://h.home.arpa/"),
        *("http://user:password@news.example/", "http://user@news.example/", "http://news.example@127.0.0.1/"),
        *(
            "http://news.example:22/",
            "http://news.example:6379/",
            "http://news.example:0/",
            "http://news.example:99999/",
        ),
        *("file:///etc/hostname", "ftp://news.example/", "gopher://news.example/", "data:text/plain,x", "javascript:1"),
        *("", "//news.example/", "http://", "http:///path", "http://.example/", "http://a..example/", "news.example"),
        *(
            "http://news.example\\@127.0.0.1/",
            "http://news.example/a b",
            "http://news.example/\r\nX: y",
            "http://a\tb/",
        ),
        *("http://news.example/" + "a" * 2_048, "http://" + "a" * 64 + ".example/", "http://[not-an-address]/"),
        *(
            "http://127.0.0.1%00.example/",
            "http://news.example%2f@127.0.0.1/",
            "http://169.254.169.254/latest/meta-data/",
        ),
    ],
)
def test_a_url_that_must_not_be_asked_is_refused_before_anything_is_looked_up(url: str) -> None:
    assert refuse_url(url, STRICT) is not None


@pytest.mark.parametrize(
    "url",
    [
        *("http://news.example/", "https://news.example/a?b=c#d", "https://news.example:8443/", "http://8.8.8.8/feed"),
        *(
            "https://новости.example/",
            "https://xn--b1amarcd.example/",
            "http://under_score.example/",
            "http://news.example./",
        ),
        *("https://news.example/ünï", "http://1.example/", "http://[2606:4700::1111]/"),
    ],
)
def test_an_ordinary_url_is_taken(url: str) -> None:
    assert refuse_url(url, STRICT) is None


def test_loopback_is_reached_only_where_it_is_exempted() -> None:
    assert refuse_url("http://127.0.0.1:19100/", LAB) is None
    assert refuse_address("127.0.0.1", 19100, LAB) is None
    assert refuse_url("http://127.0.0.1:19101/", LAB) is not None
    assert refuse_address("127.0.0.1", 19101, LAB) is not None
    assert refuse_address("127.0.0.2", 19100, LAB) is not None
    assert refuse_address("10.0.0.1", 19100, LAB) is not None


def test_a_name_can_be_sent_to_an_exempted_port() -> None:
    assert LAB.redirected("s17.test") == ("127.0.0.1", 19100)
    assert LAB.redirected("s17.test.example") is None
    assert refuse_url("http://s17.test/feed", LAB) is None
    assert LAB.is_ours("http://s17.test/feed")
    assert not LAB.is_ours("http://news.example/")


@pytest.mark.parametrize(
    "text",
    ["10.0.0.1:80", "*.test=192.168.0.1:80", "127.0.0.1", "127.0.0.0/4:80", "0.0.0.0/0:80", "localhost:80", "a=b=c"],
)
def test_an_exemption_beyond_loopback_is_refused(text: str) -> None:
    with pytest.raises(BadSetting):
        read_exemptions(text, production=False)


def test_production_refuses_any_exemption() -> None:
    with pytest.raises(BadSetting, match="production"):
        read_exemptions("127.0.0.1:19100", production=True)

    assert read_exemptions("", production=True) == ()


@given(st.text(max_size=80))
def test_the_guard_never_raises_on_text(text: str) -> None:
    refuse_url(f"http://{text}/", STRICT)
    refuse_url(text, STRICT)
    refuse_address(text, 80, STRICT)

"""The caller's address is believed from named proxies only."""

import pytest

from kit.front.proxies import through_proxy

OURS = {"127.0.0.1", "10.0.0.2"}


@pytest.mark.parametrize(
    ("peer", "told", "address"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first was written by the caller
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("192.0.2.9", "203.0.113.7", "192.0.2.9"),  # nobody of ours
    ],
)
def test_the_callers_address(peer: str, told: str, address: str) -> None:
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": told, "wsgi.url_scheme": "http"}
    assert through_proxy(environ, OURS)["REMOTE_ADDR"] == address


def test_the_scheme_is_the_proxys_too() -> None:
    environ = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "http"}
    assert through_proxy(dict(environ), OURS)["wsgi.url_scheme"] == "https"
    assert through_proxy(dict(environ), set())["wsgi.url_scheme"] == "http"

"""The page's server attacked over raw sockets: other hosts, other pages, no cookie, large posts."""

import socket

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from simulator.mistakes import InputError
from simulator.web.safety import MOST_BYTES, POLICY
from simulator.web.serving import bound
from tests.patience import patience
from tests.web.served import listening, raw, request

SECRET = "the page behind the guard"


@pytest.fixture(scope="module")
def guard():
    async def page(_request):
        return Response(SECRET)

    app = Starlette(routes=[Route("/{rest:path}", page, methods=["GET", "POST"])])
    with listening(app) as found:
        yield found


def test_the_page_of_this_server_is_answered(guard):
    assert request(guard, "GET", "/").body.decode() == SECRET
    assert request(guard, "POST", "/api/ask", b"{}").body.decode() == SECRET


HOSTS = [
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:{other}",
    "127.0.0.1:{port}.evil.example",
    "127.0.0.1:{port}@evil.example",
    "localhost.evil.example:{port}",
    "LOCALHOST:{port}",
    "127.0.0.2:{port}",
    "0.0.0.0:{port}",
    "[::]:{port}",
    "[::ffff:127.0.0.1]:{port}",
    "::1:{port}",
    "2130706433:{port}",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_host_is_refused(guard, host, method):
    """A name that somebody else has made to mean 127.0.0.1 is not ours, cookie or not."""
    named = host.format(port=guard.port, other=guard.port + 1)
    found = request(guard, method, "/", b"{}" if method == "POST" else b"", {"Host": named})
    assert (found.status, SECRET in found.body.decode()) == (400, False)


def test_no_host_and_two_hosts_are_refused(guard):
    cookie = f"Cookie: {guard.cookie}={guard.secret}"
    own = f"Host: 127.0.0.1:{guard.port}"
    for hosts in ([], [own, own], [own, "Host: evil.example"]):
        lines = ["GET / HTTP/1.1", *hosts, cookie, "Connection: close", "", ""]
        found = raw(guard, "\r\n".join(lines).encode())
        assert (found.status, SECRET in found.body.decode()) == (400, False)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_each_name_of_this_machine_is_answered_from_its_own_page(guard, name):
    host = f"{name}:{guard.port}"
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert request(guard, "POST", "/api/ask", b"{}", headers).status == 200


def test_the_address_of_ipv6_is_answered(guard):
    try:
        socket.create_connection(("::1", guard.port), timeout=patience()).close()
    except OSError:
        pytest.skip("this machine has no [::1]")
    host = f"[::1]:{guard.port}"
    assert request(guard, "GET", "/", headers={"Host": host}, host="::1").status == 200


ORIGINS = [
    "http://evil.example",
    "null",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:{other}",
    "http://127.0.0.1",
    "http://localhost:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}/",
]


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_page_is_refused(guard, origin, method):
    named = origin.format(port=guard.port, other=guard.port + 1)
    body = b"{}" if method == "POST" else b""
    found = request(guard, method, "/api/ask", body, {"Origin": named})
    assert (found.status, SECRET in found.body.decode()) == (403, False)


def test_a_post_that_does_not_say_which_page_asks_is_refused(guard):
    assert request(guard, "POST", "/api/ask", b"{}", {"Origin": None}).status == 403


def test_a_post_that_the_browser_says_is_of_another_site_is_refused(guard):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert request(guard, "POST", "/api/ask", b"{}", headers).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_may_link_to_the_front_and_have_nothing_else(guard, site):
    """With the cookie, which goes with what a page of another port of this machine asks for."""
    headers = {"Sec-Fetch-Site": site}
    assert request(guard, "GET", "/", headers=headers).status == 200
    for path in ("/report/1", "/pinned/report", "/replay/1", "/save", "/static/page.js", "//"):
        found = request(guard, "GET", path, headers=headers)
        assert (found.status, SECRET in found.body.decode()) == (403, False)
    assert (
        request(guard, "GET", "/report/1", headers={"Sec-Fetch-Site": "same-origin"}).status == 200
    )


@pytest.mark.parametrize("path", ["/", "/static/page.js", "/api/ask", "/report/1", "/save"])
def test_nothing_is_answered_without_the_cookie(guard, path):
    for cookie in (None, f"{guard.cookie}=guess", f"other={guard.secret}", f"{guard.cookie}="):
        found = request(guard, "GET", path, headers={"Cookie": cookie})
        assert (found.status, SECRET in found.body.decode()) == (403, False)
        assert guard.token not in found.body.decode()
    assert request(guard, "POST", path, b"{}", {"Cookie": None}).status == 403


def test_the_token_gives_a_strict_cookie_and_goes_on_without_it(guard):
    found = request(
        guard, "GET", f"/?token={guard.token}&scenario=a%22%3E<b>", headers={"Cookie": None}
    )
    assert found.status == 200
    cookie = found.headers["set-cookie"]
    assert cookie.startswith(f"{guard.cookie}={guard.secret};")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    page = found.body.decode()
    assert guard.token not in page
    assert "scenario=a%22%3E%3Cb%3E" in page
    assert '"><b>' not in page


def test_a_wrong_token_opens_nothing(guard):
    for token in ("", "guess", guard.token[:-1], guard.token.lower(), guard.secret):
        found = request(guard, "GET", f"/?token={token}", headers={"Cookie": None})
        assert found.status == 403
        assert "set-cookie" not in found.headers


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_post_that_a_form_of_another_page_could_make_is_refused(guard, kind):
    found = request(guard, "POST", "/api/ask", b"{}", {"Content-Type": kind or None})
    assert found.status == 415


def test_what_is_not_one_json_object_is_refused(guard):
    for body in (b"", b"[]", b"1", b"{", b"\xff\xfe", b"[" * 100_000):
        assert request(guard, "POST", "/api/ask", body).status == 400


def test_a_large_post_is_refused_by_what_it_says_and_by_what_it_is(guard):
    said = request(guard, "POST", "/api/ask", b"{}", {"Content-Length": str(MOST_BYTES + 1)})
    assert said.status == 413
    chunk = b"%x\r\n%b\r\n" % (1_000_000, b" " * 1_000_000)
    own = f"127.0.0.1:{guard.port}"
    head = (
        f"POST /api/ask HTTP/1.1\r\nHost: {own}\r\nOrigin: http://{own}\r\n"
        f"Cookie: {guard.cookie}={guard.secret}\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    sent = raw(guard, head.encode() + chunk * (MOST_BYTES // 1_000_000 + 1) + b"0\r\n\r\n")
    assert (sent.status, SECRET in sent.body.decode()) == (413, False)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
def test_other_methods_are_refused(guard, method):
    assert request(guard, method, "/").status in (400, 405)


def test_two_requests_in_one_are_not_taken_for_ours(guard):
    """Neither a length that says two things nor a head behind a head brings a second request in."""
    own = f"127.0.0.1:{guard.port}"
    inner = b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    head = (
        f"POST /api/ask HTTP/1.1\r\nHost: {own}\r\nOrigin: http://{own}\r\n"
        f"Cookie: {guard.cookie}={guard.secret}\r\nContent-Type: application/json\r\n"
    )
    both = f"{head}Content-Length: 2\r\nContent-Length: {2 + len(inner)}\r\n\r\n{{}}"
    assert raw(guard, both.encode() + inner).status == 400
    pipelined = f"{head}Content-Length: 2\r\n\r\n{{}}"
    found = raw(guard, pipelined.encode() + inner)
    assert found.status == 200
    assert found.body.count(SECRET.encode()) == 1


def test_a_large_head_is_refused(guard):
    assert request(guard, "GET", "/", headers={"X-Large": "x" * 20_000}).status in (400, 431)


def test_what_is_answered_may_load_nothing_from_elsewhere(guard):
    for found in (request(guard, "GET", "/"), request(guard, "GET", "/", headers={"Cookie": None})):
        assert found.headers["content-security-policy"] == POLICY
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["x-frame-options"] == "DENY"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert found.headers["cache-control"] == "no-store"
        assert "server" not in found.headers
    assert "unsafe" not in POLICY


def test_it_listens_on_this_machine_alone():
    found = bound(0)
    try:
        names = [each.getsockname()[0] for each in found]
        ports = {each.getsockname()[1] for each in found}
    finally:
        for each in found:
            each.close()
    assert names in (["127.0.0.1", "::1"], ["127.0.0.1"])
    assert len(ports) == 1


def test_a_port_that_is_taken_is_said(guard):
    with pytest.raises(InputError, match=f"--port {guard.port}: is taken; write another"):
        bound(guard.port)

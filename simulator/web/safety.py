"""Who may talk to the page: a browser on this machine, on our own page, that has the address.

A server on a loopback address is in reach of every page that the browser shows, and of a name that
such a page has made to mean 127.0.0.1. So the host that is asked for and the page that asks are
compared letter by letter, a token that only the terminal shows opens the page, and a cookie that is
sent with no request of other pages keeps it open.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from hmac import compare_digest
from html import escape
from http.cookies import CookieError, SimpleCookie
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode

TOKEN = "token"
"""The key of the first address."""
MOST_BYTES = 8_000_000
"""Of one post: a scenario and the CSVs that it names."""
MOST_HEADER = 16_000
NAMES = ("127.0.0.1", "localhost", "[::1]")
"""What this machine may be called in an address."""
JSON = "application/json"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered, and the status that says so."""

    status: int
    text: str


@dataclass(frozen=True)
class Guard:
    """The app behind the checks of one server on `port`; `token` opens it."""

    app: App
    port: int
    token: str = field(default_factory=lambda: token_urlsafe(32))
    secret: str = field(default_factory=lambda: token_urlsafe(32))

    @property
    def hosts(self) -> frozenset[str]:
        """Every spelling of this server's host."""
        return frozenset(f"{name}:{self.port}" for name in NAMES)

    @property
    def cookie(self) -> str:
        """Cookies do not know ports, so the name has it."""
        return f"simulator-{self.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, open, or pass on, with the headers that tell the browser what it may do."""
        if scope["type"] != "http":
            return
        headers = [(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"]]
        refused = self.refusal(scope["method"], scope["path"], headers)
        if refused is not None:
            await _answer(send, refused.status, f"{refused.text}\n")
            return
        if scope["method"] == "GET" and scope["path"] == "/":
            given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            tokens = [value for key, value in given if key == TOKEN]
            if tokens and _same(tokens[0], self.token):
                await self._open(send, [pair for pair in given if pair[0] != TOKEN])
                return
        if not self._knows(headers):
            said = "This page opens with the address that `simulator serve` printed.\n"
            await _answer(send, 403, said)
            return
        body = b""
        if scope["method"] == "POST":
            content = await _body(receive)
            if isinstance(content, Refusal):
                await _answer(send, content.status, f"{content.text}\n")
                return
            body = content
        await self.app(scope, _given(body, receive), _with_headers(send))

    def refusal(self, method: str, path: str, headers: Iterable[tuple[str, str]]) -> Refusal | None:
        """What is wrong with the request's head; None where nothing is.

        Another page may link to the front of ours and have nothing else of it: a page of another
        port of this machine is of the same site, so that the cookie goes with what it asks for.
        """
        given = list(headers)
        host = [value for key, value in given if key == "host"]
        origin = [value for key, value in given if key == "origin"]
        site = [value for key, value in given if key == "sec-fetch-site"]
        if sum(len(key) + len(value) for key, value in given) > MOST_HEADER:
            return Refusal(431, "The head of this request is too large.")
        if len(host) != 1 or host[0] not in self.hosts:
            return Refusal(400, "This server has another name.")
        if len(origin) > 1 or any(value != f"http://{host[0]}" for value in origin):
            return Refusal(403, "Another page asks this.")
        if method not in ("GET", "HEAD", "POST"):
            return Refusal(405, "Only GET, HEAD and POST are answered.")
        is_front = method == "GET" and path == "/"
        if any(value not in ("same-origin", "none") for value in site) and not is_front:
            return Refusal(403, "Another page asks this.")
        if method == "POST":
            return _of_a_post(given, bool(origin))
        return None

    def _knows(self, headers: Iterable[tuple[str, str]]) -> bool:
        for key, value in headers:
            if key == "cookie":
                try:
                    cookies = SimpleCookie(value)
                except CookieError:
                    continue
                if self.cookie in cookies and _same(cookies[self.cookie].value, self.secret):
                    return True
        return False

    async def _open(self, send: Send, rest: list[tuple[str, str]]) -> None:
        """Give the cookie, and go to the same address without the token.

        By the page itself: a redirect would be one of whoever linked here, and such a request has
        no strict cookie.
        """
        address = f"/?{urlencode(rest)}" if rest else "/"
        page = (
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>What if</title>'
            '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
            f'<meta http-equiv="refresh" content="0;url={escape(address)}"></head>'
            f'<body><p><a href="{escape(address)}">Go on</a></p></body></html>'
        )
        cookie = f"{self.cookie}={self.secret}; Path=/; HttpOnly; SameSite=Strict"
        await _answer(send, 200, page, "text/html", [(b"set-cookie", cookie.encode())])


def _of_a_post(headers: list[tuple[str, str]], has_origin: bool) -> Refusal | None:
    kinds = [value.partition(";")[0].strip().lower() for k, value in headers if k == "content-type"]
    lengths = [value for key, value in headers if key == "content-length"]
    if not has_origin:
        return Refusal(403, "A browser says which page asks; this request does not.")
    if kinds != [JSON]:
        return Refusal(415, "Posts are JSON.")
    if any(not value.isdecimal() or int(value[:12]) > MOST_BYTES for value in lengths):
        return Refusal(413, f"More than {MOST_BYTES // 1_000_000} MB are not read.")
    return None


async def _body(receive: Receive) -> bytes | Refusal:
    """All of a post, which is JSON and not too long."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Refusal(400, "The request ended early.")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            return Refusal(413, f"More than {MOST_BYTES // 1_000_000} MB are not read.")
        if not message.get("more_body", False):
            break
    body = b"".join(parts)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return Refusal(400, "This is not JSON.")
    return body if isinstance(value, dict) else Refusal(400, "A post is one JSON object.")


def _given(body: bytes, receive: Receive) -> Receive:
    """What the app receives: the body that was read, once."""
    left = [body]

    async def again() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return again


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {key.lower() for key, _ in message["headers"]}
            more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in there]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sent


async def _answer(
    send: Send,
    status: int,
    text: str,
    kind: str = "text/plain",
    more: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    body = text.encode()
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *((key.encode(), value.encode()) for key, value in HEADERS.items()),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _same(given: str, other: str) -> bool:
    return compare_digest(given.encode(), other.encode())

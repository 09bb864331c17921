"""Fresh tokens from the address that the operator has set."""

from __future__ import annotations

import json
import threading
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from harness import tokens
from harness.api import call
from harness.server import Server
from harness.waiting import eventually

#: Seconds that a token lives here; the server warns of its end at once.
LIFETIME = 25


class Identity:
    """A service on an origin of its own, which knows alice by her cookie."""

    def __init__(self):
        self.page = ""
        #: When it was asked.
        self.asked: list[float] = []
        identity = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                cookie = SimpleCookie(self.headers.get("Cookie", "")).get("user")
                identity.asked.append(time.monotonic())
                self.send_response(200 if cookie else 401)
                self.send_header("Access-Control-Allow-Origin", identity.page)
                self.send_header("Access-Control-Allow-Credentials", "true")
                self.end_headers()
                if cookie:
                    self.wfile.write(json.dumps({"token": identity.token(cookie.value)}).encode())

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @staticmethod
    def token(user: str, lifetime: int = LIFETIME) -> str:
        now = int(time.time())
        return tokens.mint(user, exp=now + lifetime, jti=str(time.monotonic_ns()))

    def knows(self, context, user: str):
        context.add_cookies([{"name": "user", "value": user, "url": self.url}])

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    """The two, each knowing where the other is."""
    identity = Identity()
    settings = {"security": {"token_url": f"{identity.url}/token?for=terminal"}}
    server = Server(tmp_path_factory.mktemp("server"), settings)
    identity.page = f"http://127.0.0.1:{server.port}"
    yield identity, server
    server.kill()
    identity.stop()


@pytest.fixture
def identity(services) -> Identity:
    services[0].asked.clear()
    return services[0]


@pytest.fixture
def url(services) -> str:
    return f"{services[0].page}/"


def kept_token(page) -> str:
    return page.page.evaluate("sessionStorage.getItem('web-terminal.token')")


@pytest.mark.chromium_only("takes long, and has nothing to do with the browser")
def test_tokens_of_a_short_life_are_renewed_and_the_session_goes_on(identity, url, open_page, context):
    identity.knows(context, "alice")
    first = identity.token("alice")
    ends = time.monotonic() + LIFETIME
    page = open_page(f"#token={first}", url)
    page.wait_for_state("connected")
    page.set_prompt()
    page.enter("mark=$$")
    page.page.evaluate("window.webTerminal.pane.lost = 0")
    page.page.evaluate(
        """() => new MutationObserver((changes) => {
          for (const { target } of changes) if (target.dataset.state !== 'connected') window.webTerminal.pane.lost += 1;
        }).observe(document.body, { attributeFilter: ['data-state'] })"""
    )
    eventually(lambda: kept_token(page) != first, "a fresh token")
    # The first token is over by then, and so is the second.
    eventually(lambda: time.monotonic() > ends + 2 and len(identity.asked) > 2, "several tokens", 90)
    page.enter('[ "$mark" = $$ ] && echo sa""me')
    page.wait_for_line("same")
    assert page.page.evaluate("window.webTerminal.pane.lost") == 0
    # A page whose tokens are always about to end does not ask all the time.
    assert min(later - one for one, later in zip(identity.asked, identity.asked[1:])) > 9


def test_a_page_without_a_token_gets_one(identity, url, open_page, context):
    identity.knows(context, "alice")
    page = open_page("", url)
    page.wait_for_state("connected")
    page.set_prompt()
    assert len(identity.asked) == 1


def test_who_has_no_cookie_is_told(identity, url, open_page):
    page = open_page("", url)
    eventually(lambda: page.page.locator(".veil:not([hidden]) .card").count() == 1, "the card")
    assert "A link with a token is needed" in page.card
    assert len(identity.asked) == 1
    # The browser's own line about that answer.
    page.errors[:] = [error for error in page.errors if "401" not in error]


def test_a_share_is_not_exchanged_for_a_token(identity, services, url, open_page, context):
    """Who came to look at one session stays there, whoever they are elsewhere."""
    identity.knows(context, "bob")
    place = services[1].place
    alice = tokens.mint("alice")
    session = call(place, "POST", "/api/v1/sessions", alice).json["id"]
    body = '{"mode":"view","ttl_seconds":60}'
    share = call(place, "POST", f"/api/v1/sessions/{session}/shares", alice, body, Content_Type="application/json").json
    guest = open_page(f"#share={share['secret']}", url)
    guest.wait_for_state("connected")
    eventually(lambda: "expires" in guest.status, "the warning")
    assert identity.asked == [] and guest.session_id == session

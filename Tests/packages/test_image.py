"""The image of the Dockerfile, run with the options that it states."""

from __future__ import annotations

import re
import shutil
import time

import engine
import image as images
import pytest
from harness.tokens import SECRET
from harness.waiting import eventually

# An engine builds the server anew.
pytestmark = pytest.mark.timeout(1800)

LIMIT_BYTES = 80_000_000
DRAIN_SECONDS = 3
ENVIRONMENT = {
    "WEB_TERMINAL_JWT_SECRET": SECRET,
    "WEB_TERMINAL_DRAIN_SECONDS": str(DRAIN_SECONDS),
    # An engine hands connections on from a port and an address that the server does not see.
    "WEB_TERMINAL_ALLOWED_HOSTS": "127.0.0.1",
}


@pytest.fixture(scope="module")
def image(request, tmp_path_factory):
    if engine.is_there():
        yield engine.EngineImage()
        return
    request.getfixturevalue("needs_clean_root")
    directory = tmp_path_factory.mktemp("image") / "build"
    yield images.Image(directory)
    # pytest would keep it.
    shutil.rmtree(directory)


@pytest.fixture
def start(image, tmp_path):
    """Runs the image; returns when it is healthy."""
    started = []

    def run(environment: dict[str, str] = ENVIRONMENT):
        kind = engine.EngineContainer if isinstance(image, engine.EngineImage) else images.Container
        started.append(kind(image, tmp_path, environment))
        return started[-1]

    yield run
    for container in started:
        container.kill()


@pytest.fixture
def container(start, image):
    running = start()

    def is_healthy() -> bool:
        assert not running.has_ended, running.log
        return running.execute(image.stage.health_check).returncode == 0

    eventually(is_healthy, "the image's own health check succeeds")
    return running


def test_its_size(image, figure):
    figure(f"image: {image.size_bytes / 1e6:.1f} MB, {image.compressed_bytes / 1e6:.1f} MB compressed")
    assert image.size_bytes <= LIMIT_BYTES


def test_it_says_what_it_needs(start):
    """Everybody could open a shell in a server that listens on all addresses without a secret."""
    running = start({})
    eventually(lambda: running.has_ended, "it ends")
    assert "WEB_TERMINAL_JWT_SECRET" in running.log


def test_health_fails_when_nobody_listens(container):
    done = container.execute(["/usr/local/bin/web-terminal", "health", "--url", "http://127.0.0.1:1/"])
    assert done.returncode == 1 and "Connection refused" in done.stderr


def test_a_shell_in_it(container, person):
    with container.network():
        alice = person(container.port)
        terminal = alice.open()
        terminal.type(b"id -un; id -u; id -G; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status; echo end''ed\r")
        said = terminal.wait_for(b"ended").decode()
        for line in ["terminal", "10001", "NoNewPrivs:\t1", "CapEff:\t" + "0" * 16]:
            assert line in said, said
        # Whoever can write the server's files could choose its settings for the next start.
        terminal.type(b"for p in / /etc /usr/local/bin /etc/web-terminal; do [ -w $p ] && echo writable $p; done; "
                      b"cd && touch mine && ls ~ && cat /proc/1/environ; echo end''ed\r")
        said = terminal.wait_for(b"ended").decode()
        assert not re.search(r"[\r\n]writable /", said) and "mine" in said and "ermission denied" in said
        assert SECRET not in said
        terminal.type(b"for tool in awk sed grep find ps less tar gzip clear; do command -v $tool >/dev/null || echo no $tool; done; "
                      b"locale 2>&1 | grep -c C.UTF-8; echo end''ed\r")
        said = terminal.wait_for(b"ended").decode()
        # At the start of a line: what is typed ahead of the prompt is echoed twice.
        assert not re.search(r"[\r\n]no [a-z]", said), said


def test_orphans_of_shells_are_reaped(container, person):
    """As process 1 the server inherits every process whose parent has ended."""
    with container.network():
        alice = person(container.port)
        terminal = alice.open()
        terminal.type(b"for i in 1 2 3 4 5; do (setsid sleep 0.1 & sleep 0.1 &) ; done; echo start''ed\r")
        terminal.wait_for(b"started")

        def states() -> str:
            return container.execute(["/usr/bin/ps", "-e", "-o", "stat=,comm="]).stdout

        eventually(lambda: "sleep" not in states(), "no sleeper is left, not even as a zombie")
        # The session's own leader stays until the session is gone, and its exit is told.
        terminal.type(b"exit 7\r")
        assert terminal.wait_for_exit()["exit_code"] == 7
        eventually(lambda: "Z" not in states(), "nor is a shell")


def test_sigterm_ends_it_and_its_shells(container, person):
    with container.network():
        terminal = person(container.port).open()
        terminal.type(b"echo rea''dy\r")
        terminal.wait_for(b"ready")
        began = time.monotonic()
        assert container.stop(DRAIN_SECONDS + 15) == 0
        assert terminal.wait_for_close() == 1001
    assert time.monotonic() - began < DRAIN_SECONDS + 15

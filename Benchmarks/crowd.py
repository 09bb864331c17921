"""Many sessions of many users, made over REST."""

import http.client
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

SESSIONS_PER_USER = 10
#: How many make sessions at once, as many as the server starts at once.
MAKERS = 4
#: How long a request may take.
PATIENCE_SECONDS = 20
#: Long enough for the shells to have printed their prompts, and for the memory of all of them to have been looked at.
SETTLE_SECONDS = 8


def say(text):
    print(text, file=sys.stderr, flush=True)


class Connection(http.client.HTTPConnection):
    """One that is kept for several requests, and closed at the end of a block."""

    def __init__(self, port):
        super().__init__("127.0.0.1", port, timeout=PATIENCE_SECONDS, blocksize=1 << 20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, method, path, token, body=None, headers=None):
        """The JSON of the answer."""
        self.request(method, path, body, {"Authorization": f"Bearer {token}", **(headers or {})})
        response = self.getresponse()
        text = response.read()
        if response.status >= 300:
            sys.exit(f"{method} {path}: {response.status} {text.decode()}")
        return json.loads(text) if text else None


def gather(bench, port, sessions):
    """Makes sessions, ten for each user as a rule, and waits until they are quiet. Returns the users."""
    began = time.monotonic()
    counts = [SESSIONS_PER_USER] * (sessions // SESSIONS_PER_USER)
    if sessions % SESSIONS_PER_USER:
        counts.append(sessions % SESSIONS_PER_USER)
    users = [f"user-{number}" for number in range(len(counts))]

    def make(user, count):
        token = bench.token(user)
        with Connection(port) as connection:
            for _ in range(count):
                connection.ask("POST", "/api/v1/sessions", token)
        return count

    made = 0
    with ThreadPoolExecutor(MAKERS) as makers:
        for count in makers.map(make, users, counts):
            made += count
            if made % (10 * SESSIONS_PER_USER) == 0:
                say(f"{made} sessions")
    say(f"{made} sessions in {time.monotonic() - began:.1f} s")
    time.sleep(SETTLE_SECONDS)
    return users

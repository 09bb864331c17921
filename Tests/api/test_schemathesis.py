"""Thousands of calls that the API document allows, and that it does not: each gets an answer that the document has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from harness.person import Person

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "static" / "reference" / "openapi.json"

#: Of each kind of call, in each phase that makes up its own.
EXAMPLES = 8
#: The same calls in every run.
SEED = 20260101
#: Seconds. It takes a third of that.
TIMEOUT = 240


def test_every_answer_is_in_the_document(launch, tmp_path):
    # What is typed into it does nothing, whatever it is.
    server = launch(session={"shell": "/bin/cat", "arguments": []})
    admin = Person(server, "admin", role="admin")
    session = admin.request("POST", "/api/v1/sessions").json["id"]
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        str(HERE / "schemathesis.toml"),
        "run",
        str(DOCUMENT),
        "--url",
        f"http://{server.place.authority}/api/v1",
        "--header",
        f"Authorization: Bearer {admin.token}",
        "--phases",
        "examples,coverage,fuzzing,stateful",
        "--max-examples",
        str(EXAMPLES),
        "--seed",
        str(SEED),
        "--request-timeout",
        "20",
        "--continue-on-failure",
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"), "API_SESSION": session, "NO_COLOR": "1"}
    result = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    server.check_alive()
    assert result.returncode == 0, result.stdout[-20000:] + result.stderr[-5000:]
    # It did something.
    generated = re.search(r"(\d+) generated, \d+ passed", result.stdout)
    assert generated and int(generated[1]) > 500, result.stdout[-3000:]

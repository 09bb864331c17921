"""The exposition: both formats, clean for promtool, and for whom it is."""

from __future__ import annotations

import subprocess

import pytest
import yaml

from exposition import OPENMETRICS, expose, metric_names
from harness import server as servers
from harness.tokens import mint
from harness.vectors import REPOSITORY
from prometheus import promtool

SCRAPE_TOKEN = "monitoring-tests-only-0123456789abcdef"


def check_metrics(text: str):
    result = promtool("check", "metrics", text=text)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", ""), result


def test_promtool_finds_nothing_wrong(server, someone):
    """When everything there is has happened once, labelled or not."""
    alice = someone(server, "alice")
    alice.open("printf ready; exec cat").wait_for(b"ready")
    alice.request("GET", "/api/v1/sessions/no-such", token=mint("alice", secret="x" * 32))
    check_metrics(expose(server).text)


def test_promtool_finds_nothing_wrong_with_series_of_sessions(launch, someone):
    server = launch(metrics={"per_session": True})
    session = someone(server, "alice").open("printf ready; exec cat").session_id
    text = expose(server).text
    assert f'session_id="{session}"' in text
    check_metrics(text)


def test_no_session_is_named_otherwise(server, someone):
    session = someone(server, "alice").open("printf ready; exec cat").session_id
    text = expose(server).text
    assert session not in text and "session_id" not in text


@pytest.mark.parametrize(
    "accept, content_type",
    [
        (None, "text/plain; version=0.0.4"),
        ("text/plain", "text/plain; version=0.0.4"),
        ("*/*", "text/plain; version=0.0.4"),
        (OPENMETRICS, "application/openmetrics-text; version=1.0.0"),
        # What Prometheus 2.42 sends, and what 3 does.
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
            "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text; version=1.0.0",
        ),
        (
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
            "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            "application/openmetrics-text; version=1.0.0",
        ),
        ("text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0;q=0.1", "text/plain; version=0.0.4"),
    ],
)
def test_format_is_negotiated(server, accept, content_type):
    answer = expose(server, accept)
    assert answer.status == 200 and answer.content_type.startswith(content_type), answer.content_type
    assert answer.text.endswith("# EOF\n") == content_type.startswith("application/openmetrics-text")


def test_both_paths(server):
    assert expose(server, path="/api/v1/metrics").samples >= expose(server).samples


def test_version(server, prometheus):
    printed = subprocess.run([servers.binary(), "version"], capture_output=True, text=True, check=True).stdout
    build = prometheus.query("web_terminal_build_info == 1")
    assert [f"web-terminal {element['metric']['version']}\n" for element in build] == [printed]


def test_metrics_can_be_off(launch):
    assert expose(launch(metrics={"enabled": False})).status == 404


def test_path_can_be_chosen(launch, watch):
    server = launch(metrics={"path": "/internal/metrics"})
    assert expose(server).status == 404
    watch(server, metrics_path="/internal/metrics").wait_for_target("up")


def test_scrape_with_a_token(launch, watch, tmp_path):
    """As docs/operations.md has it: a file that the server and Prometheus both can read."""
    file = tmp_path / "scrape-token"
    file.write_text(SCRAPE_TOKEN + "\n")
    server = launch(metrics={"require_token": True, "token_file": str(file)})
    # Prometheus takes five seconds to find its targets, so all are started before any is waited for.
    without = watch(server)
    wrong = watch(server, authorization={"credentials": SCRAPE_TOKEN[::-1]})
    right = watch(server, authorization={"credentials_file": str(file)})
    older = watch(server, bearer_token_file=str(file))
    assert "401" in without.wait_for_target("down")
    assert "401" in wrong.wait_for_target("down")
    for prometheus in (right, older):
        prometheus.wait_for_target("up")
        checked = promtool("check", "config", prometheus.configuration)
        assert checked.returncode == 0, checked
    right.wait_for_scrape()
    for reason in ("missing", "malformed"):
        assert right.value(f'sum(web_terminal_auth_attempts_total{{reason="{reason}"}})') >= 1


def test_who_may_see_metrics_with_a_token_of_the_identity_service(launch, tmp_path):
    file = tmp_path / "scrape-token"
    file.write_text(SCRAPE_TOKEN)
    server = launch(metrics={"require_token": True, "token_file": str(file)})
    assert expose(server, token=mint("root", role="admin")).status == 200
    assert expose(server, token=mint("alice")).status == 403
    assert expose(server, token=mint("root", role="admin", secret="x" * 32)).status == 401
    answer = expose(server, token=SCRAPE_TOKEN)
    assert answer.status == 200
    assert 'web_terminal_authorization_denied_total{resource="metrics"} 1\n' in answer.text


def test_alerts_name_metrics_that_exist(server, someone):
    someone(server, "alice").sessions()
    exposed = expose(server).samples
    rules = yaml.safe_load((REPOSITORY / "deploy" / "prometheus" / "alerts.yml").read_text())
    for rule in (rule for group in rules["groups"] for rule in group["rules"]):
        assert metric_names(rule["expr"]) <= exposed, rule["alert"]

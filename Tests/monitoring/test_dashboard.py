"""deploy/grafana/web-terminal.json: every query of it gives data, from metrics that are exposed and documented."""

from __future__ import annotations

import json
import math
import re

import pytest

from exposition import expose, metric_names
from harness.person import Person
from harness.tokens import mint
from harness.vectors import REPOSITORY
from harness.waiting import eventually

DASHBOARD = json.loads((REPOSITORY / "deploy" / "grafana" / "web-terminal.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [
    pytest.param(target["expr"], id=f"{panel['title']}-{target['refId']}")
    for panel in PANELS
    for target in panel["targets"]
]
ANNOTATIONS = [annotation["expr"] for annotation in DASHBOARD["annotations"]["list"]]

#: What Grafana puts in place of variables; the rates over a minute, in which everything has happened.
VARIABLES = {"$__rate_interval": "1m", "$__range": "1m", "$instance": ".*"}


def substituted(expression: str) -> str:
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    assert "$" not in expression, f"a variable that is not known: {expression}"
    return expression


@pytest.fixture(scope="module")
def driven(server, prometheus):
    """A server that has just done a little of everything."""
    alice = Person(server, "alice-of-the-dashboard")
    prometheus.wait_for_scrape()
    hers = alice.open("stty raw -echo; printf ready; exec cat")
    hers.wait_for(b"ready")

    def typed() -> bool:
        hers.type(b"x")
        hers.wait_for(b"x")
        # Not every keystroke's echo is timed.
        return prometheus.total("increase(web_terminal_echo_latency_seconds_count[1m])") > 0

    eventually(typed, "an echo is timed")
    alice.open("exit 0").wait_for_exit()
    alice.request("GET", "/api/v1/sessions", token=mint("alice", secret="x" * 32))
    alice.sessions()
    prometheus.wait_for_scrape()
    yield prometheus
    alice.leave()


@pytest.mark.parametrize("expression", QUERIES)
def test_query_gives_data(driven, expression):
    def has_data() -> bool:
        values = [float(element["value"][1]) for element in driven.query(substituted(expression))]
        return any(map(math.isfinite, values))

    # A scrape may have come too late; the next will not.
    eventually(has_data, f"{expression} has data")


@pytest.mark.parametrize("expression", ANNOTATIONS)
def test_annotation_can_be_asked_for(driven, expression):
    driven.query(substituted(expression))


def test_every_server_can_be_chosen(driven, server):
    instance = next(v for v in DASHBOARD["templating"]["list"] if v["name"] == "instance")
    selector, label = re.fullmatch(r"label_values\((.*), (\w+)\)", instance["query"]["query"]).groups()
    assert [element["metric"][label] for element in driven.query(selector)] == [f"127.0.0.1:{server.port}"]


def test_metrics_are_exposed_and_documented(driven, server):
    named = set().union(*(metric_names(query.values[0]) for query in QUERIES), *map(metric_names, ANNOTATIONS))
    assert named <= expose(server).samples
    documented = (REPOSITORY / "docs" / "metrics.md").read_text()
    for name in named:
        assert name in documented or re.sub(r"_(bucket|sum|count)$", "", name) in documented, name


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_panel_is_explained(panel):
    assert panel["title"] and panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}


def test_panels_have_places_of_their_own():
    taken = {}
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert taken.setdefault((x, y), panel["title"]) == panel["title"], f"{panel['title']} lies on another"

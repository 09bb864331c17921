"""deploy/prometheus: the rules and the scrape configuration, as Debian's promtool sees them."""

from __future__ import annotations

import copy
import subprocess
from pathlib import Path

import pytest
import yaml

from harness.vectors import REPOSITORY
from prometheus import promtool

DIRECTORY = REPOSITORY / "deploy" / "prometheus"
RULES = yaml.safe_load((DIRECTORY / "alerts.yml").read_text())
CASES = yaml.safe_load(Path(__file__).with_name("alerts.test.yml").read_text())

NEVER = "vector(1) > 2"
ALWAYS = 'up{job="web-terminal"} >= 0 or vector(1)'

ALERTS = {rule["alert"]: rule for group in RULES["groups"] for rule in group["rules"]}


def passes(directory: Path, rules: dict, only: str | None = None) -> subprocess.CompletedProcess:
    """
    Runs the cases, or those of one alert, against `rules`. Of the annotations only the summary is compared: what else
    there is would stand in the cases word by word.
    """
    rules, cases = copy.deepcopy(rules), copy.deepcopy(CASES)
    for group in rules["groups"]:
        for rule in group["rules"]:
            rule["annotations"] = {"summary": rule["annotations"]["summary"]}
    if only is not None:
        for test in cases["tests"]:
            test["alert_rule_test"] = [case for case in test["alert_rule_test"] if case["alertname"] == only]
        cases["tests"] = [test for test in cases["tests"] if test["alert_rule_test"]]
    (directory / "alerts.yml").write_text(yaml.safe_dump(rules))
    (directory / "alerts.test.yml").write_text(yaml.safe_dump(cases))
    return promtool("test", "rules", directory / "alerts.test.yml")


def with_expression(alert: str, expression: str) -> dict:
    rules = copy.deepcopy(RULES)
    for group in rules["groups"]:
        for rule in group["rules"]:
            if rule["alert"] == alert:
                rule["expr"] = expression
    return rules


def test_rules_are_valid():
    result = promtool("check", "rules", "--lint=all", "--lint-fatal", DIRECTORY / "alerts.yml")
    assert result.returncode == 0, result


def test_scrape_configuration_is_valid():
    """Beside the rules, as in the image of Prometheus, so that promtool finds what the configuration names."""
    result = promtool("check", "config", "--lint=all", "--lint-fatal", DIRECTORY / "prometheus.yml")
    assert result.returncode == 0, result
    jobs = yaml.safe_load((DIRECTORY / "prometheus.yml").read_text())["scrape_configs"]
    assert "web-terminal" in [job["job_name"] for job in jobs], "the alerts are about the job web-terminal"


def test_every_alert_fires_and_is_silent(tmp_path):
    result = passes(tmp_path, RULES)
    assert result.returncode == 0, result


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_has_cases(alert):
    cases = [case for test in CASES["tests"] for case in test["alert_rule_test"] if case["alertname"] == alert]
    assert [case for case in cases if case["exp_alerts"]], "when does it fire?"
    assert [case for case in cases if not case["exp_alerts"]], "when is it silent?"


@pytest.mark.parametrize("alert", ALERTS)
@pytest.mark.parametrize("expression", [NEVER, ALWAYS], ids=["never", "always"])
def test_cases_notice_a_broken_alert(tmp_path, alert, expression):
    assert passes(tmp_path, with_expression(alert, expression), only=alert).returncode != 0


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_says_how_bad_it_is_and_what_to_do(alert):
    rule = ALERTS[alert]
    assert rule["labels"] in [{"severity": "warning"}, {"severity": "critical"}]
    assert set(rule["annotations"]) == {"summary", "description", "runbook"}
    # Which server it is, unless there is none.
    assert "instance" in rule["annotations"]["summary"] or alert == "WebTerminalMissing"
    file, _, anchor = rule["annotations"]["runbook"].partition("#")
    lines = (REPOSITORY / file).read_text().splitlines()
    headings = [line.strip("# ").lower() for line in lines if line.startswith("#")]
    assert anchor in headings, f"{file} has no section {anchor}"

"""What is in deploy/ for compose and Kubernetes: well-formed, complete, and true of the server."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import dockerfile
import kubernetes_validate
import pytest
import yaml
from conftest import BINARY, ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
KUBERNETES_VERSIONS = ["1.29", "1.37"]
IMAGE = dockerfile.read(ROOT / "Dockerfile")[-1]


def objects() -> dict[tuple[str, str], dict]:
    """What `kubectl apply -k` would apply."""
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    assert set(listed) == {path.name for path in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml"}
    found = {}
    for name in listed:
        for one in yaml.safe_load_all((KUBERNETES / name).read_text()):
            found[one["kind"], one["metadata"]["name"]] = one
    return found


@pytest.mark.parametrize("version", KUBERNETES_VERSIONS)
def test_kubernetes_knows_every_field(version):
    for one in objects().values():
        kubernetes_validate.validate(one, version, strict=True)


def test_the_schemas_are_strict():
    wrong = objects()["StatefulSet", "web-terminal"]
    wrong["spec"]["template"]["spec"]["terminationGracePeriodSecond"] = 1
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES_VERSIONS[0], strict=True)


def test_kubernetes_objects_fit_together():
    found = objects()
    pod = found["StatefulSet", "web-terminal"]["spec"]["template"]
    labels = pod["metadata"]["labels"]
    for kind, name, selector in [
        ("Service", "web-terminal", ("selector",)),
        ("Service", "web-terminal-pods", ("selector",)),
        ("PodDisruptionBudget", "web-terminal", ("selector", "matchLabels")),
        ("NetworkPolicy", "web-terminal", ("podSelector", "matchLabels")),
        ("StatefulSet", "web-terminal", ("selector", "matchLabels")),
    ]:
        value = found[kind, name]["spec"]
        for key in selector:
            value = value[key]
        assert value.items() <= labels.items(), f"{kind} {name}"
    assert ("Service", found["StatefulSet", "web-terminal"]["spec"]["serviceName"]) in found
    (container,) = pod["spec"]["containers"]
    volumes = {one["name"] for one in pod["spec"]["volumes"]}
    assert {one["name"] for one in container["volumeMounts"]} == volumes
    ports = {one["name"] for one in container["ports"]}
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] in ports
    assert container["livenessProbe"]["httpGet"]["path"] == "/health"
    assert container["readinessProbe"]["httpGet"]["path"] == "/ready"


def test_kubernetes_runs_the_image_as_it_is_meant():
    pod = objects()["StatefulSet", "web-terminal"]["spec"]["template"]["spec"]
    context = pod["securityContext"]
    assert (context["runAsUser"], context["runAsGroup"]) == IMAGE.user and context["runAsNonRoot"]
    (container,) = pod["containers"]
    mounts = {one["mountPath"] for one in container["volumeMounts"]}
    assert {"/tmp", IMAGE.environment["HOME"]} <= mounts
    assert not pod["enableServiceLinks"] and not pod["automountServiceAccountToken"]
    assert container["securityContext"] == {
        "readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip


def test_the_grace_period_is_longer_than_the_drain(tmp_path):
    found = objects()
    text = found["ConfigMap", "web-terminal"]["data"]["config.toml"]
    drain = tomllib.loads(text)["server"]["drain_seconds"]
    assert found["StatefulSet", "web-terminal"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] >= drain + 10
    (tmp_path / "config.toml").write_text(text)
    done = subprocess.run(
        [BINARY, "config", "check", "--config", tmp_path / "config.toml"],
        env={"WEB_TERMINAL_JWT_SECRET": "x" * 32}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "OK\n"), done.stderr


# compose


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_files_that_compose_mounts_are_there(compose):
    volumes = set(compose["volumes"])
    for name, service in compose["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in volumes, f"{name}: {source}"
        assert set(service["networks"]) <= set(compose["networks"])
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name} would be open to everybody"
    assert (DEPLOY / compose["services"]["web-terminal"]["build"]["context"] / "Dockerfile").is_file()


def test_compose_runs_the_image_as_it_is_meant(compose):
    service = compose["services"]["web-terminal"]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"] and service["pids_limit"] > 0
    writable = set(service["tmpfs"]) | {volume.split(":")[1] for volume in service["volumes"]}
    assert writable == {"/tmp", IMAGE.environment["HOME"]}


def test_the_settings_of_compose_are_settings(compose):
    environment = {
        name: value if "$" not in value else "x" * 32
        for name, value in compose["services"]["web-terminal"]["environment"].items()
    }
    done = subprocess.run([BINARY, "config", "check"], env=environment, capture_output=True, text=True, cwd="/")
    assert (done.returncode, done.stdout) == (0, "OK\n"), done.stderr


def test_prometheus_finds_the_server(compose):
    settings = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    (job,) = [one for one in settings["scrape_configs"] if one["job_name"] == "web-terminal"]
    host, port = job["static_configs"][0]["targets"][0].split(":")
    service = compose["services"][host]
    assert any(mapping.endswith(f":{port}") for mapping in service["ports"])
    assert host in service["environment"]["WEB_TERMINAL_ALLOWED_HOSTS"].split(",")
    alerts = (DEPLOY / "prometheus/alerts.yml").read_text()
    assert set(re.findall(r'\bjob="([^"]+)"', alerts)) <= {one["job_name"] for one in settings["scrape_configs"]}


def test_promtool_likes_the_settings_of_prometheus():
    promtool = ROOT / ".build/prometheus/usr/bin/promtool"
    tool = promtool if promtool.exists() else "promtool"
    done = subprocess.run([tool, "check", "config", DEPLOY / "prometheus/prometheus.yml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_grafana_finds_prometheus_and_the_dashboard(compose):
    (source,) = yaml.safe_load((DEPLOY / "grafana/provisioning/datasources/prometheus.yaml").read_text())["datasources"]
    host, port = source["url"].removeprefix("http://").split(":")
    assert host in compose["services"] and set(compose["services"][host]["networks"]) & set(compose["services"]["grafana"]["networks"])
    assert any(mapping.endswith(f":{port}") for mapping in compose["services"][host]["ports"])
    (provider,) = yaml.safe_load((DEPLOY / "grafana/provisioning/dashboards/web-terminal.yaml").read_text())["providers"]
    mounted = [volume.split(":")[1] for volume in compose["services"]["grafana"]["volumes"]]
    assert any(Path(path).parent == Path(provider["options"]["path"]) for path in mounted if path.endswith(".json"))


def test_compose_itself_reads_it(compose):
    """Where the client is; it needs no engine for that."""
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode != 0:
        pytest.skip("there is no docker compose here")
    required = {"WEB_TERMINAL_JWT_SECRET": "x" * 32, "GRAFANA_PASSWORD": "x"}
    subprocess.run(
        ["docker", "compose", "-f", DEPLOY / "compose.yaml", "config", "--quiet"], check=True, env={**os.environ, **required}
    )

"""The API document is whole: what it refers to is there, what it shows as examples is what it says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

DOCUMENT = json.loads(
    (Path(__file__).resolve().parents[2] / "static" / "reference" / "openapi.json").read_text(encoding="utf-8")
)
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    operation["operationId"]: operation
    for item in DOCUMENT["paths"].values()
    for method, operation in item.items()
    if method in {"get", "put", "post", "patch", "delete"}
}


def resolve(item: dict) -> dict:
    while "$ref" in item:
        found = DOCUMENT
        for part in item["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        item = found
    return item


def check(schema: dict, example):
    """Whether an example is one: the schema, with all that it may refer to."""
    jsonschema_rs.validate({**schema, "components": DOCUMENT["components"]}, example)


def references(item):
    if isinstance(item, dict):
        if isinstance(item.get("$ref"), str):
            yield item["$ref"]
        for value in item.values():
            yield from references(value)
    elif isinstance(item, list):
        for value in item:
            yield from references(value)


def test_it_is_a_document_of_openapi():
    assert DOCUMENT["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_no_object_has_members_that_nobody_describes():
    def objects(item):
        if isinstance(item, dict):
            if item.get("type") == "object":
                yield item
            for name, value in item.items():
                if name not in ("example", "examples"):
                    yield from objects(value)
        elif isinstance(item, list):
            for value in item:
                yield from objects(value)

    for schema in objects(DOCUMENT):
        assert "additionalProperties" in schema, schema
        assert set(schema.get("required", [])) <= schema.get("properties", {}).keys(), schema


def test_it_has_operations():
    assert len(OPERATIONS) > 15
    assert len(OPERATIONS) == sum(
        method in {"get", "put", "post", "patch", "delete"} for item in DOCUMENT["paths"].values() for method in item
    )


def test_references_lead_somewhere_and_nothing_is_left_over():
    used = set(references(DOCUMENT))
    for reference in used:
        resolve({"$ref": reference})
    for kind in ("schemas", "responses", "parameters", "headers"):
        for name in DOCUMENT["components"][kind]:
            assert f"#/components/{kind}/{name}" in used, f"nothing refers to {kind}/{name}"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_has_an_example_that_fits(name: str):
    schema = SCHEMAS[name]
    assert schema["examples"], name
    for example in schema["examples"]:
        check(schema, example)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_shows_what_goes_in_and_out(name: str):
    operation = OPERATIONS[name]
    assert operation["summary"] and operation["description"].endswith(".") and operation["tags"]
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}
    for parameter in map(resolve, operation.get("parameters", [])):
        check(parameter["schema"], parameter["example"])
    contents = [operation.get("requestBody", {}).get("content", {})]
    for status, response in operation["responses"].items():
        response = resolve(response)
        assert response["description"]
        contents.append(response.get("content", {}))
        if int(status) >= 400:
            assert response["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}
        for header in map(resolve, response.get("headers", {}).values()):
            check(header["schema"], header["example"])
    for content in contents:
        for media in content.values():
            example = media["example"] if "example" in media else resolve(media["schema"])["examples"][0]
            check(media["schema"], example)


def test_whoever_needs_a_token_may_hear_that_it_is_missing():
    for name, operation in OPERATIONS.items():
        if operation.get("security") != []:
            assert {"401", "403"} <= operation["responses"].keys(), name


def test_every_error_code_is_described():
    codes = SCHEMAS["ErrorCode"]
    assert list(codes["x-enum-descriptions"]) == codes["enum"]
    for code in codes["enum"]:
        assert f"`{code}`: {codes['x-enum-descriptions'][code]}" in codes["description"]

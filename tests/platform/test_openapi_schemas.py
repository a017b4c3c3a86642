"""The schemas of the OpenAPI document: named, typed and connected as the NLGov REST API Design Rules ask."""

import re

import pytest

from tests.platform.document import DOCUMENT, OPERATIONS, SCHEMAS, nodes, reachable, references, resolve

CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")


@pytest.mark.parametrize("name", SCHEMAS)
def test_properties_are_in_camel_case(name: str) -> None:
    for node in nodes(SCHEMAS[name]):
        if isinstance(properties := node.get("properties"), dict):
            assert [p for p in properties if not CAMEL.fullmatch(p)] == []


def test_every_reference_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        assert resolve({"$ref": reference})


def test_nothing_of_fastapis_own_errors_is_left() -> None:
    assert not {"HTTPValidationError", "ValidationError"} & SCHEMAS.keys()


def test_unknown_fields_are_refused_in_every_body() -> None:
    for operation in OPERATIONS:
        if body := operation.described.get("requestBody"):
            assert body["required"] is True
            assert body["content"].keys() == {"application/json"}
            for name in reachable(body):
                schema = resolve({"$ref": name})
                if schema.get("type") == "object":
                    assert schema["additionalProperties"] is False, name


def test_what_is_answered_is_described_by_schemas_of_answers() -> None:
    answered = {name for operation in OPERATIONS for name in reachable(operation.described["responses"])}
    assert (
        sorted(name for name in answered if name.startswith("#/components/schemas/") and name.endswith("Input")) == []
    )
    assert sorted(SCHEMAS.keys() - {name.rpartition("/")[2] for name in reachable(DOCUMENT["paths"])}) == []


def test_moments_and_dates_are_told_apart() -> None:
    formats: dict[str, set[str]] = {}
    for node in nodes(SCHEMAS):
        properties = node.get("properties")
        for name, described in (properties if isinstance(properties, dict) else {}).items():
            found = {n["format"] for n in nodes(described) if isinstance(n.get("format"), str)}
            formats.setdefault(name, set()).update(found & {"date", "date-time"})
    moments = {name for name in formats if name.endswith("At")} - {"aimedAt"} | {"at"}
    assert len(moments) > 10
    for name in moments:
        assert formats[name] == {"date-time"}, name
    for name in ("askedOn", "lastUsedOn", "birthDate", "observedFrom", "observedUntil"):
        assert formats[name] == {"date"}, name

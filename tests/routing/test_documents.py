"""The written form of tables: read with every fault told, and overlays that hold in their district only."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.routing.check import check
from app.routing.document import TableDocument, TableError, compose, read_document, shipped_document
from app.routing.engine import route
from app.routing.facts import Facts
from app.signals.vocabulary import AimedAt
from tests.routing.tables import Document, regional, row_of

OWN_ROW = {**row_of(regional(), "care-victim"), "id": "zeeland-victim", "desk": "zorgtafel", "layer": 2}
OVERLAY = {"district": "zeeland", "replaces": ["care-victim"], "rows": [OWN_ROW]}


def desks_in(district: str, document: Document) -> set[str]:
    """Return the kinds of desks for a victim in a district."""
    facts = Facts(AimedAt.VICTIM, frozenset({"sexual"}), acute_danger=False, district=district)
    return {outcome.desk for outcome in route(facts, compose(TableDocument.model_validate(document)))}


def test_an_overlay_holds_in_its_district_and_nowhere_else() -> None:
    document = {**regional(), "overlays": [OVERLAY]}
    assert desks_in("zeeland", document) == {"zorgtafel"}
    for district in ("de_markiezaten", "de_baronie", "hart_van_brabant"):
        assert desks_in(district, document) == {"zorgcoordinator"}
    assert check(compose(TableDocument.model_validate(document))) == []


def test_an_overlay_that_leaves_its_district_without_a_desk_is_found() -> None:
    document = {**regional(), "overlays": [{"district": "zeeland", "replaces": ["care-victim"]}]}
    (finding,) = check(compose(TableDocument.model_validate(document)))
    assert finding.code == "no-desk"
    assert "district=zeeland" in str(finding)


@pytest.mark.parametrize(
    ("overlay", "words"),
    [
        ({**OVERLAY, "district": "amsterdam"}, "amsterdam is not a district"),
        ({**OVERLAY, "replaces": ["no-such-row"]}, "there is no row no-such-row to replace"),
    ],
)
def test_an_overlay_of_what_there_is_not_is_refused(overlay: Document, words: str) -> None:
    document = TableDocument.model_validate({**regional(), "overlays": [overlay]})
    with pytest.raises(TableError, match=words):
        compose(document)


def test_overlays_are_read_from_files_of_their_own(tmp_path: Path) -> None:
    table, overlay = tmp_path / "table.yaml", tmp_path / "zeeland.yaml"
    table.write_text(yaml.safe_dump(regional()), encoding="utf-8")
    overlay.write_text(yaml.safe_dump(OVERLAY), encoding="utf-8")
    assert read_document(table) == shipped_document()
    assert desks_in("zeeland", read_document(table, [overlay]).model_dump(mode="json", by_alias=True)) == {"zorgtafel"}


def _with(place: tuple[str | int, ...], value: Any) -> Document:
    document = regional()
    node: Any = document
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    return document


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("rows: [", r"is not YAML \(line 1\)"),
        ("just words", "valid dictionary"),
        ("!!python/object/apply:os.system ['true']", "is not YAML"),
        (_with(("version",), "With Capitals"), "version: "),
        (_with(("rows",), []), "rows: "),
        (_with(("rows", 0, "layer"), 5), "rows.0.layer: "),
        (_with(("rows", 0, "track"), "both"), "rows.0.track: "),
        (_with(("rows", 0, "deadlines", "acute"), "-PT1H"), "rows.0.deadlines.acute: "),
        (_with(("rows", 0, "deadlines", "acute"), "PT0S"), "rows.0.deadlines.acute: "),
        (_with(("rows", 0, "deadlines", "acute"), "soon"), "rows.0.deadlines.acute: "),
        (_with(("rows", 0, "deadlines", "normal"), "3 working day"), "rows.0.deadlines.normal: "),
        (_with(("rows", 0, "deadlines", "normal"), "0 working days"), "rows.0.deadlines.normal: "),
        (_with(("rows", 0, "deadlines", "normal"), "P400D"), "rows.0.deadlines.normal: "),
        (_with(("rows", 0, "deadlines", "normal"), "٣ working days"), "rows.0.deadlines.normal: "),
        (_with(("rows", 0, "deadlines", "normal"), 3), "rows.0.deadlines.normal: "),
        (_with(("rows", 0, "reason", "nl"), None), "rows.0.reason.nl: "),
        (_with(("rows", 0, "when", "aimed_at"), []), "rows.0.when.aimed_at: "),
        (_with(("rows", 0, "colour"), "red"), "rows.0.colour: "),
        (_with(("urgency", 0, "urgency"), "very"), "urgency.0.urgency: "),
    ],
)
def test_a_document_that_is_no_table_is_refused_by_place(tmp_path: Path, content: str | Document, words: str) -> None:
    file = tmp_path / "table.yaml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(TableError, match=words):
        read_document(file)


def test_every_fault_of_a_document_is_told_at_once(tmp_path: Path) -> None:
    document = _with(("rows", 0, "layer"), 5)
    document["rows"][1]["desk"] = ""
    file = tmp_path / "table.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(TableError) as refusal:
        read_document(file)
    assert [line.split(":")[0] for line in str(refusal.value).splitlines()] == ["rows.0.layer", "rows.1.desk"]


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for name in ("nowhere", "bytes"):
        with pytest.raises(TableError, match="cannot be read"):
            read_document(tmp_path / name)

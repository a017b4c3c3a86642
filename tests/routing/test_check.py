"""A table with a fault is refused, with the fault named."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.access.matrix import Compartment
from app.routing.check import MOST_FINDINGS, check
from app.routing.document import TableDocument, compose, shipped_document
from app.routing.engine import route_track
from app.routing.facts import DOMAINS, REQUIRED_TRACKS, SeenFacts, every_combination
from app.routing.table import DecisionTable, TaskInvolvement
from tests.routing.tables import Document, changed, largest_draft, regional, row_of, without

ROWS = [row["id"] for row in regional()["rows"]]
DEADLINES = row_of(regional(), "care-victim")["deadlines"]


def add(**row: object) -> Callable[[Document], None]:
    """Return a change that adds a row."""
    base = dict(row_of(regional(), "care-victim"))

    def change(document: Document) -> None:
        document["rows"].append({**base, "id": "added", **row})

    return change


def alter(row_id: str, **fields: object) -> Callable[[Document], None]:
    """Return a change of a row."""
    return lambda document: row_of(document, row_id).update(fields)


def remove(row_id: str) -> Callable[[Document], None]:
    """Return a change that takes a row out."""
    return lambda document: document["rows"].remove(row_of(document, row_id))


def test_the_table_that_the_service_comes_with_has_no_faults() -> None:
    assert check(compose(shipped_document())) == []


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (remove("care-victim"), "no-desk", "no desk is responsible on the care track for aimed_at=victim"),
        (remove("care-unknown"), "no-desk", "aimed_at=unknown"),
        (remove("dsp-otherwise"), "no-desk", "no desk is responsible on the security track for aimed_at=perpetrator"),
        (alter("care-victim", involvement="informed"), "no-desk", "aimed_at=victim"),
        (
            alter(
                "care-victim", when={"aimed_at": ["victim"], "district": ["zeeland", "de_baronie", "de_markiezaten"]}
            ),
            "no-desk",
            "district=hart_van_brabant",
        ),
        (
            alter("care-unknown", when={"aimed_at": ["unknown"], "acute_danger": [True]}),
            "no-desk",
            "acute_danger=False",
        ),
        (add(track="security", desk="dsp", when={"aimed_at": ["unknown"], "forms": ["sexual"]}, layer=2), "", ""),
        (add(track="security", desk="dsp", when={"aimed_at": ["victim"]}, layer=2), "dead-row", "added can never fire"),
        (add(id="care-victim"), "duplicate-row", "2 rows are called care-victim"),
        (add(when={"weather": ["rain"]}), "unknown-fact", "added tests weather"),
        (add(when={"aimed_at": ["both"]}), "unknown-fact", "added tests aimed_at"),
        (add(when={"acute_danger": ["yes"]}), "unknown-fact", "added tests acute_danger"),
        (add(desk="dsp"), "unreadable-task", "nobody at dsp may read the care track"),
        (add(desk="anna_overleg"), "unreadable-task", "nobody at anna_overleg"),
        (add(desk="nobody"), "unreadable-task", "nobody at nobody"),
        (
            add(track="security", desk="arbeidsinspectie", when={"forms": ["labour", "sexual"]}),
            "labour-only",
            "arbeidsinspectie may get signals of labour exploitation only",
        ),
        (add(deadlines={**DEADLINES, "acute": "1 working hour"}), "acute-waits", "added: acute danger"),
        (add(deadlines={"normal": "P1D"}), "missing-deadline", "added has no deadline for acute, high"),
        (add(layer=2), "contradiction", "care-victim and added open different tasks at the same desk"),
        (add(involvement="informed"), "contradiction", "care-victim and added"),
        (
            add(deadlines={**DEADLINES, "normal": "9 working days"}),
            "contradiction",
            "care-victim and added",
        ),
    ],
)
def test_a_faulty_table_is_refused_with_its_fault_named(
    change: Callable[[Document], None], code: str, words: str
) -> None:
    findings = check(changed(change))
    assert {finding.code for finding in findings} == ({code} if code else set())
    assert any(words in str(finding) for finding in findings) or not code


def test_a_row_that_is_replaced_in_every_district_is_dead() -> None:
    own = {**row_of(regional(), "arbeidsinspectie-labour"), "id": "own-labour"}
    overlays = [
        {"district": district, "replaces": ["arbeidsinspectie-labour"], "rows": [{**own, "id": f"own-{number}"}]}
        for number, district in enumerate(DOMAINS["district"])
    ]
    findings = check(changed(lambda document: document.update(overlays=overlays)))
    assert [str(finding) for finding in findings] == ["dead-row: arbeidsinspectie-labour can never fire"]


@settings(deadline=None, max_examples=12)
@given(st.sets(st.sampled_from(ROWS), max_size=6))
def test_the_check_finds_a_gap_exactly_where_there_is_one(removed: set[str]) -> None:
    table = compose(TableDocument.model_validate(without(*removed)))
    gaps = {
        track
        for facts in every_combination(frozenset(DOMAINS) - {"district"})
        if not has_responsible_desk(facts, track := REQUIRED_TRACKS[str(facts["aimed_at"])], table)
    }
    found = [finding.facts for finding in check(table) if finding.code == "no-desk"]
    assert len(found) == len(gaps)
    for facts in found:
        assert facts is not None
        track = REQUIRED_TRACKS[str(facts["aimed_at"])]
        assert track in gaps
        assert not has_responsible_desk(facts, track, table)


def test_the_largest_table_is_checked_at_once_however_many_rows_contradict() -> None:
    table = changed(lambda document: document.update(largest_draft()))
    started = time.perf_counter()
    findings = check(table)
    assert time.perf_counter() - started < 1
    assert len(findings) == MOST_FINDINGS


def has_responsible_desk(facts: SeenFacts, track: Compartment, table: DecisionTable) -> bool:
    """Tell whether the engine finds a responsible desk."""
    return any(outcome.involvement is TaskInvolvement.RESPONSIBLE for outcome in route_track(facts, track, table))

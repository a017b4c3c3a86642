"""The measurement of matching runs, and what it says holds for a few people too."""

import pytest

from app.settings import PROJECT_ROOT
from scripts.matching.population import ORIGINS
from scripts.matching.run import measure


def test_the_measurement_prints_what_was_found_by_strength_and_by_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    measure(persons=100, seed=1)
    printed = capsys.readouterr().out
    assert printed.startswith("100 persons, seed 1")
    assert "| strong | 100% |" in printed
    assert "| a typing error |" in printed


def test_the_measurement_is_the_same_for_the_same_seed(capsys: pytest.CaptureFixture[str]) -> None:
    measure(persons=20, seed=7)
    once = capsys.readouterr().out
    measure(persons=20, seed=7)
    assert capsys.readouterr().out == once


def test_the_documentation_names_every_origin_with_its_share() -> None:
    text = (PROJECT_ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
    assert sum(round(100 * origin.share) for origin in ORIGINS) == 100
    for origin in ORIGINS:
        assert f"| `{origin.locale}` | {origin.share:.0%} |" in text
    assert text.count("% | Faker") + text.count("% | a list") == len(ORIGINS)

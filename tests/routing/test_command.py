"""`signaalbrug routing check FILE`, as a policy officer runs it before proposing a table."""

from pathlib import Path

import pytest
import yaml

from app import cli
from app.routing.document import TableError
from tests.process import run
from tests.routing.tables import Document, regional, without


def write(folder: Path, document: Document) -> str:
    """Write a table to a file; return its name."""
    file = folder / "table.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return str(file)


def test_a_complete_table_is_told_to_be_so(tmp_path: Path) -> None:
    result = run("routing", "check", write(tmp_path, {**regional(), "version": "zwb-2027.1"}))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "zwb-2027.1: 13 rows; every combination of facts finds a desk\n"


def test_a_combination_without_a_desk_is_named(tmp_path: Path) -> None:
    result = run("routing", "check", write(tmp_path, without("care-unknown")))
    assert result.returncode == 1
    assert result.stdout.startswith("no-desk: no desk is responsible on the care track for aimed_at=unknown, forms=")
    assert result.stderr == "error: zwb-2026.2 has 1 fault(s) and may not be activated\n"


def test_a_file_that_is_no_table_gives_one_line(tmp_path: Path) -> None:
    file = tmp_path / "table.yaml"
    file.write_text("rows: [", encoding="utf-8")
    result = run("routing", "check", str(file))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"error: {file} is not YAML (line 1)\n"


def test_an_overlay_alone_is_checked_on_top_of_the_table_that_the_service_has(tmp_path: Path) -> None:
    overlay = tmp_path / "zeeland.yaml"
    overlay.write_text(yaml.safe_dump({"district": "zeeland", "replaces": ["care-victim"]}), encoding="utf-8")
    result = run("routing", "check", "--overlay", str(overlay))
    assert result.returncode == 1
    assert "district=zeeland" in result.stdout


def test_a_table_that_may_not_route_is_told_in_one_line_when_the_service_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TableError("the routing table zwb-2027.1 has faults\nof several kinds")

    monkeypatch.setattr("app.serve.serve", refuse)
    monkeypatch.setattr("sys.argv", ["signaalbrug", "serve"])
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().err == "error: the routing table zwb-2027.1 has faults; of several kinds\n"

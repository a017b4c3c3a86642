"""A worker that is started again, or another beside it, draws who is left out beside the few as the first did."""

from pathlib import Path

from app.access.demo import demo_key
from app.composition import worker_for
from app.platform.crypto import parse_key
from app.settings import Settings

URL = "postgresql://signaalbrug_worker@localhost/none"


def test_workers_of_one_installation_draw_alike_and_those_of_another_do_not(tmp_path: Path) -> None:
    here, elsewhere = (Settings(var_dir=tmp_path / name) for name in ("here", "elsewhere"))
    drawn = [worker_for(URL, settings).figures_key for settings in (here, here, elsewhere)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert parse_key(demo_key(tmp_path / "here" / "demo" / "identity.key")) not in drawn, "it is derived from that"

"""What the half-year report tells of how timely the desks were."""

from collections.abc import Mapping, Sequence

from app.monitor.reports import wording
from app.monitor.reports.document import Block, Section, Table
from app.monitor.reports.shown import figures
from app.monitor.reports.wording import share
from app.monitor.statistics.labels import ALL
from app.monitor.statistics.schemas import Timeliness
from app.monitor.statistics.schemas import Work as KindOfWork
from app.monitor.statistics.writing import SIDES, WORK


def on_timeliness(found: Mapping[KindOfWork, Sequence[Timeliness]]) -> Section:
    """Tell how timely work was done in each period: by all desks of a side together, and by each as far as is shown."""
    tables: list[Block] = [_table(WORK[work], periods) for work, periods in found.items() if periods]
    return Section("Op tijd", [wording.ON_TIMELINESS, *(tables or (wording.NOTHING,))])


def _table(caption: str, periods: Sequence[Timeliness]) -> Table | str:
    told, names = {}, {}
    for period in periods:
        for side in period.sides:
            for group in (*filter(None, (side.total,)), *side.groups):
                desk = (side.compartment, group.code)
                name = f"{ALL.nl} loketten" if group.code is None else group.label.nl
                names[desk] = f"{name} ({SIDES[side.compartment].lower()})"
                told[desk, period.period] = share(group.measured)
    rows = [
        [name, *(told.get((desk, period.period), wording.NOT_SHOWN) for period in periods)]
        for desk, name in names.items()
    ]
    header = ("Loket", *(f"{period.period} (95%)" for period in periods))
    return figures(caption, header, rows, (5, *(3 for _ in periods)))

"""The picture of a month as a document, for a meeting of the fourth layer: of one side of the wall, and of nobody."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.access.gate import Work
from app.access.matrix import Compartment
from app.monitor.figures.periods import Period
from app.monitor.figures.rising import MONTHS_BEFORE
from app.monitor.reports import wording
from app.monitor.reports.document import Block, Report, Section, Table
from app.monitor.reports.shown import figures
from app.monitor.reports.wording import number
from app.monitor.statistics import service as statistics
from app.monitor.statistics.schemas import SignalGrouping, SignalQuery, SignalSide
from app.monitor.statistics.writing import SIDES
from app.platform.clock import local_date
from app.platform.problems import NotFound
from app.reference.snapshot import ReferenceSnapshot


class PictureMeeting(StrEnum):
    """A meeting of the fourth layer, by the kind of its desk."""

    ANNA_OVERLEG = "anna_overleg"
    SPECIALISTENOVERLEG = "specialistenoverleg"


SIDE_OF: Mapping[PictureMeeting, Compartment] = MappingProxyType(
    {
        PictureMeeting.ANNA_OVERLEG: Compartment.CARE,
        PictureMeeting.SPECIALISTENOVERLEG: Compartment.SECURITY,
    }
)
"""Of which side each meeting is told: its track in Bijlage 1 (design, section 2)."""
CALLED: Mapping[PictureMeeting, str] = MappingProxyType(
    {
        PictureMeeting.ANNA_OVERLEG: "het Anna-overleg",
        PictureMeeting.SPECIALISTENOVERLEG: "het integraal mensenhandel-specialistenoverleg",
    }
)
GROUPED: Mapping[SignalGrouping, tuple[str, str]] = MappingProxyType(
    {
        SignalGrouping.FORM: ("Per vorm van uitbuiting", "Vorm"),
        SignalGrouping.SECTOR: ("Per sector", "Sector"),
        SignalGrouping.LOCATION_KIND: ("Per soort plek", "Soort plek"),
        SignalGrouping.INDICATOR: ("Per indicator", "Indicator"),
        SignalGrouping.DISTRICT: ("Per district", "District"),
        SignalGrouping.MUNICIPALITY: ("Per gemeente", "Gemeente"),
    }
)
SEVERAL_OF_ONE = frozenset({SignalGrouping.LOCATION_KIND, SignalGrouping.INDICATOR})
"""Groupings of which one signal may have several."""


async def month_picture(
    work: Work, meeting: PictureMeeting, month: str | None, reference: ReferenceSnapshot
) -> tuple[Period, Report]:
    """Collect the picture of a month, or of the last that was published, for a meeting; return which month it is.

    Raises NotFound where nothing was published that the caller may see.
    """
    side = SIDE_OF[meeting]
    told, of_all = await _side(work, SignalQuery(period=month), side, reference)
    period = Period.parse(told)
    blocks: list[Block] = [wording.ON_PICTURE]
    for grouping in GROUPED:
        _, grouped = await _side(work, SignalQuery(period=told, group_by=grouping), side, reference)
        blocks.append(_table(grouping, grouped))
    return period, Report(
        "Fenomeenbeeld mensenhandel Zeeland-West-Brabant",
        f"{told}, kant {SIDES[side].lower()}, voor {CALLED[meeting]}; opgemaakt op {local_date(work.now):%d-%m-%Y}",
        [
            Section("Wat vaker voorkomt", [wording.ON_RISING, *_rising(of_all)]),
            Section(f"Signalen in {told}", blocks),
            Section("Maand na maand", [await _months(work, period, side, reference)]),
            Section("Verantwoording", [wording.ON_PUBLISHING, wording.ON_ONE_SIDE, wording.ON_NO_PERSONS]),
        ],
    )


async def _side(
    work: Work, query: SignalQuery, side: Compartment, reference: ReferenceSnapshot
) -> tuple[str, SignalSide]:
    found = await statistics.signals(work, query, reference)
    for one in found.sides:
        if one.compartment is side:
            return found.period, one
    raise NotFound


def _rising(of_all: SignalSide) -> list[str]:
    return [" met ".join(label.nl for label in one.labels) for one in of_all.rising] or [wording.NOTHING_RISES]


def _table(grouping: SignalGrouping, side: SignalSide) -> Table:
    """Write how many signals there were of each group of which that is told, and of all."""
    caption, header = GROUPED[grouping]
    rows = [[one.label.nl, number(one.size)] for one in (*side.groups, side.total)]
    notes = (wording.ON_SEVERAL,) if grouping in SEVERAL_OF_ONE else ()
    if side.total.size is None:
        notes = (wording.ON_NOT_SHOWN, *notes)
    return Table(caption, (header, "Signalen"), rows, (4, 1), (wording.ON_LEFT_OUT, *notes))


async def _months(work: Work, last: Period, side: Compartment, reference: ReferenceSnapshot) -> Table | str:
    """Write how many signals came in the month and in the year before it; of a month before there were any, nothing."""
    months = [last]
    for _ in range(MONTHS_BEFORE):
        months.insert(0, months[0].previous)
    rows = []
    for month in months:
        try:
            _, found = await _side(work, SignalQuery(period=month.name), side, reference)
        except NotFound:
            continue
        rows.append([month.name, number(found.total.size)])
    return figures("Signalen per maand", ("Maand", "Signalen"), rows, (4, 1))

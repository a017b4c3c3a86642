"""What is asked of statistics and of the monitor: every one, by each grouping, scale, run and work, in every format."""

from app.monitor.figures.definitions import DEFINITIONS, FIGURE_OF_SCALE, TIMELY_FIGURE_OF, Figure, Grouping
from tests.wall.asking import Questions, listing, queried, write_entry

FORMATS = ("json", "csv", "svg")
RUNS = (1, 2, 4)
HALF_YEARS, QUARTERS = ("2026-H1", "2025-H2"), ("2026-Q3", "2026-Q4")


def _groupings(figure: Figure) -> tuple[Grouping, ...]:
    return (Grouping.ALL, *DEFINITIONS[figure].groupings)


EFFECTS = [
    *(
        f"period=2026-H1&scale={scale}&groupBy={grouping}&halfYears={run}"
        for scale, figure in FIGURE_OF_SCALE.items()
        for grouping in _groupings(figure)
        for run in RUNS
    ),
    *(f"scale={scale}&groupBy=kind&format={written}" for scale in FIGURE_OF_SCALE for written in FORMATS),
    *(f"groupBy=kind&halfYears={run}&format={written}" for run in RUNS for written in FORMATS),
    *("period=2025-H2", "period=2025-H2&groupBy=kind", "period=2025-H1", "period=2026", "halfYears=3"),
]
SIGNALS = [
    *(
        f"period={month}&groupBy={grouping}&format={written}"
        for month in ("2026-10", "2026-09")
        for grouping in _groupings(Figure.SIGNALS)
        for written in FORMATS
    ),
    *("groupBy=form", "period=2025-01", "groupBy=features"),
]
TIMELINESS = [
    *(f"work={work}&format={written}" for work in TIMELY_FIGURE_OF for written in FORMATS),
    *(f"work={work}&period={period}" for work in TIMELY_FIGURE_OF for period in ("2026-Q3", "2026-H1")),
    "period=2026-Q2",
]
PICTURES = [
    f"meeting={meeting}{month}&format={written}"
    for meeting in ("anna_overleg", "specialistenoverleg")
    for month in ("", "&month=2026-10", "&month=2026-09", "&month=2025-01")
    for written in ("odt", "pdf")
]
REPORTS = [f"halfYear={half_year}&format={written}" for half_year in HALF_YEARS for written in ("odt", "pdf")]
OF_QUARTERS = [*(f"quarter={quarter}" for quarter in QUARTERS), "quarter=2026-H1", "x=1"]
HISTORIES = [*(f"action={code}" for code in ("1.1", "3.1", "5.4", "5.5")), "action=5.4&until=2026-Q3&quarters=2"]
COUNTED = [f"norm={norm}&quarter={quarter}" for norm in ("dsp_proposals", "labour_inspections") for quarter in QUARTERS]

QUESTIONS_OF_FIGURES: dict[str, Questions] = {
    "GET /v1/monitor/actions": queried("/v1/monitor/actions", *OF_QUARTERS),
    "GET /v1/monitor/actions/history": queried("/v1/monitor/actions/history", *HISTORIES),
    "GET /v1/monitor/norms": queried("/v1/monitor/norms", *OF_QUARTERS),
    "GET /v1/monitor/norms/counted": listing("/v1/monitor/norms/counted", *COUNTED, "district=zeeland"),
    "GET /v1/monitor/entries": listing("/v1/monitor/entries", "kind=evidence", "district=zeeland", "action=1.1"),
    "POST /v1/monitor/entries": write_entry,
    "GET /v1/monitor/report": queried("/v1/monitor/report", *REPORTS, "halfYear=2026-H2", "halfYear=2026"),
    "GET /v1/monitor/picture": queried("/v1/monitor/picture", *PICTURES, "meeting=zorgtafel"),
    "GET /v1/statistics/periods": queried("/v1/statistics/periods", "x=1"),
    "GET /v1/statistics/intervention-effects": queried("/v1/statistics/intervention-effects", *EFFECTS),
    "GET /v1/statistics/signals": queried("/v1/statistics/signals", *SIGNALS),
    "GET /v1/statistics/timeliness": queried("/v1/statistics/timeliness", *TIMELINESS),
}

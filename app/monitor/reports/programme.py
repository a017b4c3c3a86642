"""What the half-year report tells of the programme: its norms and its actions."""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.monitor.programme.norms import Norm
from app.monitor.programme.schemas import ActionList, ActionView, NormList, NormView
from app.monitor.reports import wording
from app.monitor.reports.document import Block, Lights, Section, Table
from app.monitor.reports.wording import LIGHTS


def on_norms(quarters: Sequence[NormList], districts: Mapping[str, str]) -> Section:
    """Tell how far the norms were reached in each quarter."""
    found = {(norm.norm, norm.district, quarter.quarter): norm for quarter in quarters for norm in quarter.items}
    rows = [
        [norm.label.nl, districts[norm.district], *(_reached(found, norm, quarter.quarter) for quarter in quarters)]
        for norm in quarters[0].items
    ]
    header = ("Norm", "District", *(quarter.quarter for quarter in quarters))
    return Section(
        "Normen", [wording.ON_NORMS, Table("Normen per district", header, rows, (3, 3, *(3 for _ in quarters)))]
    )


def _reached(found: Mapping[tuple[Norm, str, str], NormView], norm: NormView, quarter: str) -> str:
    one = found[norm.norm, norm.district, quarter]
    return f"{one.count} van {one.at_least}, {'gehaald' if one.reached else 'niet gehaald'}"


def on_actions(found: ActionList, goals: Mapping[str, str], districts: Mapping[str, str]) -> Section:
    """Tell how the actions of the programme stand: counted by goal, and one by one where they are not green."""
    counted: dict[str, Counter[str]] = {goal: Counter() for goal in goals}
    attention = []
    for action in found.items:
        counted[action.strategic_goal].update(area.light for area in action.areas)
        lights = [_where(action, light, districts) for light in ("red", "amber")]
        if any(lights):
            last = max((area.last_evidence for area in action.areas if area.last_evidence), default="geen")
            light = "; ".join(filter(None, lights))
            attention.append([f"{action.code} {action.label.nl}", action.owner_label.nl, light, last])
    rows = [(goals[goal], {light: lights[light] for light in LIGHTS}) for goal, lights in counted.items()]
    blocks: list[Block] = [wording.ON_LIGHTS, Lights("Lichten per strategisch doel", rows)]
    if attention:
        header = ("Actie", "Wie", "Licht", "Laatste onderbouwing")
        blocks.append(Table("Acties die aandacht vragen", header, attention, (7, 3, 3, 2)))
    return Section("Acties van het programma", blocks)


def _where(action: ActionView, light: str, districts: Mapping[str, str]) -> str:
    """Write where an action has a light: everywhere, or in which districts."""
    areas = [area for area in action.areas if area.light == light]
    if not areas:
        return ""
    mark = "*" if any(area.light != area.by_rules for area in areas) else ""
    if areas[0].district is None:
        return LIGHTS[light] + mark
    named = [districts[area.district] for area in areas if area.district is not None]
    everywhere = len(areas) == len(action.areas)
    return f"{LIGHTS[light]}{mark}: {'alle districten' if everywhere else ', '.join(named)}"

"""The half-year in a few lines, each beside the half-year before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.interventions.vocabulary import EffectScale
from app.monitor.programme.schemas import ActionList, NormList
from app.monitor.reports.document import Section
from app.monitor.reports.effects import Totals, told_of
from app.monitor.reports.signals import Months, together
from app.monitor.reports.wording import AT_LEAST, LIGHTS, NOT_SHOWN, ON_AT_LEAST, number, share
from app.monitor.statistics.schemas import EffectMeasured
from app.monitor.statistics.writing import SIDES


@dataclass(frozen=True, slots=True)
class HalfYear:
    """What is told of a half-year as a whole; norms and actions are left out where they compare nothing."""

    signals: Months = ()
    effects: Totals = ()
    norms: Sequence[NormList] = field(default=())
    actions: ActionList | None = None


def in_brief(half_year: HalfYear, before: HalfYear) -> Section:
    """Tell a half-year in a few lines, each beside what the half-year before says of it."""
    lines = [*_signals(half_year, before), *_effects(half_year, before)]
    lines.append(f"Normen: {_norms(half_year)} keer gehaald (per district en kwartaal){_ago(_norms(before))}.")
    lines.append(f"Acties van het programma, per district of regio: {_lights(half_year)}{_ago(_lights(before))}.")
    return Section("In het kort", lines)


def _ago(told: str) -> str:
    return f"; het halfjaar ervoor {told}" if told else ""


def _signals(half_year: HalfYear, before: HalfYear) -> list[str]:
    lines = []
    for side, name in SIDES.items():
        told, earlier = together(half_year.signals, side), together(before.signals, side)
        if told != NOT_SHOWN:
            lines.append(f"{name}: {told} signalen{_ago('' if earlier == NOT_SHOWN else earlier)}.")
    if any(AT_LEAST in line for line in lines):
        lines.append(ON_AT_LEAST)
    return lines


def _effects(half_year: HalfYear, before: HalfYear) -> list[str]:
    earlier = _on_exploitation(before)
    lines = []
    for side, told in _on_exploitation(half_year).items():
        ago = _ago(f"{share(earlier[side])} van {number(earlier[side].size)}" if side in earlier else "")
        lines.append(
            f"{SIDES[side]}: van {number(told.size)} beoordeelde interventies had {share(told)} een positief effect op "
            f"de uitbuiting{ago}."
        )
    return lines


def _on_exploitation(half_year: HalfYear) -> dict[str, EffectMeasured]:
    """Return the effects on the exploitation by side, as far as their share is shown."""
    return {
        side.compartment: told
        for one in half_year.effects
        for side in one.sides
        if one.scale is EffectScale.EXPLOITATION and (told := told_of(side.total))
    }


def _norms(half_year: HalfYear) -> str:
    reached = [norm.reached for quarter in half_year.norms for norm in quarter.items]
    return f"{sum(reached)} van {len(reached)}" if reached else ""


def _lights(half_year: HalfYear) -> str:
    if half_year.actions is None:
        return ""
    lights = Counter(str(area.light) for action in half_year.actions.items for area in action.areas)
    return ", ".join(f"{lights[light]} {name}" for light, name in LIGHTS.items())

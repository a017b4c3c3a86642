"""Plays weeks hour by hour, or a year in larger steps, shows how far it is, and ends with 1 when anything was lost."""

import argparse
import sys
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import httpx
import uvloop

from app.access.matrix import Role
from app.monitor.figures.periods import Period, Span
from app.platform.clock import REGION_ZONE, local_date
from app.platform.embedded import EmbeddedServer
from app.reference.opening_hours import region_calendar
from scripts.simulation.desks import Desk
from scripts.simulation.feedback import read_feedback
from scripts.simulation.meeting import MEETS, MEETS_AT, MEETS_ON, meet
from scripts.simulation.monitoring import write
from scripts.simulation.people import Findings, Json, Person, Region, settle_region
from scripts.simulation.proof import DESKS, prove
from scripts.simulation.proposing import decide
from scripts.simulation.published import Confirmed
from scripts.simulation.service import Played, database_server, played
from scripts.simulation.submissions import Submissions
from scripts.wall.progress import Progress

BEGINS_ON, BEGINS_AT = date(2026, 11, 2), time(7, 0, tzinfo=REGION_ZONE)
HOUR = timedelta(hours=1)
IN_OFFICE = range(8, 18)
READING_HOUR = 16
"""When submitters look after their signals."""
SYSTEM_SHARE = 0.3
"""Which share of the signals comes from the municipality's own system."""


class Play:
    """One run: who is there, what was acknowledged, and what was done."""

    def __init__(self, region: Region, service: Played, seed: int, per_day: int, step: int) -> None:
        self.region, self.service, self.per_day, self.step = region, service, per_day, step
        self.drawn = Random(seed)  # noqa: S311 - a game is no secret
        self.written = Random(seed)  # noqa: S311 - as above
        """Draws what is written in the monitor, so that nothing else is played otherwise for that."""
        self.submissions = Submissions(seed)
        self.desks = [Desk(person, self.drawn) for role in DESKS for person in region.of(role)]
        self.acknowledged: dict[str, str] = {}
        self.done: Counter[str] = Counter()
        self.calendar = region_calendar()
        self.published = Confirmed(region.of(Role.KETENREGISSEUR)[0], service.raw_url)

    async def pass_time(self) -> None:
        """Let an hour pass, or some: signals come in, the worker takes what is due, and desks work once."""
        now = self.service.clock.now().astimezone(REGION_ZONE)
        await self.service.worker.round()
        await self.published.look()
        office = now.hour in IN_OFFICE
        chance = self.step * self.per_day / (len(IN_OFFICE) if office else 10 * (24 - len(IN_OFFICE)))
        for _ in range(int(chance) + (self.drawn.random() < chance % 1)):
            await self._submit()
        opening = self.calendar.opening(now.date())
        open_now = opening is not None and opening[0] <= now < opening[1]
        for desk in self.desks:
            self.done["steps at desks"] += await desk.hour(open_now=open_now)
        if open_now:
            await self._oversee()
            if now.weekday() == MEETS_ON and self._has_come(MEETS_AT, now):
                await self._meet()
            if self._has_come(READING_HOUR, now):
                for submitter in self.region.of(Role.AANDACHTSFUNCTIONARIS):
                    self.done["feedback read"] += await read_feedback(submitter, self.drawn)
        self.service.clock.moment += self.step * HOUR

    def _has_come(self, hour: int, now: datetime) -> bool:
        """Tell whether an hour of the day has come since the last step."""
        return hour <= now.hour < hour + self.step

    async def _submit(self) -> None:
        municipality = self.drawn.choice(list(self.region.municipalities))
        role = Role.SYSTEM if self.drawn.random() < SYSTEM_SHARE else Role.AANDACHTSFUNCTIONARIS
        (submitter,) = self.region.of(role, municipality)
        signal = self.submissions.next(municipality, local_date(self.service.clock.now()))
        key = f"simulation-{self.done['signals submitted']}"
        answer = await submitter.do("POST", "/signals", json=signal, key=key)
        self.acknowledged[answer["reference"]] = municipality
        self.done["signals submitted"] += 1
        if self.drawn.random() < 0.1:  # its connection broke, so that it is sent again
            again = await submitter.do("POST", "/signals", json=signal, key=key)
            self.done["sent twice"] += again["reference"] == answer["reference"]
        if self.drawn.random() < 0.2 and role is Role.AANDACHTSFUNCTIONARIS:
            await self._enrich(submitter, answer, signal)

    async def _enrich(self, submitter: Person, answer: Json, signal: Json) -> None:
        side = "care" if "care" in signal else "security"
        addition = {
            "compartment": side,
            "kind": "other",
            "text": "Het team Basisregistratie bevestigt de inschrijving.",
        }
        await submitter.do("POST", f"/signals/{answer['id']}/enrichments", json=addition)
        self.done["signals enriched"] += 1

    async def _meet(self) -> None:
        """Let each table meet, held by one of those who sit at it, and the DSP decide on what was proposed to it."""
        for role in MEETS:
            holding = {person.area: person for person in self.region.of(role)}
            for person in holding.values():
                self.done.update(await meet(person, self.drawn))
        for person in self.region.of(Role.DSP):
            self.done.update(await decide(person, self.drawn))

    async def _oversee(self) -> None:
        """Overseers look after what came up to them."""
        for role in (Role.DISTRICTELIJK_COORDINATOR, Role.KETENREGISSEUR):
            for person in self.region.of(role):
                async for escalation in person.pages("/escalations?acknowledged=false&resolved=false"):
                    if self.drawn.random() < 0.3:
                        await person.ask("POST", f"/escalations/{escalation['id']}/acknowledgement")
                        self.done["escalations acknowledged"] += 1
                self.done["entries written in the monitor"] += await write(person, self.written)


async def play(server: EmbeddedServer, options: argparse.Namespace) -> Findings:
    """Play, and prove at the end."""
    async with (
        played(server, datetime.combine(options.begins, BEGINS_AT)) as service,
        httpx.AsyncClient(timeout=60) as http,
    ):
        region = await settle_region(service, http)
        print(f"==> {len(region.people)} people in {len(region.municipalities)} municipalities", flush=True)
        game = Play(region, service, options.seed, options.per_day, options.step)
        progress = Progress(options.days * 24, "hours")
        for hour in range(0, options.days * 24, options.step):
            progress.show(hour, f"{service.clock.now():%d-%m}, {game.done['signals submitted']} signals")
            await game.pass_time()
        await service.worker.round()
        await game.published.look()
        progress.end()
        findings = await prove(region, game.acknowledged)
        findings.wrong += game.published.wrong
        findings.counts.update(game.published.counts)
        findings.counts.update(game.done)
        for desk in game.desks:
            findings.counts.update(desk.done)
        if options.report is not None:
            options.report.write_bytes(await last_report(region, local_date(service.clock.now())))
        return findings


async def last_report(region: Region, today: date) -> bytes:
    """Return the report of the last half-year that is over, as PDF."""
    half_year = Period.of(Span.HALF_YEAR, today).previous
    (trekker,) = region.of(Role.BESTUURLIJK_TREKKER)
    answer = await trekker.ask("GET", f"/monitor/report?halfYear={half_year.name}")
    return answer.raise_for_status().content


def main() -> None:
    """Run the simulation."""
    parser = argparse.ArgumentParser(prog="scripts/simulate", description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--begins", type=date.fromisoformat, default=BEGINS_ON, help="the first day")
    parser.add_argument("--per-day", type=int, default=10, help="about how many signals the region has on a day")
    parser.add_argument("--step", type=int, default=1, help="how many hours pass between two looks at the queues")
    parser.add_argument("--report", type=Path, help="where to write the report of the last half-year that is over")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    if options.report is not None:
        options.report.parent.mkdir(parents=True, exist_ok=True)
    with database_server() as server:
        findings = uvloop.run(play(server, options))  # as the service runs; without it every answer waits for an ACK
    print(f"seed {options.seed}, {options.days} days")
    for what, count in sorted(findings.counts.items()):
        print(f"  {count:>7,} {what}")
    for line in findings.wrong:
        print(f"  wrong: {line}")
    print("nothing was lost" if not findings.wrong else f"{len(findings.wrong)} things are wrong")
    sys.exit(bool(findings.wrong))


if __name__ == "__main__":
    main()

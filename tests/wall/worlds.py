"""Worlds for proving the wall: everything a database of Signaalbrug can hold, drawn from a seed.

Areas are few and moments lie on whole hours around `now`, so that everything collides: people of one district with
those of the other, and the present with the very moment that something begins or ends. Nothing here knows any access
rule.
"""

from datetime import timedelta
from random import Random

from tests.wall.adding_up import let_roles_add_up
from tests.wall.alone import let_roles_be_held_alone
from tests.wall.answering import Answers
from tests.wall.belonging import Belonging
from tests.wall.beside import Beside
from tests.wall.cases import Cases
from tests.wall.desk_work import DeskWork
from tests.wall.draw import Size
from tests.wall.escalations import Escalations
from tests.wall.feedback import FeedbackGiven
from tests.wall.figures import Figures
from tests.wall.glass import CaseGlass
from tests.wall.interventions import Interventions
from tests.wall.lending import Lending
from tests.wall.links import Links
from tests.wall.mails import Mails
from tests.wall.meetings import Meetings
from tests.wall.model import BASE, HOUR, MUNICIPALITIES, SIDES, World
from tests.wall.monitoring import Monitoring
from tests.wall.notifications import Notifications
from tests.wall.people import People
from tests.wall.pictures import Pictures
from tests.wall.plans import Plans
from tests.wall.proposals import Proposals
from tests.wall.putting_right import PuttingRight
from tests.wall.rare_proposals import RareProposals
from tests.wall.rarities import Rarities
from tests.wall.referrals import Referrals
from tests.wall.shared import SharedThings
from tests.wall.sole_reasons import SoleReasons
from tests.wall.telling import Tellings
from tests.wall.unled import Unled


def generate(seed: int, size: Size | None = None) -> World:
    """Draw a world; the same seed gives the same world."""
    minutes = Random(seed).randrange(50_000)  # noqa: S311 - worlds are no secrets
    world = World(seed, BASE + timedelta(minutes=minutes))
    size = size or Size()
    People(world, size).appoint_everybody()
    _Generator(world, size).fill()
    return world


class _Generator(DeskWork):
    """Fills a world table by table, each from those before it."""

    def fill(self) -> None:
        for number in range(self.size.signals):
            self.add_signal(number)
        if self.size.impossible:
            self.add_corners()
            self.add_deeds()
        for actor in self.world.rows("actors"):
            for number in range(self.drawn.randrange(3)):
                self.world.add(
                    "idempotency_keys",
                    actor_id=actor["id"],
                    operation="signals",
                    key=f"key-{number:08}",
                    fingerprint=b"\x00" * 32,
                    resource_id=self.id(),
                    created_at=self.world.now - HOUR,
                )
        for _ in range(6):  # of no signal: for nobody, or for a municipality
            self.add_event(None, self.some([None, *MUNICIPALITIES]), self.some([None, *SIDES]))
        self.add_desk_work()
        # Last: they draw from sources of their own.
        Escalations(self.world, self.size).add_escalations()
        Referrals(self.world, self.size).add_referrals()
        Meetings(self.world, self.size).add_meetings()
        FeedbackGiven(self.world, self.size).add_feedback()
        Notifications(self.world, self.size).add_notifications()
        Links(self.world, self.size).add_links()
        Mails(self.world, self.size).add_mails()
        Interventions(self.world, self.size).add_interventions()
        Cases(self.world, self.size).add_cases()
        Pictures(self.world, self.size).add_pictures()
        Proposals(self.world, self.size).add_proposals()
        Plans(self.world, self.size).add_plans()
        PuttingRight(self.world, self.size).add_changes()
        if self.size.rare:
            Rarities(self.world, self.size).add_rarities()
            RareProposals(self.world, self.size).add_rare_proposals()
        Tellings(self.world, self.size).add_tellings()
        Answers(self.world, self.size).add_answers()
        Belonging(self.world, self.size).add_told_of_cases()
        Figures(self.world, self.size).add_figures()
        Monitoring(self.world, self.size).add_entries()
        CaseGlass(self.world, self.size).add_glass_of_cases()
        if self.size.rare:
            Lending(self.world, self.size).add_lent_authority()
            SoleReasons(self.world, self.size).add_sole_reasons()
            Unled(self.world, self.size).add_unled()
            Beside(self.world, self.size).add_work_beside()
            let_roles_be_held_alone(self.world)
            let_roles_add_up(self.world)
        SharedThings(self.world, self.size).name_things()

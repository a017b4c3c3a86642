"""Loans by which somebody could decide on what is their own: of beheerders, and of who oversees breaking glass."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from tests.wall.draw import Size
from tests.wall.model import DISTRICTS, GLASS_ROLES, HOUR, MUNICIPALITIES, Row, World
from tests.wall.signals import Signals


class Lending(Signals):
    """Adds lenders with deputies, and what either of them proposed or opened; added last of all."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} lending")  # noqa: S311 - worlds are no secrets
        self._never_beheerder = self._without({"beheerder"})
        self._never_overseer = self._without({"auditor", "districtelijk_coordinator", *GLASS_ROLES})

    def add_lent_authority(self) -> None:
        """Let beheerders and overseers have lent what they have, with and without more than that for their deputies."""
        lender, colleague = self._certain("beheerder")[:2]
        deputy = self._deputise_beheerder(lender, colleague)
        self._lend(lender, gone := next(self._never_beheerder), valid_until=self.world.now)
        for proposer in (lender["actor_id"], deputy, gone):
            self._propose(proposer)
        self._propose(colleague["actor_id"], actor_id=lender["actor_id"])
        loan = {"role": "beheerder", "lent_from": lender["id"], "valid_until": self.world.now + HOUR}
        self._propose(colleague["actor_id"], **loan)
        client = next(row["id"] for row in self.world.rows("actors") if row["kind"] == "client")
        self._propose(self._certain("zorgcoordinator")[0]["actor_id"], actor_id=client)
        self._deputise_overseer()

    def _certain(self, role: str) -> list[Row]:
        """List who holds a role beyond doubt, by an appointment of their own."""
        doubtful = ("valid_until", "withdrawn_at", "scopes", "lent_from", "municipality_code")
        held = [row for row in self.world.rows("appointments") if row["role"] == role]
        return [row for row in held if row["approved_at"] and not any(row[name] for name in doubtful)]

    def _without(self, roles: set[str]) -> Iterator[UUID]:
        """Give one by one the people who never held any of some roles."""
        holders = {row["actor_id"] for row in self.world.rows("appointments") if row["role"] in roles}
        people = [row["id"] for row in self.world.rows("actors") if row["kind"] == "person"]
        return iter([actor for actor in people if actor not in holders])

    def _deputise_beheerder(self, lender: Row, colleague: Row) -> UUID:
        """Lend to one with nothing else, who is returned, and to others with more: that of the last two counts."""
        now = self.world.now
        besides: tuple[Row, ...] = (
            {"approved_at": None},
            {"approved_at": now + HOUR},
            {"valid_from": now + HOUR},
            {"valid_until": now},
            {"withdrawn_at": now, "withdrawn_by": colleague["actor_id"]},
            {"scopes": []},
            {"scopes": ["appointments:all:manage"]},
            {"valid_until": now + HOUR},
        )
        for more in besides:
            self._lend(lender, deputy := next(self._never_beheerder))
            self._add(lender, actor_id=deputy, **more)
        proposed = self._add(colleague, approved_at=None)
        self._lend(lender, deputy := next(self._never_beheerder))
        self._lend(proposed, deputy, approved_at=now - HOUR)
        self._lend(lender, deputy := next(self._never_beheerder))
        return deputy

    def _deputise_overseer(self) -> None:
        """Let somebody triage and oversee in one district and lend both, so that the one would judge of the other."""
        here, elsewhere = DISTRICTS
        like = next(row for row in self._certain("districtelijk_coordinator") if row["district_id"] == here)
        lender = next(self._never_overseer)
        oversees = self._add(like, actor_id=lender)
        triages = self._add(like, actor_id=lender, role="zorgcoordinator")
        place = {"district_id": None, "municipality_code": next(iter(MUNICIPALITIES))}
        besides: tuple[Row, ...] = ({"district_id": elsewhere}, place, {"role": "zorgcoordinator"}, {})
        for more in besides:
            self._lend(oversees, deputy := next(self._never_overseer))
            self._add(like, actor_id=deputy, **more)
        self._lend(triages, opener := next(self._never_overseer))
        signal = next(row for row in self.world.rows("signals") if row["district_id"] == here)
        for who in (lender, opener):
            self.add_session(signal, who, self.world.now - 3 * HOUR)
            reviewed = ("verdict", "reviewed_by", "reviewed_by_name", "reviewed_at")
            self.world.rows("break_glass_sessions")[-1].update(dict.fromkeys(reviewed))

    def _lend(self, original: Row, deputy: UUID, **otherwise: object) -> None:
        loan = {"proposed_by": original["actor_id"], "valid_until": self.world.now + 2 * HOUR}
        self._add(original, **{"actor_id": deputy, "lent_from": original["id"], **loan, **otherwise})

    def _propose(self, proposer: UUID, **otherwise: object) -> None:
        """Let somebody have proposed an appointment an hour ago that nobody approved yet."""
        undecided = {"approved_at": None, "proposed_at": self.world.now - HOUR, "proposed_by": proposer}
        holder = self._certain("bestuurlijk_trekker")[0]["actor_id"]
        self._add(self._certain("auditor")[0], **{"actor_id": holder, **undecided, **otherwise})

    def _add(self, like: Row, **otherwise: object) -> Row:
        """Add an appointment like another, of the installation unless it is told otherwise."""
        none = {"lent_from": None, "proposed_by": None, "approved_by": None}
        return self.world.add("appointments", **{**like, **none, **otherwise, "id": self.id()})

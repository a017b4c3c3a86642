"""Writes a world into a database past every policy, with its contents sealed as the service seals them."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB

from app.access.matrix import Compartment
from app.cases import sealing as cases
from app.cases.proposals import sealing as proposals
from app.cases.proposals.schemas import ProposalContent
from app.interventions.changes import place_of_change
from app.interventions.views import place_of_description, place_of_explanation
from app.monitor.programme import sealing as monitor
from app.platform.crypto import KEY_BYTES, DataKey, WrappingKeys
from app.platform.ids import SignalId
from app.sharing.break_glass import views as glass
from app.sharing.decisions import views as decisions
from app.sharing.decisions.items import place_of
from app.signals.keys import KeyRing, owner_of
from app.signals.parts import place_of_narrative
from app.signals.records import CarePerson, Location, SecurityPerson
from app.signals.vocabulary import Involvement, LocationKind
from app.tables import metadata
from app.triage.links import views as links
from app.triage.mail import sealing as mail
from app.triage.meetings import minutes
from app.triage.meetings.views import place_of_decision
from app.triage.referrals import views as referrals
from app.triage.saved_views import service as views
from tests.wall.model import CARE, Row, World
from tests.wall.shared import content_of
from tests.world import World as Service

WORDS = orjson.dumps({"necessity": "N", "proportionality": "P", "subsidiarity": "S", "consent": None})
TEXT = "Een medewerker van het wijkteam maakt zich zorgen over wat zij heeft gezien."
Key = tuple[UUID, str]


class _Sealer:
    """Encrypts what a world leaves out, under one data key for each side of each signal."""

    def __init__(self, ring: KeyRing, process_keys: WrappingKeys) -> None:
        self._ring, self._process_keys = ring, process_keys
        self._keys: dict[Key, tuple[DataKey, bytes]] = {}
        self._decisions: dict[UUID, DataKey] = {}
        self._cases: dict[UUID, tuple[DataKey, bytes]] = {}
        self._proposals: dict[UUID, DataKey] = {}
        self._places: dict[UUID, Row] = {}

    def key(self, row: Row) -> tuple[DataKey, bytes]:
        """Return the data key of a side of a signal with its wrapped form."""
        side = Compartment(row["compartment"])
        place = row["signal_id"], side.value
        if place not in self._keys:
            owner = owner_of(SignalId(row["signal_id"]), side)
            self._keys[place] = self._ring[side].new_data_key(owner=owner)
        return self._keys[place]

    def encrypt(self, row: Row, text: str, place: str) -> bytes:
        """Encrypt under the key of the row's side."""
        return self.key(row)[0].encrypt(text.encode(), place=place)

    def decision(self, row: Row) -> Row:
        """Seal the words of a sharing decision under a key of its own."""
        owner = decisions.owner_of(row["id"])
        key, wrapped = self._ring[Compartment(row["compartment"])].new_data_key(owner=owner)
        self._decisions[row["id"]] = key
        return {"words": key.encrypt(WORDS, place=decisions.place_of_words(row["id"])), "wrapped_key": wrapped}

    def item(self, row: Row) -> Row:
        """Seal what was shared under the key of its decision; of one that is gone, nobody can open it."""
        content = orjson.dumps(content_of(row, row.get("told", TEXT)))
        key = self._decisions.get(row["decision_id"]) or DataKey(bytes(KEY_BYTES))
        return {"content": key.encrypt(content, place=place_of(row["id"]))}

    def referral(self, row: Row) -> Row:
        """Seal the note of a referral, which is its id, under a key of its own; across the wall there is none."""
        key, wrapped = self._ring[Compartment(row["track"])].new_data_key(owner=referrals.owner_of(row["id"]))
        note = key.encrypt(str(row["id"]).encode(), place=referrals.place_of_note(row["id"]))
        return {"note": note if row["track"] == row["to_track"] else None, "wrapped_key": wrapped}

    def link(self, row: Row) -> Row:
        """Seal the reason of a link, which is its id, under a key of its own."""
        key, wrapped = self._ring[Compartment(row["compartment"])].new_data_key(owner=links.owner_of(row["id"]))
        return {
            "reason": key.encrypt(str(row["id"]).encode(), place=links.place_of_reason(row["id"])),
            "wrapped_key": wrapped,
        }

    def session(self, row: Row) -> Row:
        """Seal the reason of breaking glass under a key of its own."""
        key, wrapped = self._process_keys.new_data_key(owner=glass.owner_of(row["id"]))
        reason = key.encrypt(TEXT.encode(), place=glass.place_of_reason(row["id"]))
        return {"reason": reason, "wrapped_key": wrapped, "remark": None}

    def entry(self, row: Row) -> Row:
        """Seal the words of an entry in the monitor, which are its id, under a key of their own."""
        key, wrapped = self._process_keys.new_data_key(owner=monitor.owner_of(row["id"]))
        words = key.encrypt(str(row["id"]).encode(), place=monitor.place_of_words(row["id"]))
        return {"words": words, "wrapped_key": wrapped}

    def view(self, row: Row) -> Row:
        """Seal the name of a view, which is its id, under a key of its own."""
        key, wrapped = self._process_keys.new_data_key(owner=views.owner_of(row["id"]))
        return {
            "name": key.encrypt(str(row["id"]).encode(), place=views.place_of_name(row["id"])),
            "wrapped_key": wrapped,
        }

    def preferences(self, row: Row) -> Row:
        """Seal addresses, which are the id of their row, and a code under a key of their own."""
        key, wrapped = self._process_keys.new_data_key(owner=mail.owner_of(row["id"]))
        sealed, address = mail.Sealed(key, row["id"]), f"{row['id']}@mail.example"
        return {
            "wrapped_key": wrapped,
            "address": sealed.seal("address", address) if row["has_address"] else None,
            "proposed_address": sealed.seal("proposed_address", address) if row["code_made_at"] else None,
            "code": sealed.seal("code", "27182818") if row["has_code"] else None,
        }

    def case(self, row: Row) -> Row:
        """Seal the title of a case, which is its id, under a key of its own, that the rest of it is sealed with too."""
        key, wrapped = self.case_key(row["id"], row["compartment"])
        title = key.encrypt(str(row["id"]).encode(), place=cases.place_of_title(row["id"]))
        return {"title": title, "wrapped_key": wrapped}

    def case_person(self, row: Row) -> Row:
        """Seal a person without a name under the key of its case."""
        shape = CarePerson if row["compartment"] == CARE else SecurityPerson
        record = shape(involvement=Involvement(row["involvement"]), estimated_age=30)
        text = record.model_dump_json(by_alias=True, exclude_none=True)
        place = cases.place_of_person(row["id"])
        return {"record": self._cases[row["case_id"]][0].encrypt(text.encode(), place=place)}

    def case_location(self, row: Row) -> Row:
        """Seal a location without an address under the key of its case."""
        text = Location(kind=LocationKind(row["kind"])).model_dump_json(by_alias=True, exclude_none=True)
        place = cases.place_of_location(row["id"])
        return {"record": self._cases[row["case_id"]][0].encrypt(text.encode(), place=place)}

    def case_key(self, case_id: UUID, side: str) -> tuple[DataKey, bytes]:
        """Return the key of a case, made when it is needed first: interventions are sealed before their cases."""
        if case_id not in self._cases:
            self._cases[case_id] = self._ring[Compartment(side)].new_data_key(owner=cases.owner_of(case_id))
        return self._cases[case_id]

    def of_case(self, row: Row, place: str) -> Row:
        """Seal what is written in a case, which is its id."""
        key, _ = self.case_key(row["case_id"], row["compartment"])
        return {"content": key.encrypt(str(row["id"]).encode(), place=place)}

    def intervention(self, row: Row) -> Row:
        """Seal the words of an intervention, which are its id, under the key of its signal or of its case."""
        place = place_of_description(row["id"])
        self._places[row["id"]] = {name: row[name] for name in ("signal_id", "case_id")}
        if row["case_id"] is None:
            return {"content": self.encrypt(row, str(row["id"]), place)}
        return self.of_case(row, place)

    def effect(self, row: Row) -> Row:
        """Seal the words of an assessment, which are its id, under the key of its intervention."""
        place = place_of_explanation(row["id"])
        if row["signal_id"] is None:
            return self.of_case({**row, **self._places[row["intervention_id"]]}, place)
        return {"content": self.encrypt(row, str(row["id"]), place)}

    def change(self, row: Row) -> Row:
        """Seal why an intervention was changed, which is its id, under the key of its intervention."""
        told, place = orjson.dumps({"reason": str(row["id"]), "fields": []}), place_of_change(row["id"])
        placed = {**row, **self._places[row["intervention_id"]]}
        case_id, side = placed["case_id"], row["compartment"]
        key, _ = self.key(placed) if case_id is None else self.case_key(case_id, side)
        return {"content": key.encrypt(told, place=place)}

    def proposal(self, row: Row) -> Row:
        """Give a proposal a key of its own."""
        key, wrapped = self._ring[Compartment.SECURITY].new_data_key(owner=proposals.owner_of(row["id"]))
        self._proposals[row["id"]] = key
        return {"wrapped_key": wrapped}

    def proposal_version(self, row: Row) -> Row:
        """Seal a version, of which the analysis is its id, under the key of its proposal."""
        intervention = {"kind": "help", "scale": "victim", "expected": "safe", "text": "Hulp."}
        content = ProposalContent.model_validate(
            {"analysis": str(row["id"]), "barriers": "-", "interventions": [intervention], "partners": ["police"]}
        )
        key, place = self._proposals[row["proposal_id"]], proposals.place_of_version(row["id"])
        return {"content": key.encrypt(content.model_dump_json(by_alias=True).encode(), place=place)}

    def proposal_step(self, row: Row) -> Row:
        """Seal the words of a decision, which are its id."""
        key, place = self._proposals[row["proposal_id"]], proposals.place_of_step(row["id"])
        return {"content": key.encrypt(str(row["id"]).encode(), place=place) if row["reason"] else None}

    def minutes(self, row: Row) -> Row:
        """Seal minutes, which are their id, under a key of their own."""
        key, wrapped = self._ring[Compartment(row["compartment"])].new_data_key(owner=minutes.owner_of(row["id"]))
        content = key.encrypt(str(row["id"]).encode(), place=minutes.place_of_minutes(row["id"]))
        return {"content": content, "wrapped_key": wrapped}

    def person(self, row: Row) -> Row:
        """Seal a person without a name."""
        shape = CarePerson if row["compartment"] == CARE else SecurityPerson
        record = shape(involvement=Involvement(row["involvement"]), estimated_age=30)
        text = record.model_dump_json(by_alias=True, exclude_none=True)
        return {"record": self.encrypt(row, text, f"persons.record:{row['id']}")}

    def location(self, row: Row) -> Row:
        """Seal a location without an address."""
        text = Location(kind=LocationKind(row["kind"])).model_dump_json(by_alias=True, exclude_none=True)
        return {"record": self.encrypt(row, text, f"locations.record:{row['id']}")}

    def message(self, row: Row) -> Row:
        """Seal the words of feedback, which are its id, where a side has a key; otherwise there is a standard text."""
        written = row["is_written"] or row["standard_text"] is None
        return {"content": self.encrypt(row, str(row["id"]), f"feedback.content:{row['id']}") if written else None}

    def part(self, row: Row) -> Row:
        """Seal a narrative that names its signal and side."""
        place = place_of_narrative(SignalId(row["signal_id"]), Compartment(row["compartment"]))
        return {"narrative": self.encrypt(row, TEXT, place)}

    def contents(self) -> Mapping[str, Callable[[Row], Row]]:
        """Return what is encrypted in each table."""
        return {
            "data_keys": lambda row: {"wrapped": self.key(row)[1]},
            "signal_parts": self.part,
            "persons": self.person,
            "locations": self.location,
            "enrichments": lambda row: {
                "content": self.encrypt(row, str(row["id"]), f"enrichments.content:{row['id']}")
            },
            "task_notes": lambda row: {"content": self.encrypt(row, str(row["id"]), f"task_notes.content:{row['id']}")},
            "feedback": self.message,
            "meeting_decisions": lambda row: {
                "content": self.encrypt(row, str(row["id"]), place_of_decision(row["id"]))
            },
            "interventions": self.intervention,
            "effects": self.effect,
            "intervention_changes": self.change,
            "case_goals": lambda row: self.of_case(row, cases.place_of_goal(row["id"])),
            "case_goal_changes": lambda row: self.of_case(row, cases.place_of_goal_change(row["id"])),
            "meeting_minutes": self.minutes,
            "cases": self.case,
            "case_notes": lambda row: self.of_case(row, cases.place_of_note(row["id"])),
            "case_persons": self.case_person,
            "case_locations": self.case_location,
            "safety_assessments": lambda row: self.of_case(row, cases.place_of_assessment(row["id"])),
            "case_status_changes": lambda row: self.of_case(row, cases.place_of_change(row["id"])),
            "dsp_proposals": self.proposal,
            "dsp_proposal_versions": self.proposal_version,
            "dsp_proposal_steps": self.proposal_step,
            "saved_views": self.view,
            "notification_preferences": self.preferences,
            "sharing_decisions": self.decision,
            "referrals": self.referral,
            "signal_links": self.link,
            "shared_items": self.item,
            "break_glass_sessions": self.session,
            "monitor_entries": self.entry,
        }


async def load(world: World, service: Service) -> None:
    """Replace everything but reference data by what is in a world, sealed as its service seals, at its moment."""
    service.clock.moment = world.now
    async with service.as_superuser() as connection:
        await _load(world, connection, _Sealer(service.components.ring, service.components.process_keys).contents())


async def _load(world: World, connection: asyncpg.Connection, sealed: Mapping[str, Callable[[Row], Row]]) -> None:
    names = ", ".join(world.tables)
    async with connection.transaction():
        await connection.execute(f"TRUNCATE {names}")
        await connection.execute("SET LOCAL session_replication_role = replica")  # no triggers: they would compare
        table_id = UUID(await connection.fetchval("SELECT id::text FROM routing_tables WHERE status = 'active'"))
        for row in world.rows("routing_decisions"):
            row["table_id"] = table_id
        for name, rows in world.tables.items():
            complete = [{**row, **sealed[name](row)} if name in sealed else row for row in rows]
            await _copy(connection, metadata.tables[name], complete)
    await connection.execute("ANALYZE")


async def _copy(connection: asyncpg.Connection, table: Table, rows: list[Row]) -> None:
    if not rows:
        return
    columns = [column.name for column in table.columns if column.name in rows[0]]
    documents = {column.name for column in table.columns if isinstance(column.type, JSONB)}
    records = [tuple(_value(row[name], name in documents) for name in columns) for row in rows]
    await connection.copy_records_to_table(table.name, records=records, columns=columns)


def _value(value: Any, is_document: bool) -> Any:
    return orjson.dumps(value).decode() if is_document else value

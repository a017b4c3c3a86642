"""Canaries: a value of its own for every field in which somebody may write what they want, to be found by later.

`PLANTED` names each such field by its shape and name in the OpenAPI document, with where the value may be kept
readable. A new field makes a test fail until it stands here or in `NOT_FREE`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.settings import DEMO_ISSUER
from tests.world import Json

NOWHERE: frozenset[str] = frozenset()
"""It is encrypted: readable in no column."""
OFFICIALS = frozenset({"actors.name", "actors.subject", "appointments.holder_name"})
"""Officials and clients are known by name: their names stand with what they decide."""
SOURCE = frozenset({"submissions.source_department", "submissions.source_reference"})
"""A department and a file number of the submitter's own, without personal data by the API's description."""
PARTNERS = frozenset({"partners.name"})
"""Organisations that work can be referred to, by name; never persons, by the API's description."""
KINDS = frozenset({"intervention_kinds.label_nl", "intervention_kinds.label_en"})
"""What can be done, in words for everybody."""
NOT_KEPT = NOWHERE
"""It is read, answered or refused, and forgotten."""

PERSON = ("givenName", "familyNamePrefix", "familyName", "alias", "phone", "email", "birthDate", "description")
SOUGHT = ("givenName", "familyNamePrefix", "familyName", "birthDate")
WORDS = ("necessity", "proportionality", "subsidiarity")

PLANTED: Mapping[str, frozenset[str]] = {
    "OutcomeSubmission.note": NOWHERE,
    "SourceInput.department": SOURCE,
    "SourceInput.reference": SOURCE,
    "CarePart.narrative": NOWHERE,
    "SecurityPart.narrative": NOWHERE,
    **dict.fromkeys((f"{side}Person.{name}" for side in ("Care", "Security") for name in PERSON), NOWHERE),
    **dict.fromkeys((f"Address.{name}" for name in ("street", "houseNumberAddition", "postalCode", "city")), NOWHERE),
    **dict.fromkeys((f"Location.{name}" for name in ("name", "url", "description")), NOWHERE),
    "EnrichmentSubmission.text": NOWHERE,
    **dict.fromkeys((f"SharingProposal.{name}" for name in WORDS), NOWHERE),
    "Consent.askedBy": NOWHERE,
    "Consent.askedOn": NOWHERE,
    "SessionOpening.reason": NOWHERE,
    "ReviewSubmission.remark": NOWHERE,
    **dict.fromkeys((f"{shape}Submission.subject" for shape in ("Appointment", "Loan", "Client")), OFFICIALS),
    **dict.fromkeys((f"{shape}Submission.name" for shape in ("Appointment", "Loan", "Client")), OFFICIALS),
    "NoteSubmission.text": NOWHERE,
    "FeedbackSubmission.message": NOWHERE,
    "SavedViewSubmission.name": NOWHERE,
    "CaseSubmission.title": NOWHERE,
    "CaseNoteSubmission.text": NOWHERE,
    "StatusSubmission.text": NOWHERE,
    "SafetySubmission.text": NOWHERE,
    "GoalSubmission.text": NOWHERE,
    "GoalStatusSubmission.text": NOWHERE,
    "CaseInterventionSubmission.description": NOWHERE,
    "ProposalSubmission.analysis": NOWHERE,
    "ProposalSubmission.barriers": NOWHERE,
    "ProposedIntervention.text": NOWHERE,
    "DecisionSubmission.text": NOWHERE,
    "LinkSubmission.reason": NOWHERE,
    "MergeSubmission.reason": NOWHERE,
    "PreferencesSubmission.address": NOWHERE,
    "ReferralSubmission.note": NOWHERE,
    "ReferralResponse.note": NOWHERE,
    "PartnerSubmission.name": PARTNERS,
    **dict.fromkeys((f"{shape}Submission.text" for shape in ("MeetingDecision", "ActionPoint", "Minutes")), NOWHERE),
    **dict.fromkeys((f"SoughtPerson.{name}" for name in SOUGHT), NOT_KEPT),
    **dict.fromkeys((f"SoughtAddress.{name}" for name in ("postalCode", "houseNumberAddition")), NOT_KEPT),
    "InterventionSubmission.description": NOWHERE,
    "EffectSubmission.explanation": NOWHERE,
    "CorrectionSubmission.description": NOWHERE,
    "CorrectionSubmission.reason": NOWHERE,
    "WithdrawalSubmission.reason": NOWHERE,
    "EntrySubmission.words": NOWHERE,
    "BothLabels.nl": KINDS,
    "BothLabels.en": KINDS,
    "Label.nl": NOT_KEPT,
    "Label.en": NOT_KEPT,
}

NOT_FREE = {
    "format or pattern": {
        *(f"{side}Person.nationality" for side in ("Care", "Security")),
        *(f"SignalSubmission.{name}" for name in ("municipalityCode", "observedFrom", "observedUntil")),
        *("SharingProposal.signalId", "SharingProposal.validUntil", "ItemName.id", "SessionOpening.reference"),
        *("SharingProposal.caseReference", "SharingProposal.receivingCaseReference"),
        *("FactsInput.district", "Period.fromMonth", "Period.untilMonth"),
        "ReferralSubmission.partner",
        *(f"EntrySubmission.{name}" for name in ("action", "district", "period")),
        "CodeSubmission.code",
        *("CaseSubmission.signals", "CaseSubmission.until", "CaseSignalSubmission.signalId", "LeadSubmission.actorId"),
        *("MemberSubmission.actorId", "MemberSubmission.since", "MemberSubmission.until"),
        *("ExtensionSubmission.until", "CaseNoteSubmission.supersedes"),
        *("CasePersonSubmission.signalId", "CasePersonSubmission.personId", "SafetySubmission.holdsUntil"),
        *("CaseLocationSubmission.signalId", "CaseLocationSubmission.locationId"),
        *("MeetingSubmission.date", "AgendaItemSubmission.taskId"),
        *("ActionPointSubmission.owner", "ActionPointSubmission.due"),
        *(f"InterventionSubmission.{name}" for name in ("task", "person", "location")),
        *(
            f"{shape}Submission.{name}"
            for shape in ("Intervention", "CaseIntervention")
            for name in ("plannedFor", "startedOn", "endedOn")
        ),
        *(f"CaseInterventionSubmission.{name}" for name in ("person", "location", "goal")),
        *(f"CorrectionSubmission.{name}" for name in ("person", "location", "plannedFor", "startedOn", "goal")),
        "GoalSubmission.targetDate",
        *("InterventionKindSubmission.code", "StepSubmission.on", "EffectSubmission.assessedOn"),
        *("LinkSubmission.otherTask", "MergeSubmission.into"),
        *("WaitSubmission.until", "AssignmentSubmission.tasks", "AssignmentSubmission.assignee"),
        *("SavedFiltersInput.municipalityCode", "SavedFiltersInput.receivedBefore", "TaskSearchSubmission.reference"),
        *("AppointmentSubmission.municipalityCode", "ClientSubmission.municipalityCode"),
        *(f"{s}Submission.{n}" for s in ("Appointment", "Loan", "Client") for n in ("validFrom", "validUntil")),
    },
    "code of a list or of the rules": {
        *("CarePart.indicators", "SecurityPart.indicators"),
        *(f"SharingProposal.{name}" for name in ("receivingDesk", "purpose", "legalBasis")),
        *(f"{shape}Submission.issuer" for shape in ("Appointment", "Loan", "Client")),
        *("AppointmentSubmission.district", "SavedFiltersInput.desk", "FeedbackSubmission.standardText"),
        *("AppointmentSubmission.district", "SavedFiltersInput.desk", "ReferralSubmission.desk"),
        *("MeetingSubmission.desk", "CaseSubmission.desk", "InterventionSubmission.kind", "CorrectionSubmission.kind"),
        *("ProposedIntervention.kind", "CaseInterventionSubmission.kind", "CaseInterventionSubmission.desk"),
        *("TableDocument.version", "RowDocument.id", "RowDocument.desk"),
        *("OverlayDocument.district", "OverlayDocument.replaces"),
    },
}

SPECIAL = {
    "CarePerson.phone": "0687612345",
    "SecurityPerson.phone": "0687654321",
    "CarePerson.email": "kanarievogel@voorbeeld.invalid",
    "SecurityPerson.email": "kanariekooi@voorbeeld.invalid",
    "PreferencesSubmission.address": "kanariepost@voorbeeld.invalid",
    "CarePerson.birthDate": "1931-07-19",
    "SecurityPerson.birthDate": "1929-02-23",
    "Address.postalCode": "4899 QX",
    "SoughtAddress.postalCode": "4898 QZ",
    "SoughtPerson.birthDate": "1933-08-21",
    "Location.url": "https://kanariezaad.invalid/kooi",
    "Consent.askedOn": "2003-05-17",
}
"""Values of fields with a form of their own."""

UNKNOWN, REFUSED, NAMED = "Kanarie onbekend 7", "Kanariegeweigerd", "Kanariesleutel"
"""In unknown fields and places; in fields that do not take them; in names that clients choose for their writes.

The name of an unknown field is told back when it is one plain word (decision 15), which the first is not."""


def canary(field: str) -> str:
    """Return the value that is planted in a field; none is a part of another."""
    number = list(PLANTED).index(field)
    return SPECIAL.get(field, f"Kanarie{chr(97 + number // 26)}{chr(97 + number % 26)}vogel")


def sentence(field: str) -> str:
    """Return a text long enough for a narrative."""
    return f"Er is iets gezien dat zorgen geeft: {canary(field)}, en meer niet."


def _fields(shape: str, *names: str) -> Json:
    return {name: canary(f"{shape}.{name}") for name in names}


def _location() -> Json:
    address = {**_fields("Address", "street", "houseNumberAddition", "postalCode", "city"), "houseNumber": 7}
    return {"kind": "dwelling", "address": address, **_fields("Location", "name", "url", "description")}


def _part(side: str, involvement: str) -> Json:
    person = {"involvement": involvement, **_fields(f"{side}Person", *PERSON)}
    return {"narrative": sentence(f"{side}Part.narrative"), "persons": [person], "locations": [_location()]}


def signal() -> Json:
    """Make a signal on both sides with a canary in every field."""
    return {
        "municipalityCode": "GM0758",
        "aimedAt": "both",
        "exploitationForms": ["sexual"],
        "acuteDanger": False,
        "observedFrom": "2026-01-05",
        "source": {"kind": "care_partner", **_fields("SourceInput", "department", "reference")},
        "care": _part("Care", "possible_victim"),
        "security": _part("Security", "possible_perpetrator"),
    }


def enrichment(side: str) -> Json:
    """Make an addition to a side."""
    return {"compartment": side, "kind": "other", "text": sentence("EnrichmentSubmission.text")}


def proposal(view: Json) -> Json:
    """Propose to share everything on the care side of a signal."""
    care = view["care"]
    items = [{"kind": "narrative", "id": view["id"]}, {"kind": "person", "id": care["persons"][0]["id"]}]
    items += [{"kind": "location", "id": care["locations"][0]["id"]}]
    items += [{"kind": "enrichment", "id": e["id"]} for e in view["enrichments"] if e["compartment"] == "care"]
    return {
        "signalId": view["id"],
        "compartment": "care",
        "items": items,
        "receivingDesk": "dsp.hart_van_brabant",
        "purpose": "protect_victim",
        "legalBasis": "avg_6_1_a",
        "consent": _fields("Consent", "askedBy", "askedOn"),
        **_fields("SharingProposal", *WORDS),
        "validUntil": (datetime.now(UTC) + timedelta(days=9)).isoformat(),  # the service has a clock of its own
    }


def searches() -> list[Json]:
    """Look for a person and for an address with a canary in every field."""
    address = {**_fields("SoughtAddress", "postalCode", "houseNumberAddition"), "houseNumber": 7}
    return [{"person": _fields("SoughtPerson", *SOUGHT)}, {"address": address}]


def holder(shape: str, **more: object) -> Json:
    """Name somebody to appoint, to lend to, or a client to register."""
    return {"issuer": DEMO_ISSUER, **_fields(f"{shape}Submission", "subject", "name"), **more}

"""A body for the OpenAPI document; it is fictional."""

from typing import Any

DECISION: dict[str, Any] = {
    "signalId": "019a1c7e-0000-7000-8000-000000000000",
    "compartment": "care",
    "items": [{"kind": "narrative", "id": "019a1c7e-0000-7000-8000-000000000000"}],
    "receivingDesk": "avim",
    "purpose": "protect_victim",
    "legalBasis": "avg_6_1_d",
    "necessity": "Zonder dit verhaal weet AVIM niet waar zij vannacht is.",
    "proportionality": "Er is gevaar voor haar leven; gedeeld wordt alleen het verhaal.",
    "subsidiarity": "Anoniem overleg gaf AVIM te weinig houvast.",
    "validUntil": "2026-12-24T12:00:00Z",
}

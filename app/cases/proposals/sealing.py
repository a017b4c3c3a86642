"""What is encrypted of a DSP proposal: under a data key of its own, so that the DSP needs nothing of the case."""

from uuid import UUID

from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.signals.keys import KeyRing


def owner_of(proposal_id: UUID) -> str:
    """Name what the data key of a proposal belongs to."""
    return f"dsp_proposals:{proposal_id}"


def place_of_version(version_id: UUID) -> str:
    """Name the place that a version of a proposal is bound to."""
    return f"dsp_proposal_versions.content:{version_id}"


def place_of_step(step_id: UUID) -> str:
    """Name the place that the words of a decision are bound to."""
    return f"dsp_proposal_steps.content:{step_id}"


def key_of(proposal: DatabaseRow, ring: KeyRing) -> DataKey:
    """Open the data key of a proposal; raises CryptoError when its wrapping key is gone."""
    return ring[Compartment(proposal.compartment)].open_data_key(proposal.wrapped_key, owner=owner_of(proposal.id))

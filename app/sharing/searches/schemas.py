"""The shapes of searches: what is looked for, in a body only, and the tasks that were found."""

from typing import Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.platform.schemas import ApiModel, Line
from app.signals.fields import PastDate, PostalCode
from app.triage.schemas import TaskView


class SoughtAddress(ApiModel):
    """An address. With an addition only that front door is found, otherwise every addition of the number."""

    postal_code: PostalCode
    house_number: int = Field(ge=1, le=99_999)
    house_number_addition: Line | None = None


class SoughtPerson(ApiModel):
    """Somebody, by a name. A date of birth narrows it down, and finds names that were written otherwise."""

    given_name: Line | None = None
    family_name_prefix: Line | None = None
    family_name: Line | None = None
    birth_date: PastDate | None = None


class TaskSearchSubmission(ApiModel):
    """What is looked for: exactly one of these."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"address": {"postalCode": "4811 AA", "houseNumber": 12}}]}
    )

    reference: str | None = Field(None, max_length=20, examples=["ZWB-2026-7K3M9Q"])
    address: SoughtAddress | None = None
    person: SoughtPerson | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(sought is not None for sought in (self.reference, self.address, self.person)) != 1:
            raise PydanticCustomError("one_thing", "Look for exactly one of reference, address and person")
        return self


class TaskSearchResult(ApiModel):
    """The tasks on the caller's desks that were found, the last opened first."""

    items: list[TaskView]
    complete: bool = Field(description="False when there are more than a hundred: look for something more precise.")

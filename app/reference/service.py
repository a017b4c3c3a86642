"""Answers questions about the reference data."""

from datetime import date

from app.platform.problems import NotFound
from app.platform.schemas import Label
from app.reference.schemas import (
    CodeList,
    CodeView,
    DeskList,
    DeskView,
    DistrictList,
    DistrictView,
    MembershipView,
    MunicipalityList,
    MunicipalityView,
)
from app.reference.snapshot import ReferenceSnapshot


def list_districts(data: ReferenceSnapshot, today: date) -> DistrictList:
    """List the districts with their municipalities of today."""
    return DistrictList(
        items=[
            DistrictView(
                id=district_id,
                name=name,
                municipality_codes=sorted(c for c in data.municipalities if data.district_of(c, today) == district_id),
            )
            for district_id, name in data.districts.items()
        ]
    )


def list_municipalities(data: ReferenceSnapshot) -> MunicipalityList:
    """List the municipalities by name, with every membership they ever had."""
    return MunicipalityList(
        items=[
            MunicipalityView(
                code=code,
                name=name,
                memberships=[
                    MembershipView(district=m.district_id, valid_from=m.valid_from, valid_until=m.valid_until)
                    for m in data.memberships.get(code, ())
                ],
            )
            for code, name in data.municipalities.items()
        ]
    )


def list_desks(data: ReferenceSnapshot, *, district: str | None, kind: str | None) -> DeskList:
    """List the desks, of one kind or in one district (the desks of its municipalities excluded) when asked."""
    return DeskList(
        items=[
            DeskView(
                id=desk.id,
                kind=desk.kind,
                name=desk.name,
                district=desk.district_id,
                municipality_code=desk.municipality_code,
                closed_at=desk.closed_at,
            )
            for desk in data.desks.values()
            if kind in (None, desk.kind) and district in (None, desk.district_id)
        ]
    )


def read_code_list(data: ReferenceSnapshot, name: str) -> CodeList:
    """Return a code list in its order; raises NotFound."""
    if name not in data.code_lists:
        raise NotFound
    return CodeList(
        name=name,
        items=[
            CodeView(
                code=value.code,
                label=Label(nl=value.label_nl, en=value.label_en),
                attributes=dict(value.attributes),
                valid_from=value.valid_from,
                valid_until=value.valid_until,
            )
            for value in data.code_lists[name].values()
        ],
    )

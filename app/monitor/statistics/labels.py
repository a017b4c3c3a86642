"""What groups are called."""

from collections.abc import Mapping

from app.monitor.figures.definitions import NOT_TOLD, SEVERAL_FORMS, Grouping
from app.platform.schemas import Label
from app.reference.snapshot import ReferenceSnapshot

CODE_LISTS: Mapping[str, str] = {
    Grouping.DOMAIN: "intervention-domain",
    Grouping.FORM: "exploitation-form",
    Grouping.TARGET: "intervention-target",
    Grouping.INDICATOR: "indicator",
    Grouping.LOCATION_KIND: "location-kind",
    Grouping.SECTOR: "sector",
}
ALL = Label(nl="Alle", en="All")
OF_NO_LIST: Mapping[tuple[str, str], Label] = {
    (Grouping.FORM, SEVERAL_FORMS): Label(nl="Meer dan één vorm", en="More than one form"),
    (Grouping.SECTOR, NOT_TOLD): Label(nl="Niet vermeld", en="Not told"),
}
"""Groups that are no code of the list of their grouping."""


class Labels:
    """Knows what the groups of each grouping are called."""

    def __init__(self, reference: ReferenceSnapshot, kinds: Mapping[str, tuple[str, str]]) -> None:
        self._reference, self._kinds = reference, kinds

    def of(self, grouping: str, code: str) -> Label:
        """Return what a group is called; a code that is not known any more is its own name."""
        names = {
            Grouping.DISTRICT: self._reference.districts,
            Grouping.MUNICIPALITY: self._reference.municipalities,
            Grouping.DESK: {desk.id: desk.name for desk in self._reference.desks.values()},
        }
        if grouping in names:
            name = names[Grouping(grouping)].get(code, code)
            return Label(nl=name, en=name)
        if grouping == Grouping.KIND and code in self._kinds:
            return Label(nl=self._kinds[code][0], en=self._kinds[code][1])
        if (grouping, code) in OF_NO_LIST:
            return OF_NO_LIST[grouping, code]
        value = self._reference.code_lists.get(CODE_LISTS.get(grouping, ""), {}).get(code)
        return Label(nl=code, en=code) if value is None else Label(nl=value.label_nl, en=value.label_en)

"""Tables of which the one divides the rows of the other."""

from collections.abc import Collection, Mapping

from app.monitor.figures.suppression import Counts, Lots, Released, release


def release_within(
    rows: Mapping[str, Counts],
    parent_of: Mapping[str, str],
    parents: Released,
    lots: Lots,
    among: Collection[str] | None = None,
) -> Released:
    """Decide what is published of rows that divide those of a table that is published: the kinds within each domain.

    The rows of one parent are a table of which the total is what was published of that parent. Of a parent that was
    left out, its rows are too; of one whose answers were, the sizes of its rows at most are shown.
    """
    answers: dict[str, Counts] = {}
    sizes: dict[str, int] = {}
    for parent in parents.sizes:
        inside = {name: counts for name, counts in rows.items() if parent_of[name] == parent}
        if parent in parents.answers:
            released = release(inside, lots, among)
            answers |= released.answers
        else:
            released = release({name: (sum(counts),) for name, counts in inside.items()}, lots, among)
        sizes |= released.sizes
    return Released(parents.total, parents.size, answers, sizes)

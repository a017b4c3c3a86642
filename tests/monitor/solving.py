"""What is told of a region as equations over whatever could have happened in it, solved for what is not told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array
from scipy.sparse.csgraph import connected_components

from tests.monitor.happening import Atom, Cell, Known, could_have_happened

MOST = 2000
"""More than there is of anything."""


class Tied(NamedTuple):
    """Atoms that are tied together by what is known, which does not tell those of one sort apart."""

    sort_of: Mapping[int, int]
    known: LinearConstraint
    possible: list[np.ndarray]
    """How many of each sort there are in what was found to be possible."""

    def sorts(self, atoms: Iterable[int]) -> np.ndarray:
        """Count how many of some atoms are of each sort."""
        return np.bincount([self.sort_of[atom] for atom in atoms], minlength=max(self.sort_of.values()) + 1)

    def solve(self, goal: np.ndarray) -> None:
        """Find what is possible where a goal is as small as it can be."""
        whole = np.ones(len(goal))
        found = milp(goal, constraints=[self.known], bounds=Bounds(0, MOST), integrality=whole)
        assert found.success, found.message
        self.possible.append(np.round(found.x))


class Attack:
    """All that is known."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._there: dict[tuple[str, str, str], dict[int, Atom]] = defaultdict(dict)
        atoms = list(could_have_happened())
        for number, atom in enumerate(atoms):
            for figure in {figure for figure, _ in atom.counts}:
                self._there[figure, atom.period, atom.side][number] = atom
        self._known = list(known)
        for one in self._known:
            assert one.size == 0 or any(self._atoms(cell) for cell in one.cells), one  # or nothing is learned from it
        entries = [(number, *entry) for number, one in enumerate(self._known) for entry in self._entries(one)]
        rows, columns, values = (np.array(part) for part in zip(*entries, strict=True))
        self._matrix = csc_array((values, (rows, columns)), shape=(len(self._known), len(atoms)))
        _, self._component = connected_components(abs(self._matrix).T @ abs(self._matrix))
        self._tied = cache(self._tied_together)

    def _atoms(self, cell: Cell) -> list[int]:
        there = self._there[cell.figure, cell.period, cell.side].items()
        chosen = [(number, atom) for number, atom in there if (cell.figure, cell.answer) in atom.counts]
        return [number for number, atom in chosen if atom.groups.issuperset(cell.groups)]

    def _entries(self, one: Known) -> Iterator[tuple[int, int]]:
        for cells, sign in ((one.cells, 1), (one.less, -1)):
            yield from ((atom, sign) for cell in cells for atom in self._atoms(cell))

    def _tied_together(self, component: int) -> Tied:
        columns = {atom: self._column(atom) for atom in np.flatnonzero(self._component == component).tolist()}
        first = {column: atom for atom, column in columns.items()}
        number_of = {column: number for number, column in enumerate(first)}
        part = self._matrix[:, list(first.values())].tocsr()
        rows = np.flatnonzero(np.diff(part.indptr))
        least = [self._known[row].size for row in rows]
        most = [np.inf if self._known[row].or_more else self._known[row].size for row in rows]
        sort_of = {atom: number_of[column] for atom, column in columns.items()}
        return Tied(sort_of, LinearConstraint(part[rows], least, most), [])

    def _column(self, atom: int) -> tuple[tuple[int, int], ...]:
        here = slice(*self._matrix.indptr[atom : atom + 2])
        return tuple(zip(self._matrix.indices[here].tolist(), self._matrix.data[here].tolist(), strict=True))

    def bounds(self, cell: Cell, enough: int = MOST) -> tuple[int, int]:
        """Solve for the least and the most that a count can be; no further where those are enough apart.

        Of a sort of which it counts some, what there is may be all of those or of the others.
        """
        atoms = self._atoms(cell)
        parts: dict[int, list[int]] = defaultdict(list)
        for atom in atoms:
            parts[int(self._component[atom])].append(atom)
        ends = [self._bounds(component, part, enough) for component, part in parts.items()]
        return sum(least for least, _ in ends), min(MOST, sum(most for _, most in ends))

    def _bounds(self, component: int, atoms: list[int], enough: int) -> tuple[int, int]:
        """Solve for what there can be of atoms that are tied together; of one that nothing is known of, anything."""
        if not self._column(atoms[0]):
            return 0, MOST
        tied = self._tied(component)
        counted = tied.sorts(atoms)
        all_of, any_of = (counted == tied.sorts(tied.sort_of)).astype(float), (counted > 0).astype(float)
        for goal in (all_of, -any_of):
            least, most = self._ends(tied, all_of, any_of)
            if most - least < enough:
                tied.solve(goal)
        return self._ends(tied, all_of, any_of)

    @staticmethod
    def _ends(tied: Tied, all_of: np.ndarray, any_of: np.ndarray) -> tuple[int, int]:
        least = min((all_of @ one for one in tied.possible), default=0)
        return round(least), round(max((any_of @ one for one in tied.possible), default=0))

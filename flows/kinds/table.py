"""Look a row up in a table that staff keep."""

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.department.surroundings import Surroundings
from flows.department.tables import Table
from flows.documents.shape import Id, Name, PlainText, named, ui
from flows.node import HERE, Exit, Leave, Mention, Move, Node, Path, Remark
from flows.scene import Scene
from flows.text import render

MOST_LISTED = 20  # rows that are kept to choose from
LONGEST_LABEL = 72
MOST_KEPT = 2000  # characters of a row that a talk keeps


class LookUp(Node):
    """Looks a row up in a table; what stands in its columns can be said, and decided upon."""

    names = named("Table", "資料表", "数据表")

    kind: Literal["table"] = ui("Kind", "種類", "种类", widget="hidden")
    table: Name = ui("Table", "資料表", "数据表", widget="table")
    where: Annotated[dict[Id, PlainText], Field(max_length=10)] = ui(
        "Find the row where", "尋找符合的一列", "查找符合的一行", widget="pairs",
        help_en="A column of the table, and what must stand in it, such as {{ answers.district }}.",
        default_factory=dict,
    )  # fmt: skip
    columns: Annotated[list[Id], Field(max_length=50)] = ui(
        "Columns to keep", "保留的欄", "保留的列", widget="words",
        help_en="Without any, all of them are kept.",
        default_factory=list,
    )  # fmt: skip
    label: Id | None = ui(
        "Column to list rows by", "列出各列時顯示的欄", "列出各行时显示的列", default=None,
        help_en="When several rows may fit, they can be chosen from by this column.",
    )  # fmt: skip

    def ways(self) -> tuple[Exit, ...]:
        """Whether there is such a row."""
        return (Exit("found", "Found"), Exit("not_found", "Not found"))

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """The columns of the row, whichever the table has."""
        return (("result", HERE),) if exit_id == "found" else ()

    def results(self, around: Surroundings) -> Collection[str] | None:
        """The columns that are kept, and the list of rows."""
        table = around.tables.get(self.table)
        if table is None:
            return None
        return {*(self.columns or table.names), *(["rows"] if self.label else [])}

    def mentions(self) -> Iterator[Mention]:
        """The table."""
        yield Mention("table", self.table, "table")

    def reads(self) -> Iterator[tuple[str, str]]:
        """What is looked for."""
        for column, text in self.where.items():
            yield f"where.{column}", text

    def remarks(self) -> Iterator[Remark]:
        """It looks for something, or lists all rows."""
        if not self.where and self.label is None:
            yield Remark("looks_for_nothing", "where")

    def misfits(
        self,
        around: Surroundings,
        languages: Sequence[str],  # noqa: ARG002 (a table has none)
    ) -> Iterator[Remark]:
        """Columns that the table does not have, and rows that are too long to be kept whole."""
        table = around.tables.get(self.table)
        if table is None:
            return
        wanted = [(f"where.{name}", name) for name in self.where]
        wanted += [(f"columns[{place}]", name) for place, name in enumerate(self.columns)]
        wanted += [("label", self.label)] if self.label else []
        missing = [(field, name) for field, name in wanted if name not in table.names]
        for field, name in missing:
            known = ", ".join(table.names)
            facts = (("column", name), ("table", self.table), ("known", known))
            yield Remark("column_missing", field, facts)
        if not missing and (longest := self._longest(table)) > MOST_KEPT:
            size = (("table", self.table), ("found", longest), ("most", MOST_KEPT))
            yield Remark("row_too_long", "columns", size)

    def enter(self, scene: Scene) -> Move:
        """Look, and keep what was found."""
        table = scene.world.around.tables.get(self.table)
        if table is None:
            scene.note("missing", self.table)
            return Leave("not_found")
        values = scene.values()
        rows = table.find({name: render(text, values) for name, text in self.where.items()})
        if not rows:
            return Leave("not_found")
        found: dict[str, Any] = self._kept(table.seen(rows[0], scene.language, scene.languages))
        if self.label is not None:
            found["rows"] = self._listed(scene, table, rows)
        scene.result(found)
        return Leave("found")

    def _kept(self, row: dict[str, str]) -> dict[str, Any]:
        """The columns that are wanted, as many as a talk may keep."""
        kept: dict[str, Any] = {}
        room = MOST_KEPT
        for name in self.columns or row:
            text = row.get(name, "")
            room -= len(text)
            if room < 0:
                break
            kept[name] = text
        return kept

    def _listed(self, scene: Scene, table: Table, rows: list[int]) -> list[dict[str, str]]:
        """Rows to choose from: each known by what stands in the first column."""
        listed: dict[str, str] = {}
        first, by = next(iter(table.names)), self.label or ""
        for number in rows if by in table.names else ():
            row = table.seen(number, scene.language, scene.languages, (first, by))
            label, id = row[by], row[first]
            if label and id:
                listed.setdefault(id[:LONGEST_LABEL], label[:LONGEST_LABEL])
            if len(listed) == MOST_LISTED:
                break
        return [{"id": id, "label": label} for id, label in listed.items()]

    def _longest(self, table: Table) -> int:
        wanted = [
            list(places.values())
            for name, places in table.names.items()
            if not self.columns or name in self.columns
        ]
        return max((_length(row, wanted) for row in table.rows), default=0)


def _length(row: list[str], wanted: list[list[int]]) -> int:
    """How long the row can be for somebody: of each column, in the language that says most."""
    return sum(
        max((len(row[at]) for at in places if at < len(row)), default=0) for places in wanted
    )


KIND = LookUp

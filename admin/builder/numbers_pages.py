"""The numbers of a flow: as a table, as a file, and as what the canvas writes onto its cards."""

from flask import Response, jsonify, request
from flask_admin import expose
from flask_babel import gettext

from admin import spreadsheet
from admin.builder import numbers
from admin.builder.numbers import Line, Period
from admin.builder.page import BuilderPage, Desktop
from admin.moments import DEFAULT_ZONE
from admin.reach import zones
from models import Flow


class NumbersPages(BuilderPage):
    """Looking at what came of a flow."""

    @expose("/numbers")
    def numbers_view(self, flow_id: int) -> str:
        """The table."""
        desktop = self.draft(flow_id)
        offered, period = self._period(desktop.row)
        found = self._lines(desktop, period)
        return self.page(
            "numbers.html",
            desktop,
            periods=offered,
            period=period,
            lines=found,
            is_empty=not any(one.count.left or one.count.visits for one in found),
        )

    @expose("/numbers.csv")
    def numbers_file_view(self, flow_id: int) -> Response:
        """The same for a spreadsheet: a line for each number."""
        desktop = self.draft(flow_id)
        _, period = self._period(desktop.row)
        text = spreadsheet.MARK + "".join(
            map(spreadsheet.line, _rows(self._lines(desktop, period)))
        )
        answer = Response(text, mimetype="text/csv")
        name = f"{desktop.row.name}-{period.key}.csv"
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        return answer

    @expose("/canvas/numbers")
    def canvas_numbers_view(self, flow_id: int) -> Response:
        """What the canvas shows: by node, for the period that was asked for."""
        desktop = self.draft(flow_id)
        offered, period = self._period(desktop.row)
        counted = numbers.counts(desktop.row, desktop.flow, period)
        return jsonify(
            period=period.key,
            periods=[[one.key, one.label] for one in offered],
            nodes={
                node: {
                    "visits": one.visits,
                    "exits": dict(one.exits),
                    "left": one.left,
                    "silent": one.silent,
                    "away": one.away,
                    "waiting": one.waiting,
                }
                for node, one in counted.items()
            },
        )

    def _period(self, row: Flow) -> tuple[list[Period], Period]:
        offered = numbers.periods(row, zones().get(row.department_id, DEFAULT_ZONE))
        return offered, numbers.chosen(offered, request.args.get("period", ""))

    def _lines(self, desktop: Desktop, period: Period) -> list[Line]:
        counted = numbers.counts(desktop.row, desktop.flow, period)
        return numbers.lines(desktop.flow, counted, desktop.language, desktop.page_language)


def _rows(lines: list[Line]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (gettext("Step"), gettext("Words"), gettext("What"), gettext("Number"), gettext("Percent"))
    ]
    for line in lines:
        count = line.count
        of_all = [
            (gettext("Visits"), count.visits, ""),
            *((way.label, way.times, way.share) for way in line.ways),
            (gettext("Wanted something else"), count.away, count.share(count.away)),
            (gettext("Ended here"), count.ended, count.share(count.ended)),
            (gettext("Waiting there now"), count.waiting, ""),
        ]
        words = line.name if line.exists else ""
        rows += [(line.node, words, *one) for one in of_all]
    return rows

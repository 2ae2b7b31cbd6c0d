"""The phone beside the canvas: a talk with a draft through the real interpreter, as JSON.

Nothing is stored and nothing leaves: the talk is played from its beginning each time it is asked for,
on the stage that rehearsals are played on.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import Any

import msgspec
from flask import url_for
from flask_babel import gettext
from pydantic import ValidationError
from sqlalchemy import select

from admin.builder import trial_words
from admin.builder.page import Desktop
from extensions import db
from flows.department.stand_in import answers
from flows.documents.faults import ShapeError
from flows.documents.sentences import faults_of
from flows.effects import Call, Say
from flows.messages import Media
from flows.rehearse import play, staged
from flows.talk.gathered import gathered
from flows.trials.misses import Why
from flows.trials.script import Rehearsal
from flows.trials.stage import Stage
from flows.trials.trial import CannotBeDoneError, Happening, Talk, Trial
from models import Asset

MOST_TURNS = 400
MOST_SECONDS = 5.0
LONGEST_VALUE = 300  # characters of one answer, as the list of what is known shows it


class Phone:
    """One talk with the flow on ``desktop``, whose words about it are in the page's language."""

    def __init__(self, desktop: Desktop, talk: Talk) -> None:
        """Nothing is played yet."""
        self._desktop = desktop
        self._talk = talk
        self._context = desktop.context
        stage = staged(desktop.flow, talk, self._context.others, self._context.around)
        self._trial = Trial(stage)
        self._stopped: dict[str, Any] | None = None

    @property
    def _stage(self) -> Stage:
        return self._trial.stage

    def told(self) -> dict[str, Any]:
        """All that happened, where the talk stands after it, and what is known and awaited.

        ``turns`` are in order; ``stopped`` says from which deed on nothing could be done, and why.
        """
        turns = [self._turn(one) for one in self._played()]
        return {
            "turns": turns,
            "stopped": self._stopped,
            "now": self._local(self._stage.now),
            "language": self._stage.world.contact.language,
            **self._place(),
            "known": list(self._known()),
            "waits": list(self._waits()),
            "answers": self._answers(self._stage.call),
        }

    def rehearsal(self, name: str) -> dict[str, Any]:
        """The talk as a rehearsal of this name, which comes out when it is played.

        Raises:
            CannotBeKeptError: with a sentence that says why not.

        """
        for _ in self._played():
            pass
        if self._stopped:
            raise CannotBeKeptError(str(self._stopped["text"]))
        script = self._trial.recording.script(name)
        try:
            read = Rehearsal.model_validate(script)
        except ValidationError as error:
            raise CannotBeKeptError(str(ShapeError(faults_of(error, "")))) from error
        miss = play(self._desktop.flow, read, self._context.others, self._context.around)
        if miss:
            raise CannotBeKeptError(self._sentence(miss.why))
        return script

    def _played(self) -> Iterator[Happening]:
        """Every turn, within bounds: a draft may go in circles that the gate has not looked at."""
        until = monotonic() + MOST_SECONDS
        try:
            for count, happened in enumerate(self._trial.play(self._talk.steps), 1):
                yield happened
                if count >= MOST_TURNS or monotonic() > until:
                    text = gettext("The talk is too long to go on. Begin a new one.")
                    self._stopped = {"step": happened.place + 1, "text": text}
                    return
        except CannotBeDoneError as error:
            self._stopped = {"step": error.place, "text": self._sentence(error.why)}

    def _turn(self, happened: Happening) -> dict[str, Any]:
        name = self._desktop.flow.name
        return {
            "step": happened.place,
            "sampled": happened.sampled,
            "at": self._local(happened.at),
            "did": happened.deed,
            "said": [self._bubble(one) for one in happened.effects if isinstance(one, Say)],
            "asides": [
                {"text": text, "kind": kind}
                for effect in happened.effects
                for kind, text in trial_words.aside(effect)
            ],
            "path": happened.way(name),
            "answers": self._answers(happened.answered),
        }

    def _bubble(self, said: Say) -> dict[str, Any]:
        node = said.node if said.flow == self._desktop.flow.name else ""
        shown = {"node": node, **msgspec.to_builtins(said.message)}
        if isinstance(said.message, Media):
            asset = self._assets.get(said.message.asset)
            shown["url"] = url_for("assets.show_view", id=asset) if asset else ""
        return shown

    def _answers(self, call: Call | None) -> list[dict[str, Any]]:
        """What can be tried out as an answer to ``call``."""
        if call is None:
            return []
        library, around = self._stage.world.library, self._stage.world.around
        return [asdict(one) | {"data": dict(one.data)} for one in answers(call, library, around)]

    def _place(self) -> dict[str, str]:
        """The node of the draft where the talk stands; ``inside`` names a flow that it runs there."""
        frames = self._stage.state.frames
        name = self._desktop.flow.name
        here = next((one.node for one in reversed(frames) if one.flow == name), "")
        inside = frames[-1].flow if frames and frames[-1].flow != name else ""
        return {"node": here, "inside": inside}

    def _known(self) -> Iterator[dict[str, str]]:
        contact = self._stage.world.contact
        for one in gathered(self._stage.state, self._stage.world):
            yield {"name": one.question, "value": str(one.words)[:LONGEST_VALUE]}
        if contact.name:
            yield {"name": "contact.name", "value": contact.name}
        for key, value in contact.fields.items():
            yield {"name": f"contact.{key}", "value": value[:LONGEST_VALUE]}
        for frame in self._stage.state.frames[-1:]:
            for node_id, result in frame.results.items():
                for key, value in result.items() if isinstance(result, dict) else ():
                    yield {"name": f"result.{node_id}.{key}", "value": str(value)[:LONGEST_VALUE]}
            if frame.case:
                yield {"name": "case.reference", "value": frame.case}
            for key, value in frame.booking.items():
                yield {"name": f"booking.{key}", "value": str(value)[:LONGEST_VALUE]}

    def _waits(self) -> Iterator[dict[str, str]]:
        """What could come by itself: the deed that brings it, and when it is due."""
        stage = self._stage
        if stage.timer:
            yield {"deed": "silence", "due": self._local(stage.timer.due)}
        if stage.waits:
            yield {"deed": "due", "due": self._local(min(one.due for one in stage.waits))}
        if stage.person:
            yield {"deed": "person", "due": ""}

    def _sentence(self, why: Why) -> str:
        return why.sentence(self._desktop.page_language)

    def _local(self, moment: datetime) -> str:
        zone = self._stage.world.local_now().tzinfo
        return str(moment.astimezone(zone).isoformat(timespec="seconds"))

    @cached_property
    def _assets(self) -> dict[str, int]:
        """The ids of the department's files, by what is in them."""
        home = self._desktop.row.department_id
        rows = db.session.scalars(select(Asset).where(Asset.department_id == home))
        return {row.sha256: row.id for row in rows}


class CannotBeKeptError(Exception):
    """A talk that cannot be a rehearsal; the text says why."""


def rehearsed(desktop: Desktop) -> list[dict[str, Any]]:
    """Every rehearsal of the draft: the step (from 1) that did not come out, 0 when all did, and why.

    Those for which no time is left have come out nowhere.
    """
    until = monotonic() + MOST_SECONDS
    return [_rehearsed(desktop, script, until) for script in desktop.flow.rehearsals]


def _rehearsed(desktop: Desktop, script: Rehearsal, until: float) -> dict[str, Any]:
    told: dict[str, Any] = {"name": script.name, "step": 0, "why": ""}
    if monotonic() > until:
        return told | {"step": 1, "why": gettext("There was no time left to play it.")}
    miss = play(desktop.flow, script, desktop.context.others, desktop.context.around)
    if miss is None:
        return told
    return told | {"step": miss.step, "why": miss.why.sentence(desktop.page_language)}

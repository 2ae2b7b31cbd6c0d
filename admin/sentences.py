"""The events of the trail as sentences for people."""

from typing import Any

from flask_babel import gettext

from admin.case_status import status_name
from admin.reasons import file_told, reason_told
from admin.roles import role_name
from audit.catalogue import ACTIONS
from models import AuditEvent


def told(event: AuditEvent) -> str:
    """What happened, in the language of the page. An action without a sentence is named."""
    details = event.details or {}
    sentence = _sentences(details).get(event.action)
    if sentence is None:
        return event.action
    return f"{sentence} ({_subject(event.subject)})" if event.action not in _SPEAKING else sentence


def deeds() -> dict[str, str]:
    """Every action by its slug, as a sentence that leaves open what differs from time to time."""
    sentences = _sentences(_Open())
    return {action: sentences[action] for action in sorted(ACTIONS)}


class _Open(dict[str, Any]):
    """Details of which none is told."""

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 (the signature is dict's)
        return "…"


# These say of themselves what they are about.
_SPEAKING = frozenset({"cases.exported", "demo.seeded", "trail.exported", "access.refused"})


def _sentences(details: dict[str, Any]) -> dict[str, str]:
    """Every action's sentence with these details. Written out, so that each can be translated."""
    fields = ", ".join(map(str, details.get("fields", [])))
    role = role_name(str(details.get("role", "")))
    acts = {"second-factor": gettext("Take the second factor away")}
    act = role or acts.get(str(details.get("act")), "")
    flow = str(details.get("flow", ""))
    table = str(details.get("table", ""))
    calendar = str(details.get("calendar", ""))
    return {
        "turn.taken": gettext("Answered a citizen with the flow “%(flow)s”", flow=flow or "–"),
        "turn.parked": gettext(
            "Could not answer a citizen; parked %(rows)s entries", rows=details.get("rows", 0)
        ),
        "turn.replayed": gettext(
            "Had parked entries taken again: %(rows)s", rows=details.get("rows", 0)
        ),
        "turn.given_up": gettext("Gave up parked entries: %(rows)s", rows=details.get("rows", 0)),
        "inbox.dropped": gettext(
            "Dropped entries that belonged to no department: %(rows)s", rows=details.get("rows", 0)
        ),
        "talk.steered": _steered(str(details.get("deed", "")), str(details.get("node", ""))),
        "message.resent": gettext("Sent a message once more that may have arrived"),
        "message.released": gettext("Had a parked message sent after all"),
        "message.given_up": gettext("Gave up a parked message"),
        "turn.noted": gettext(
            "Noted why a turn went as it did: %(reasons)s",
            reasons=" ".join(reason_told(str(one)) for one in details.get("reasons", [])),
        ),
        "person.phone_moved": gettext("A telephone number now belongs to another person"),
        "person.identity_collision": gettext("Two people turned up with one identity"),
        "channel.stopped": gettext("Stopped sending from a channel"),
        "channel.resumed": gettext("Let a channel send again"),
        "flow.saved": gettext("Saved the draft of “%(flow)s”", flow=flow),
        "flow.imported": gettext("Imported the flow “%(flow)s”", flow=flow),
        "flow.exported": gettext("Exported the flow “%(flow)s”", flow=flow),
        "flow.published": gettext(
            "Published version %(number)s of “%(flow)s”",
            number=details.get("number", ""),
            flow=flow,
        ),
        "flow.submitted": gettext("Submitted the draft of “%(flow)s” for review", flow=flow),
        "flow.withdrawn": gettext("Took the draft of “%(flow)s” out of review", flow=flow),
        "flow.review_ended": gettext(
            "Changed the draft of “%(flow)s”, which ended its review", flow=flow
        ),
        "flow.agreed": gettext(
            "Agreed to the draft of “%(flow)s”; it needs another’s approval too", flow=flow
        ),
        "flow.approved": gettext("Approved the draft of “%(flow)s”", flow=flow),
        "flow.returned": gettext("Returned the draft of “%(flow)s” to its author", flow=flow),
        "flow.looked_at": gettext("Looked at the new words of “%(flow)s” and kept them", flow=flow),
        "flow.reverted": gettext("Took back the new words of “%(flow)s”", flow=flow),
        "flow.policy_changed": gettext("Changed how “%(flow)s” is reviewed", flow=flow),
        "talks.replayed": gettext(
            "Looked back at recent talks with the flow “%(flow)s”", flow=flow
        ),
        "department.added": gettext("Added a department"),
        "department.changed": gettext("Changed a department: %(fields)s", fields=fields),
        "call.asked": gettext(
            "Asked a system: %(name)s",
            name=details.get("name", "") or details.get("to", ""),
        ),
        "connector.proposed": gettext("Proposed a connector, or a change to it"),
        "connector.approved": gettext("Approved a connector"),
        "connector.withdrawn": gettext("Took back the approval of a connector"),
        "connector.removed": gettext("Removed a connector"),
        "connector.tried": gettext(
            "Tried a connector: %(outcome)s", outcome=details.get("outcome", "")
        ),
        "table.uploaded": gettext("Uploaded the table “%(table)s”", table=table),
        "table.used": gettext("Put the table “%(table)s” to use", table=table),
        "table.exported": gettext("Exported the table “%(table)s”", table=table),
        "table.removed": gettext("Removed the table “%(table)s”", table=table),
        "calendar.added": gettext("Added the calendar “%(calendar)s”", calendar=calendar),
        "calendar.changed": gettext(
            "Changed the calendar “%(calendar)s”: %(fields)s", calendar=calendar, fields=fields
        ),
        "calendar.removed": gettext("Removed the calendar “%(calendar)s”", calendar=calendar),
        "channel.added": gettext("Added a channel"),
        "channel.changed": gettext("Changed a channel: %(fields)s", fields=fields),
        "channel.checked": gettext(
            "Checked a channel: %(passed)s steps good", passed=details.get("passed", 0)
        ),
        "conversation.opened": gettext("Opened a conversation"),
        "question.added": gettext(
            "Added the question “%(question)s”", question=details.get("question", "")
        ),
        "question.changed": gettext(
            "Changed the question “%(question)s”: %(fields)s",
            question=details.get("question", ""),
            fields=fields,
        ),
        "questions.imported": gettext(
            "Imported questions: %(added)s added, %(changed)s changed",
            added=details.get("added", 0),
            changed=details.get("changed", 0),
        ),
        "questions.exported": gettext("Exported %(rows)s questions", rows=details.get("rows", 0)),
        "questions.unanswered_opened": gettext("Opened what citizens asked without an answer"),
        "case.opened": gettext("Opened a case"),
        "case.status_changed": gettext(
            "Changed a case from %(before)s to %(after)s",
            before=status_name(str(details.get("before", ""))),
            after=status_name(str(details.get("after", ""))),
        ),
        "case.note_changed": gettext(
            "Changed what a citizen may read of a case: %(languages)s",
            languages=", ".join(details.get("languages", [])),
        ),
        "cases.exported": gettext("Exported %(rows)s cases", rows=details.get("rows", 0)),
        "media.opened": gettext("Looked at a file"),
        "message.explained": gettext("Asked why a message was sent"),
        "access.refused": gettext("Was refused a page: %(view)s", view=details.get("view", "")),
        "trail.searched": gettext(
            "Searched the trail for somebody or something: %(found)s found",
            found=details.get("found", 0),
        ),
        "trail.exported": gettext("Took events of the trail away as a file"),
        "media.refused": gettext(
            "Did not keep a citizen’s file. %(reason)s",
            reason=file_told(str(details.get("state", "")), str(details.get("reason", ""))),
        ),
        "asset.added": gettext("Added a file to be sent"),
        "tester.added": gettext("Named a tester"),
        "tester.removed": gettext("Removed a tester"),
        "handover.asked": gettext(
            "A citizen waits for a person in the queue “%(queue)s”",
            queue=details.get("queue", "") or "–",
        ),
        "handover.ended": gettext(
            "A wait for a person ended: %(outcome)s", outcome=details.get("outcome", "")
        ),
        "handover.taken": gettext("Took over a talk"),
        "handover.replied": gettext("Replied to a citizen"),
        "handover.closed": gettext("Gave a talk back to its flow"),
        "user.added": gettext("Gave a member of staff the role %(role)s", role=role),
        "user.changed": gettext("Changed a member of staff: %(fields)s", fields=fields),
        "user.invited": gettext("Made a one-time link for a member of staff"),
        "user.password_set": gettext("Chose a password"),
        "user.signed_in": gettext("Signed in"),
        "user.sign_in_failed": gettext("A sign-in failed"),
        "user.signed_out": gettext("Signed out"),
        "user.second_step_failed": gettext("A wrong code at signing in"),
        "user.second_factor_set": gettext("Set a second factor up"),
        "user.second_factor_removed": gettext("Took a second factor away"),
        "user.recovery_codes_made": gettext("Made new recovery codes"),
        "user.recovery_code_used": gettext("Signed in with a recovery code"),
        "user.confirmed": gettext("Showed once more who they are"),
        "user.confirming_failed": gettext("Failed to show who they are"),
        "user.sessions_ended": gettext("Ended sign-ins"),
        "proposal.made": gettext("Proposed what takes a second person: %(act)s", act=act),
        "proposal.approved": gettext("Approved as the second person: %(act)s", act=act),
        "proposal.refused": gettext("Refused as the second person: %(act)s", act=act),
        "proposal.withdrawn": gettext("Withdrew what waited for a second person: %(act)s", act=act),
        "grant.added": gettext("Gave a member of staff the role %(role)s", role=role),
        "grant.removed": gettext("Took the role %(role)s away from a member of staff", role=role),
        "demo.seeded": gettext("Set up the demonstration"),
    }


def _steered(deed: str, node: str) -> str:
    match deed:
        case "repeat":
            return str(gettext("Had a citizen asked again"))
        case "move":
            return str(gettext("Moved a talk to the step “%(node)s”", node=node or "–"))
        case "end":
            return str(gettext("Ended a talk"))
        case _:
            return str(gettext("Helped a talk on"))


def _subject(subject: str) -> str:
    noun, _, id = subject.partition(":")
    names = {
        "conversation": gettext("conversation"),
        "message": gettext("message"),
        "inbox": gettext("inbox"),
        "person": gettext("person"),
        "case": gettext("case"),
        "channel": gettext("channel"),
        "department": gettext("department"),
        "flow": gettext("flow"),
        "media": gettext("file"),
        "handover": gettext("hand-over"),
        "user": gettext("staff"),
        "question": gettext("question"),
        "connector": gettext("connector"),
        "table": gettext("table"),
        "calendar": gettext("calendar"),
        "asset": gettext("file to send"),
    }
    return f"{names.get(noun, noun)} {id}"

"""Every action that the trail knows, with its exact fields. A new action is one line here."""

from collections.abc import Mapping

from audit.detail import Detail, digest, maybe, number, references, slug, slugs

Fields = Mapping[str, Detail]

ACTIONS: Mapping[str, Fields] = {
    # What the system did with a citizen. ``messages`` is a digest over the ids of all messages of
    # the turn; flow, version and node say where the talk stands after it.
    "turn.taken": {
        "turn": number,
        "flow": maybe(slug),
        "version": maybe(digest),
        "node": maybe(slug),
        "messages": maybe(digest),
        "cases": references,
    },
    # Why a turn went as it did, where that is not plain: the reasons of ``flows.effects``.
    "turn.noted": {"turn": number, "reasons": slugs},
    # A system outside was asked; what it was told and what it answered is not here.
    "call.asked": {"turn": number, "to": slug, "name": maybe(slug)},
    "turn.parked": {"rows": number},
    "turn.replayed": {"rows": number},
    "turn.given_up": {"rows": number},
    "inbox.dropped": {"rows": number},  # what belonged to no department
    # Staff helped a talk on: asked again, moved it to a step, ended it.
    "talk.steered": {"deed": slug, "node": maybe(slug)},
    # A message that may have arrived, sent once more; one that was parked, and what staff did then.
    "message.resent": {},
    "message.released": {},
    "message.given_up": {},
    # WhatsApp named somebody by an identity that was another person's.
    "person.phone_moved": {},
    "person.identity_collision": {},
    "flow.saved": {"flow": slug, "revision": number},
    "flow.imported": {"flow": slug, "revision": number},
    "flow.exported": {"flow": slug},
    "flow.published": {
        "flow": slug,
        "number": number,
        "version": digest,
        "accepted": slugs,
        "people": slug,  # whether those in the middle finish on their version or move
        "way": slug,  # by what right: flows.versions.stages.Way
    },
    # Somebody had the last talks with a version replayed through the draft, and saw counts.
    "talks.replayed": {"flow": slug, "version": digest},
    # A content of a flow on its way through review, by its hash; nobody's words.
    "flow.submitted": {"flow": slug, "version": digest},
    "flow.withdrawn": {"flow": slug, "version": digest},
    "flow.review_ended": {"flow": slug, "version": digest},
    "flow.agreed": {"flow": slug, "version": digest},  # one of several approvals that it takes
    "flow.approved": {"flow": slug, "version": digest},
    "flow.returned": {"flow": slug, "version": digest},
    "flow.looked_at": {"flow": slug, "version": digest},
    "flow.reverted": {"flow": slug, "version": digest},
    "flow.policy_changed": {"flow": slug, "policy": slug},
    # Tables and calendars that flows look at. ``version`` is the hash of a table's content.
    "table.uploaded": {"table": slug, "number": number, "version": digest},
    "table.used": {"table": slug, "number": number, "version": digest},
    "table.exported": {"table": slug, "number": number},
    "table.removed": {"table": slug},
    "calendar.added": {"calendar": slug},
    "calendar.changed": {"calendar": slug, "revision": number, "fields": slugs},
    "calendar.removed": {"calendar": slug},
    # What citizens ask, and what they are answered. ``question`` is its id.
    "question.added": {"question": slug},
    "question.changed": {"question": slug, "revision": number, "fields": slugs},
    "questions.imported": {"added": number, "changed": number},
    "questions.unanswered_opened": {},
    "questions.exported": {"rows": number},
    "department.added": {"code": slug},
    "department.changed": {"fields": slugs},
    "channel.added": {},
    "channel.changed": {"fields": slugs},
    "channel.stopped": {"code": number},
    "channel.resumed": {},
    "channel.checked": {"passed": number, "failed": slugs},
    # A connector's description, by its digest; its secret is nowhere here.
    "connector.proposed": {"version": digest},
    "connector.approved": {"version": digest},
    "connector.withdrawn": {},
    "connector.removed": {},
    "connector.tried": {"outcome": slug},
    # Somebody was refused a page, by its endpoint.
    "access.refused": {"view": slug},
    "conversation.opened": {},
    "case.opened": {},
    "case.status_changed": {"before": slug, "after": slug},
    "case.note_changed": {"languages": slugs},
    "cases.exported": {"rows": number},
    "media.opened": {},
    "message.explained": {},
    # Somebody looked for a person by a number, or for a case; neither is here. Then what they took away.
    "trail.searched": {"by": slug, "found": number},
    "trail.exported": {"format": slug},
    # A citizen's file that is not kept: ``state`` is refused or lost, the reason a word of ours.
    "media.refused": {"state": slug, "reason": slug},
    "asset.added": {"kind": slug},
    # Who may meet drafts on the real number; the number and the name are nowhere here.
    "tester.added": {},
    "tester.removed": {},
    # A talk that was handed to people: what turns did, then what staff did.
    "handover.asked": {"turn": number, "queue": maybe(slug), "priority": slug},
    "handover.ended": {"turn": number, "outcome": slug},
    "handover.taken": {},
    "handover.replied": {"messages": digest},
    "handover.closed": {},
    "user.added": {"role": slug},
    "user.changed": {"fields": slugs},
    "user.invited": {},
    "user.password_set": {},
    "user.signed_in": {},
    "user.sign_in_failed": {},
    "user.signed_out": {},
    "user.second_step_failed": {},
    "user.second_factor_set": {},
    "user.second_factor_removed": {},
    "user.recovery_codes_made": {},
    "user.recovery_code_used": {},
    "user.confirmed": {},  # that it is still them, before something grave
    "user.confirming_failed": {},
    "user.sessions_ended": {"sessions": number},
    # A grave act that waits for a second person; ``subject`` is whom it is about.
    "proposal.made": {"act": slug, "role": maybe(slug)},
    "proposal.approved": {"act": slug, "role": maybe(slug)},
    "proposal.refused": {"act": slug, "role": maybe(slug)},
    "proposal.withdrawn": {"act": slug, "role": maybe(slug)},
    "grant.added": {"role": slug},
    "grant.removed": {"role": slug},
    "demo.seeded": {"departments": number},
}


def fault(action: str, details: Mapping[str, object]) -> str:
    """What is wrong with these details of this action, as a sentence; empty when nothing is."""
    fields = ACTIONS.get(action)
    if fields is None:
        return f"audit/catalogue.py has no action {action!r}."
    missing = fields.keys() - details.keys()
    unknown = details.keys() - fields.keys()
    if missing or unknown:
        named = ", ".join(sorted(missing | unknown))
        return f"The fields of {action} in audit/catalogue.py are others: see {named}."
    for name, holds in fields.items():
        if not holds(details[name]):
            return f"The field {name} of {action} does not hold a {holds.__name__}."
    return ""

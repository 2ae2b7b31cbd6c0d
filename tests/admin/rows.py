"""Rows of everything that the staff site lists, as many as a test wants."""

from extensions import db
from models import (
    Asset,
    AuditEvent,
    Calendar,
    Case,
    Channel,
    Connector,
    Contact,
    Conversation,
    Department,
    Flow,
    FlowVersion,
    Grant,
    Handover,
    InboxRow,
    LookupTable,
    LookupTableVersion,
    Message,
    OutboxRow,
    Person,
    Question,
    Queue,
    Tester,
    User,
)
from tests.admin.conftest import TREE, Town


def fill(town: Town, until: int, since: int = 0) -> None:
    """Rows number ``since`` to ``until`` of everything that is listed."""
    home, talk = town.parks.department, db.session.get_one(Conversation, town.parks.conversation)
    for number in range(since, until):
        name = f"row-{number}"
        department = Department(code=name, names={"en": name})
        queue = Queue(department_id=home, name=name)
        person = Person()
        table = LookupTable(department_id=home, name=f"table-{number}")
        flow = Flow(department_id=home, name=f"flow-{number}", draft=TREE)
        channel = Channel(
            department_id=home, phone_number_id=f"77{number}", number=f"+8525555{number:04}",
            waba_id="1", portfolio_id="700", token="a-token", stopped_reason="Stopped.",
        )  # fmt: skip
        db.session.add_all([department, queue, person, table, flow, channel])
        db.session.flush()
        contact = Contact(person_id=person.id, department_id=home, name=name, language="en")
        user = User(
            email=f"{name}@example.org", fs_uniquifier=name.ljust(64, "x"), password="unusable"
        )
        user.grants.append(Grant(role="agent", department_id=department.id))
        db.session.add_all([contact, user])
        db.session.flush()
        said = Conversation(
            department_id=home, person_id=person.id, channel_id=channel.id, contact_id=contact.id,
            last_inbound_at=talk.last_inbound_at, last_message_at=talk.last_message_at,
            flow="front", version="0" * 64, node=f"node-{number}",
        )  # fmt: skip
        version = FlowVersion(
            department_id=home, flow_id=flow.id, number=1, content_hash="0" * 64, document=TREE,
            published_by=f"user:{user.id}",
        )  # fmt: skip
        rows = LookupTableVersion(
            department_id=home, table_id=table.id, number=1, content_hash="0" * 64, columns=[{"id": "place", "title": "Place"}],
            rows=[["Harbour"]], row_count=1, made_by=f"user:{user.id}",
        )  # fmt: skip
        db.session.add_all([said, version, rows])
        db.session.flush()
        flow.live_version_id, table.live_version_id = version.id, rows.id
        question = {"question": {"en": name}, "answer": {"en": name}}
        sent = Message(
            department_id=home, ulid=f"{number:026}", conversation_id=said.id, direction="out",
            kind="text", content=b"{}", status="parked",
        )  # fmt: skip
        doubted = Message(
            department_id=home, ulid=f"9{number:025}", conversation_id=said.id, direction="out",
            kind="text", content=b"{}", status="sending",
        )  # fmt: skip
        db.session.add_all([sent, doubted])
        db.session.flush()
        db.session.add_all([
            *(
                OutboxRow(
                    message_id=one.id, conversation_id=said.id, channel_id=channel.id, state=state,
                    reason=f"Reason {number}.",
                )
                for one, state in ((sent, "parked"), (doubted, "unknown"))
            ),
            InboxRow(
                key=f"m:{number}", kind="message", state="parked", conversation_id=said.id,
                payload=b"{}", reason=f"Fault{number}",
            ),
            InboxRow(key=f"h:{number}", kind="unread", state="parked", payload=b"?", reason=name),
            Handover(
                department_id=home, conversation_id=said.id, queue_id=queue.id, turn=1,
                state="taken", taken_by=user.id,
            ),
            Case(
                department_id=home, reference=f"CASE-{number}", type=name, conversation_id=said.id,
                contact_id=contact.id, flow="front", version="0" * 64, node="file", language="en",
                answers=[],
            ),
            Question(department_id=home, name=name, document=question, live=True),
            Tester(
                department_id=home, fingerprint=f"{number:032}".encode(), number=f"8525555{number:04}",
                name=name, added_by=f"user:{user.id}",
            ),
            Calendar(department_id=home, name=f"calendar-{number}", document={}),
            Connector(
                department_id=home, name=f"connector-{number}", proposed={}, proposed_by=f"user:{user.id}",
            ),
            Asset(
                department_id=home, sha256=f"{number:064}", name=name, kind="image",
                mime_type="image/png", size=1,
            ),
            AuditEvent(
                action="case.opened", actor=f"user:{user.id}", subject=f"case:{number}",
                department_id=home, details={},
            ),
        ])  # fmt: skip
    db.session.commit()

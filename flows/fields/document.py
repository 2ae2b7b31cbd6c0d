"""A document: a PDF, a letter, a spreadsheet, or a photo of one."""

from typing import Any

from flows.documents.shape import named
from flows.events import Attachment, Event, Words
from flows.fields.answer import OF_ANYTHING, FieldType, Invalid, Reading, Value
from flows.fields.definition import FormField
from flows.scene import Scene


class DocumentType(FieldType):
    """A file; a photo of a paper is taken as well."""

    name = "document"
    names = named("Document", "文件", "文件")
    hint = "invalid_document"
    personal = True
    compares = OF_ANYTHING

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:  # noqa: ARG002
        """``[{media, caption}]``, one file; the caption is the file's name where it has one."""
        if isinstance(event, Attachment) and event.kind in {"document", "photo"}:
            return Value([{"media": event.media, "caption": event.filename or event.caption}])
        return Invalid("invalid_document") if isinstance(event, Words | Attachment) else None

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The file's name, else that there is a file."""
        return str(value[0].get("caption") or scene.phrase("document_sent"))


TYPE = DocumentType()

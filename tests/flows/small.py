"""The smallest flows with which tests of several parts are about the same thing."""


from tests.flows.talking import document

ECHO = document(
    {
        "ask": {
            "kind": "question",
            "field": {"id": "word", "type": "text", "ask": {"en": "What next?"}},
            "exits": {"next": "told"},
        },
        "told": {
            "kind": "message",
            "text": {"en": "You said {{ answers.ask }}."},
            "exits": {"next": "ask"},
        },
    },
    name="main",
)

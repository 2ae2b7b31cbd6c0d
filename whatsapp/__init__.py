"""WhatsApp's Cloud API: what Meta sends, said in our words, and what we say, in Meta's."""

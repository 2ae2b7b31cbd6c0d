"""Small pictures of every format and colour."""

import io

from PIL import Image


def drawn(
    form: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (40, 20), **saving: object
) -> bytes:
    """A red picture, as a file; ``form`` and ``mode`` are Pillow's names."""
    written = io.BytesIO()
    Image.new(mode, size, "red").save(written, form, **saving)
    return written.getvalue()

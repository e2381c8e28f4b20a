"""What all writers of XML share."""

import re

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of(text: str) -> str:
    """Without the characters that XML has no way to write."""
    return _NO_XML.sub("", text)

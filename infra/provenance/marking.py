"""The IPTC digital source type in the XMP of pictures, for programs that know no C2PA.

Written into the bytes as they are: no picture is decoded, and none loses anything.
"""

import struct
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

_PNG = b"\x89PNG\r\n\x1a\n"
_XMP_IN_JPEG = b"http://ns.adobe.com/xap/1.0/\0"
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
    "<Iptc4xmpExt:DigitalSourceType>{kind}</Iptc4xmpExt:DigitalSourceType>"
    "<xmp:CreatorTool>{program}</xmp:CreatorTool>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)


def mark(file: Path, kind: str, program: str) -> bool:
    """Write `kind`, an address of IPTC's, into a PNG or JPEG of ours; whether it was one of these, and
    without XMP so far."""
    data = file.read_bytes()
    packet = _PACKET.format(kind=escape(kind), program=escape(program)).encode()
    if data.startswith(_PNG) and b"XML:com.adobe.xmp" not in data:
        marked = _into_png(data, packet)
    elif data.startswith(b"\xff\xd8") and _XMP_IN_JPEG not in data:
        marked = _into_jpeg(data, packet)
    else:
        return False
    file.write_bytes(marked)
    return True


def _into_png(data: bytes, packet: bytes) -> bytes:
    """A chunk iTXt behind the header, which is the first one."""
    (length,) = struct.unpack_from(">I", data, len(_PNG))
    behind = len(_PNG) + 12 + length
    body = b"iTXt" + b"XML:com.adobe.xmp\0\0\0\0\0" + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:behind] + chunk + data[behind:]


def _into_jpeg(data: bytes, packet: bytes) -> bytes:
    """A segment APP1 behind the APP0 that says it is JFIF, where there is one."""
    behind = 2
    if data[2:4] == b"\xff\xe0":
        behind += 2 + struct.unpack_from(">H", data, 4)[0]
    body = _XMP_IN_JPEG + packet
    return data[:behind] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[behind:]

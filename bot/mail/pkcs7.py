"""The mail inside an opaque signature: application/pkcs7-mime with smime-type=signed-data (RFC 8551 3.5.2, RFC 5652 5.1).

Only the content is taken out, as any mail reader does; the signature is not checked, and nothing is believed because of it. No library that
the desk uses reads ASN.1, and one that checks signatures would bring a whole crypto toolkit for this one path of five tags.
"""

from collections.abc import Iterator

SEQUENCE, OCTETS, OCTETS_IN_PIECES, CONTENT = 0x30, 0x04, 0x24, 0xA0
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
DEEPEST = 20


def content(data: bytes) -> bytes | None:
    """The signed bytes; None where this is no signed data, or holds none."""
    try:
        return _content(memoryview(data))
    except (IndexError, RecursionError):
        return None


def _content(data: memoryview) -> bytes | None:
    whole = _inside(data, SEQUENCE)
    if whole is None or bytes(whole[: len(SIGNED_DATA)]) != SIGNED_DATA:
        return None
    signed = _inside(_inside(whole, CONTENT), SEQUENCE)
    for tag, value in _elements(signed):  # version, algorithms, what is signed, certificates, signers
        if tag == SEQUENCE and bytes(value[: len(DATA)]) == DATA:
            wrapped = _inside(value, CONTENT)
            return None if wrapped is None else b"".join(_octets(wrapped))
    return None


def _inside(data: memoryview | None, wanted: int) -> memoryview | None:
    return next((value for tag, value in _elements(data) if tag == wanted), None)


def _octets(data: memoryview, depth: int = 0) -> Iterator[bytes]:
    """An octet string, whole or in pieces, as programs write it that do not know its length beforehand."""
    for tag, value in _elements(data):
        if tag == OCTETS:
            yield bytes(value)
        elif tag == OCTETS_IN_PIECES and depth < DEEPEST:
            yield from _octets(value, depth + 1)


def _elements(data: memoryview | None) -> Iterator[tuple[int, memoryview]]:
    """Tag and value of each element that stands here, as far as they go."""
    while data and (data[0] or data[1]):  # two zeros end what has no length
        tag, start, size = _head(data)
        end = start + (_length(data[start:]) if size is None else size)
        yield tag, data[start:end]
        data = data[end + 2 if size is None else end :]


def _head(data: memoryview) -> tuple[int, int, int | None]:
    """The tag, where its value begins, and how long it is; None: as long as it takes. Raises IndexError where it is cut."""
    first = data[1]
    if first < 0x80:
        return data[0], 2, first
    if first == 0x80:
        return data[0], 2, None
    size = int.from_bytes(data[2 : 2 + (first & 0x7F)])
    return data[0], 2 + (first & 0x7F), size


def _length(data: memoryview, depth: int = 0) -> int:
    """How long the elements are that stand before two zeros."""
    if depth > DEEPEST:
        raise RecursionError
    place = 0
    while data[place] or data[place + 1]:
        _, start, size = _head(data[place:])
        place += start
        place += _length(data[place:], depth + 1) + 2 if size is None else size
    return place

"""Which of the desk's languages a text is written in."""

import re

HANGUL = re.compile(r"[\uac00-\ud7a3]")
LATIN = re.compile(r"[A-Za-z]")
OTHER = re.compile(r"[\u0370-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\u00c0-\u024f]")
NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|^>.*$", re.MULTILINE)
FEWEST = 8


def guess(text: str) -> str | None:
    """ "ko" or "en", or None where it is neither or too short to tell. Korean mail quotes much English: a sixth of Hangul is Korean."""
    words = NOT_WORDS.sub(" ", text[:20_000])
    hangul, latin, other = (len(script.findall(words)) for script in (HANGUL, LATIN, OTHER))
    if hangul >= 2 and hangul * 6 >= hangul + latin + other:
        return "ko"
    if latin >= FEWEST and (hangul + other) * 20 <= latin:
        return "en"
    return None

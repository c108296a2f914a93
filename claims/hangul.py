"""A sum of money as it is written out in Korean papers: 330,000 is 삼십삼만."""

_DIGITS = "영일이삼사오육칠팔구"
_TENS = ("", "십", "백", "천")
_MYRIADS = ("", "만", "억", "조", "경")


def spelled(amount: int) -> str:
    """A whole number below 10^20 in Hangul, `영` for nothing; a negative one with 마이너스 before it."""
    if amount < 0:
        return f"마이너스 {spelled(-amount)}"
    groups = [(amount // 10_000**place) % 10_000 for place in range(len(_MYRIADS))]
    parts = [_group(group) + _MYRIADS[place] for place, group in reversed(list(enumerate(groups))) if group]
    return "".join(parts) or _DIGITS[0]


def _group(group: int) -> str:
    """Up to four digits; on money 일 is always written before its unit, lest somebody put a digit there."""
    places = [(group // 10**place) % 10 for place in range(4)]
    return "".join(_DIGITS[digit] + _TENS[place] for place, digit in reversed(list(enumerate(places))) if digit)

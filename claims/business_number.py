"""The number under which a Korean business pays tax (사업자등록번호): ten digits, the last of which checks the others."""

import re

from claims.errors import Invalid

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_SHAPE = re.compile(r"\d{3}-?\d{2}-?\d{5}", re.ASCII)


def business_number(text: str) -> str:
    """The number as `123-45-67891`. Raises Invalid for another shape or a wrong check digit."""
    digits = text.strip().replace("-", "")
    if not _SHAPE.fullmatch(text.strip()) or int(digits[9]) != _check(digits):
        raise Invalid(field="business_number", value=text)
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def _check(digits: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return (10 - (total + int(digits[8]) * 5 // 10) % 10) % 10

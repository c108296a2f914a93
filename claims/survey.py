"""What a customer says of how they were served, and where the cause lies if they were not content."""

from enum import StrEnum

LOW = 2
"""A vote up to this is looked into by a lead."""
SCORES = (1, 2, 3, 4, 5)


class Worst(StrEnum):
    """What was worst: each is something that was promised."""

    SPEED = "speed"
    CLARITY = "clarity"
    SOLUTION = "solution"
    FEE = "fee"
    ATTITUDE = "attitude"


class Level(StrEnum):
    """Where the cause of a low vote lies; without one its review is not done."""

    HANDLING = "handling"
    SKILL = "skill"
    PRODUCT = "product"
    FEE = "fee"
    SALES = "sales"
    CUSTOMER = "customer"
    CHAIN = "chain"

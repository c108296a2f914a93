"""Who may what in the team: a role each person has, and rights beside it that a lead gives."""

from enum import StrEnum


class Role(StrEnum):
    """A lead may do what an agent may, and decide; an admin may do what a lead may, and appoint."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


class Right(StrEnum):
    """`PRODUCT`: decides objections and feature requests; `QUALITY`: reviews answers; `FINANCE`: fees, statements, invoices."""

    PRODUCT = "product"
    QUALITY = "quality"
    FINANCE = "finance"

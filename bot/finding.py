"""What `claimdesk check` finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `fix` says what to do where it is not well."""

    well: bool
    what: str
    fix: str = ""

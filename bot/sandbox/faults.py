"""Faults on purpose: what a network and a busy Slack do to a caller.

429          refused with Retry-After, nothing done
500          HTTP 500, nothing done
timeout      no answer for `seconds`, then the connection is cut; nothing done
cut          the connection is cut, nothing done
lost_answer  the work is done, then the connection is cut
error        refused with the Slack error name in `error`
lost         (method "envelope" or "envelope:TYPE") the payload never reaches the app, as over a ghost connection
"""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["429", "500", "timeout", "cut", "lost_answer", "error", "lost"]


@dataclass
class Fault:
    """One planned fault; `method` "*" means any, `skip` lets that many calls pass first."""

    method: str
    kind: Kind
    times: int = 1
    retry_after: int = 1
    seconds: float = 60.0
    error: str = "fatal_error"
    skip: int = 0


class Faults:
    """The faults still to come, in the order they were added."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        method: str,
        kind: Kind,
        times: int = 1,
        *,
        retry_after: int = 1,
        seconds: float = 60.0,
        error: str = "fatal_error",
        skip: int = 0,
    ) -> Fault:
        """Plan a fault for the next `times` calls of `method`. Raises ValueError on an unknown kind."""
        if kind not in get_args(Kind):
            raise ValueError(f"no such fault: {kind}")
        fault = Fault(method, kind, times, retry_after, seconds, error, skip)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        self._faults.clear()

    def take(self, *methods: str) -> Fault | None:
        """The fault that strikes this call, if any; it is used up by it."""
        fault = next((fault for fault in self._faults if fault.times > 0 and fault.method in {"*", *methods}), None)
        if fault is None:
            return None
        if fault.skip:
            fault.skip -= 1
            return None
        fault.times -= 1
        return fault

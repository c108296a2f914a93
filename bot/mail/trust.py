"""Whether our own mail server vouches for the sender's domain (RFC 8601). Results signed with another name prove nothing."""

import re
from collections.abc import Iterable

COMMENT = re.compile(r"\([^()]{0,500}\)")
RESULT = re.compile(r"^\s*(?P<method>dmarc|dkim|spf|auth)\s*(?:/\s*\d+\s*)?=\s*(?P<result>[a-z]+)", re.IGNORECASE)
DOMAIN = re.compile(
    r"(?:header\.from|header\.d|header\.i|smtp\.auth|smtp\.mailfrom|smtp\.mfrom)\s*=\s*\"?(?:[^\s;@\"]*@)?([^\s;@\"]+)", re.IGNORECASE
)


def authenticated(values: Iterable[str], authserv_id: str | None, sender: str) -> bool | None:
    """True or False by the results of `authserv_id` on the domain of `sender`; None where it says nothing of weight.

    A colleague who handed the mail in by name and password (auth) is vouched for as well as one whose mail came from outside.
    """
    if not authserv_id:
        return None
    verdicts = [verdict for value in values for verdict in _verdicts(value[:8000], authserv_id.lower(), sender.rpartition("@")[2])]
    dmarc = [passed for method, passed in verdicts if method == "dmarc"]
    if dmarc:
        return all(dmarc)
    return any(passed for _, passed in verdicts) if verdicts else None


def _verdicts(value: str, authserv_id: str, domain: str) -> Iterable[tuple[str, bool]]:
    name, *results = COMMENT.sub(" ", re.sub(r"[\r\n]+", "", value)).split(";")
    if name.lower().split()[:1] != [authserv_id]:
        return
    for result in results:
        if match := RESULT.match(result):
            method, passed = match["method"].lower(), match["result"].lower() == "pass"
            if match["result"].lower() not in ("none", "temperror"):
                yield method, passed and (_aligned(result, domain) or (method == "dmarc" and "header.from" not in result.lower()))


def _aligned(result: str, domain: str) -> bool:
    found = DOMAIN.search(result)
    signed = found[1].lower().rstrip(".") if found else ""
    return bool(signed) and (domain == signed or domain.endswith("." + signed) or signed.endswith("." + domain))

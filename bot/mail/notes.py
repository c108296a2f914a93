"""What reading had to guess or leave, as keys for the words files: a key alone or `key:value`.

reread:CHARSET      the charset's label was wrong or missing; read as CHARSET
lost-characters     some bytes meant nothing in any charset and show as U+FFFD
broken-file:NAME    a file's transfer encoding was damaged; kept as far as it goes
not-authenticated   our own mail server says that the sender's domain did not send it (RFC 8601)
unverified          our own mail server says nothing on whether the sender's domain sent it
no-sender no-date no-message-id      the header is missing or means nothing
future-date         the date lies ahead; the time of receipt stands in its place
boundary-guessed    the MIME boundary was missing or another than announced
html-stripped       the HTML could not be laid out; only its tags were taken off
encrypted-pgp encrypted-smime       the mail is encrypted; what is sealed is kept as a file
signed-pgp signed-smime             the mail is signed
winmail-opened      words or files came out of a winmail.dat (TNEF)
winmail             a winmail.dat that could not be opened
invitation:WHAT     an invitation to what, when, where
accepted:WHAT declined:WHAT tentative:WHAT cancelled:WHAT       the answer to one, or its end
calendar:WHAT       a calendar file that neither invites nor answers
head-only           could not be read at all and was released by a person; the whole mail is a file
nothing-written     no words at all, only files or nothing
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Notes:
    """Notes in the order they were made, each once."""

    keys: list[str] = field(default_factory=list)

    def add(self, key: str, value: str = "") -> None:
        """Keep `key`, or `key:value`."""
        note = f"{key}:{value}" if value else key
        if note not in self.keys:
            self.keys.append(note)

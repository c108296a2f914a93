"""Files: asked for, uploaded, shared, fetched with a token. https://docs.slack.dev/messaging/working-with-files"""

import mimetypes
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bot.sandbox.refusals import Refusal

JSON = dict[str, Any]


@dataclass
class File:
    """One file; `content` is None until its bytes arrived, `ticket` is the key of its upload address."""

    id: str
    name: str
    size: int
    user: str
    created: int
    title: str = ""
    content: bytes | None = None
    ticket: str = ""
    shares: dict[str, list[str]] = field(default_factory=dict)

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_json(self, url: str) -> JSON:
        """The file object; `url` is the server's address. https://docs.slack.dev/reference/objects/file-object"""
        kind = self.name.rsplit(".", 1)[-1].lower() if "." in self.name else "binary"
        private = f"{url}/files-pri/{self.id}/{quote(self.name, safe='')}"
        shown: JSON = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
        }
        shown |= {"mimetype": self.mimetype, "filetype": kind, "pretty_type": kind.upper(), "user": self.user, "size": self.size}
        shown |= {"mode": "hosted", "editable": False, "is_external": False, "is_public": True, "file_access": "visible"}
        shown |= {"url_private": private, "url_private_download": f"{private}?download=1", "permalink": f"{url}/files/{self.id}"}
        return shown | {"shares": {"public": {channel: [{"ts": ts} for ts in stamps] for channel, stamps in self.shares.items()}}}


class Files:
    """Every file by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}

    def add(self, file: File) -> File:
        self._by_id[file.id] = file
        return file

    def reserve(self, file: File) -> File:
        """A file whose bytes are still to come, at its own upload address."""
        file.ticket = secrets.token_urlsafe(16)
        return self.add(file)

    def get(self, file_id: object) -> File:
        """Raises Refusal file_not_found, also while the bytes are missing."""
        file = self._by_id.get(file_id) if isinstance(file_id, str) else None
        if file is None or file.content is None:
            raise Refusal("file_not_found")
        return file

    def awaited(self, ticket: str) -> File | None:
        """The file an upload address belongs to."""
        return next((file for file in self._by_id.values() if file.ticket == ticket and file.content is None), None)

    def remove(self, file_id: str) -> None:
        self.get(file_id)
        del self._by_id[file_id]

"""The page's own style and icon, read once, with addresses that change with their content."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Static:
    """`contents` by file name."""

    contents: dict[str, bytes]

    @classmethod
    def read(cls) -> "Static":
        return cls({path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in _TYPES})

    def address(self, name: str) -> str:
        return f"/static/{name}?v={sha256(self.contents[name]).hexdigest()[:12]}"

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/static/{name}", self.file)]

    async def file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self.contents:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return web.Response(body=self.contents[name], content_type=_TYPES[Path(name).suffix], charset="utf-8", headers=headers)

"""Socket Mode: each payload goes to one of the open connections and is acknowledged there.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import json
import secrets
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.answers import Answer, NoAnswer
from bot.sandbox.changes import Changes

JSON = dict[str, Any]

MOST_CONNECTIONS = 10
WANTS_ANSWER = {"slash_commands", "interactive"}


class Connection:
    """One open WebSocket and the payloads it has not acknowledged yet."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.BaseTransport | None, number: int) -> None:
        self.socket = socket
        self.transport = transport
        self.number = number
        self.delivered = 0
        self.pending: dict[str, asyncio.Future[Answer]] = {}

    async def send(self, envelope: JSON) -> asyncio.Future[Answer]:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.pending[envelope["envelope_id"]] = answer
        self.delivered += 1
        try:
            await self.socket.send_str(json.dumps(envelope))
        except ConnectionError:
            self.lose()
        return answer

    def acknowledge(self, text: str) -> None:
        """Take one message of the app: {"envelope_id": …, "payload": …}; late and unknown ones are dropped as Slack does."""
        message = json.loads(text)
        answer = self.pending.pop(message.get("envelope_id", ""), None)
        if answer and not answer.done():
            answer.set_result(message.get("payload") or {})

    def lose(self) -> None:
        """The connection is gone: nothing pending will be answered."""
        for answer in self.pending.values():
            if not answer.done():
                answer.set_exception(NoAnswer("dispatch_failed"))
        self.pending.clear()


class Sockets:
    """The open connections of the app."""

    def __init__(self, app_id: str, changes: Changes) -> None:
        self.app_id = app_id
        self.changes = changes
        self.connections: list[Connection] = []
        self._tickets: set[str] = set()
        self._next = 0
        self._opened = 0

    def ticket(self) -> str:
        """A key for one new connection, as apps.connections.open hands out in its url."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """GET /link: a WebSocket from hello to close."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await self._refuse(socket)
            return socket
        await self._serve(socket, request.transport)
        return socket

    async def _refuse(self, socket: web.WebSocketResponse) -> None:
        await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": "sandbox"}})
        await socket.close()

    async def _serve(self, socket: web.WebSocketResponse, transport: asyncio.BaseTransport | None) -> None:
        self._opened += 1
        connection = Connection(socket, transport, self._opened)
        self.connections.append(connection)
        try:
            await socket.send_json(self._hello())
            self.changes.notify()
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    connection.acknowledge(message.data)
        except ConnectionError:
            pass
        finally:
            self._forget(connection)

    def _hello(self) -> JSON:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
        info = {"app_id": self.app_id}
        return {"type": "hello", "num_connections": len(self.connections), "debug_info": debug, "connection_info": info}

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        connection.lose()
        self.changes.notify()

    async def deliver(self, kind: str, payload: JSON, *, attempt: int, reason: str, limit: float) -> Answer:
        """Send to the next connection in turn; what it acknowledged with. Raises NoAnswer."""
        if not self.connections:
            raise NoAnswer("dispatch_failed")
        connection = self.connections[self._next % len(self.connections)]
        self._next += 1
        envelope: JSON = {"envelope_id": str(uuid.uuid4()), "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind in WANTS_ANSWER
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        answer = await connection.send(envelope)
        try:
            async with asyncio.timeout(limit):
                return await answer
        except TimeoutError:
            raise NoAnswer("operation_timeout") from None
        finally:
            connection.pending.pop(envelope["envelope_id"], None)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be replaced, as Slack does every few hours."""
        for connection in list(self.connections):
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})

    async def close(self) -> None:
        """Close every connection politely."""
        for connection in list(self.connections):
            self._forget(connection)
            await connection.socket.close()

    def cut(self) -> None:
        """Break every connection without a word."""
        for connection in list(self.connections):
            self._forget(connection)
            if isinstance(connection.transport, asyncio.Transport):
                connection.transport.abort()

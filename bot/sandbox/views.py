"""Modals and App Home. https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/reference/views"""

import json
from typing import Any

from bot.sandbox.blocks import check_blocks, furnish
from bot.sandbox.composition import plain
from bot.sandbox.refusals import Refusal
from bot.sandbox.shapes import Check, Report, anything, boolean, one_of, shape, string
from bot.sandbox.stamps import Stamps
from bot.sandbox.state import surviving
from bot.sandbox.team import Team

JSON = dict[str, Any]

DEEPEST = 3
LARGEST = 250_000
"""Bytes of a whole view. https://docs.slack.dev/reference/methods/views.open#errors (view_too_large)"""

COMMON: dict[str, Check] = {"private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0)}
MODAL = shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": anything},
    COMMON | {"submit": plain(24), "close": plain(24), "clear_on_close": boolean, "notify_on_close": boolean, "submit_disabled": boolean},
)
HOME = shape({"type": one_of("home"), "blocks": anything}, COMMON)


def check_view(view: Any, kind: str) -> JSON:
    """The view itself once it is fit to show as `kind` (modal or home). Raises Refusal invalid_arguments or view_too_large."""
    if isinstance(view, str):
        view = _decode(view)
    report = Report()
    (MODAL if kind == "modal" else HOME)(view, "/view", report)
    if report.lines:
        raise Refusal("invalid_arguments", messages=report.lines)
    lines = check_blocks(view["blocks"], "modal" if kind == "modal" else "home", "/view/blocks")
    if lines:
        raise Refusal("invalid_arguments", messages=lines)
    _check_submit(view)
    if len(json.dumps(view).encode()) > LARGEST:
        raise Refusal("view_too_large")
    checked: JSON = view
    return checked


def _decode(view: str) -> Any:
    try:
        return json.loads(view)
    except ValueError:
        raise Refusal("invalid_arguments", messages=["must be a valid JSON object [json-pointer:/view]"]) from None


def _check_submit(view: JSON) -> None:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and not view.get("submit"):
        raise Refusal("invalid_arguments", messages=["`submit` is required when an `input` block is within the `blocks` array"])


class Views:
    """The open modals of everybody, bottom first, and what App Home shows to whom."""

    def __init__(self, team: Team, stamps: Stamps) -> None:
        self.team = team
        self.stamps = stamps
        self.stacks: dict[str, list[JSON]] = {}
        self.homes: dict[str, JSON] = {}
        self.errors: dict[str, dict[str, str]] = {}

    def stack(self, user: str) -> list[JSON]:
        return self.stacks.setdefault(user, [])

    def open(self, user: str, view: JSON) -> JSON:
        """Show a modal instead of whatever `user` had open."""
        self._check_external(view, None)
        self.stacks[user] = []
        return self._put(user, view)

    def push(self, user: str, view: JSON) -> JSON:
        """Show a modal on top. Raises Refusal push_limit_reached or not_found where nothing is open."""
        if not self.stack(user):
            raise Refusal("not_found")
        if len(self.stack(user)) >= DEEPEST:
            raise Refusal("push_limit_reached")
        self._check_external(view, None)
        return self._put(user, view)

    def _put(self, user: str, view: JSON) -> JSON:
        stack = self.stack(user)
        shown = self._render(view, self.stamps.id("V"))
        shown |= {"root_view_id": stack[0]["id"] if stack else shown["id"], "previous_view_id": stack[-1]["id"] if stack else None}
        stack.append(shown)
        return shown

    def update(self, shown: JSON, view: JSON) -> JSON:
        """Replace what a modal shows, keeping its place and what was typed into inputs of the same block_id and action_id."""
        self._check_external(view, shown)
        kept = {key: shown[key] for key in ("root_view_id", "previous_view_id")}
        fresh = self._render(view, shown["id"]) | kept
        fresh["state"] = {"values": surviving(fresh["blocks"], shown["state"]["values"])}
        shown.clear()
        shown.update(fresh)
        self.errors.pop(shown["id"], None)
        return shown

    def publish(self, user: str, view: JSON) -> JSON:
        """What App Home shows to `user` from now on."""
        known = self.homes.get(user)
        self._check_external(view, known)
        shown = self._render(view, known["id"] if known else self.stamps.id("V"))
        self.homes[user] = shown | {"root_view_id": shown["id"], "previous_view_id": None}
        return self.homes[user]

    def find(self, view_id: object = None, external_id: object = None) -> tuple[str, JSON]:
        """Whose view it is and the view, home or modal. Raises Refusal not_found."""
        for user, stack in self.stacks.items():
            for view in stack:
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user, view
        for user, view in self.homes.items():
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return user, view
        raise Refusal("not_found")

    def close(self, user: str, view_id: str) -> list[JSON]:
        """Take a modal away with everything above it; with clear_on_close everything. What was taken, top first."""
        stack = self.stack(user)
        at = next((index for index, view in enumerate(stack) if view["id"] == view_id), None)
        if at is None:
            raise Refusal("not_found")
        return self.clear(user, 0 if stack[at]["clear_on_close"] else at)

    def clear(self, user: str, at: int = 0) -> list[JSON]:
        """Take away everything from depth `at` up, top first."""
        stack = self.stack(user)
        gone = stack[at:][::-1]
        del stack[at:]
        for view in gone:
            self.errors.pop(view["id"], None)
        return gone

    def _check_external(self, view: JSON, own: JSON | None) -> None:
        external = view.get("external_id")
        if not external:
            return
        try:
            _, other = self.find(external_id=external)
        except Refusal:
            return
        if other is not own:
            raise Refusal("duplicate_external_id")

    def _render(self, view: JSON, view_id: str) -> JSON:
        shown: JSON = {"id": view_id, "team_id": self.team.id, "type": view["type"], "blocks": furnish(view["blocks"], self.stamps)}
        shown |= {key: view.get(key) or "" for key in ("private_metadata", "callback_id", "external_id")}
        shown |= {"state": {"values": {}}, "hash": f"{self.stamps.ts()}.{self.stamps.id('')}"}
        shown |= {key: view.get(key) for key in ("title", "submit", "close")}
        shown |= {key: bool(view.get(key)) for key in ("clear_on_close", "notify_on_close")}
        return shown | {"app_id": self.team.app_id, "app_installed_team_id": self.team.id, "bot_id": self.team.bot_id}

"""Puts the tracking page, health and numbers together into one application."""

from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from bot.desk import Desk
from bot.web.conversation import Conversation
from bot.web.errors import kind_pages
from bot.web.fees import Fees
from bot.web.forms import Forms
from bot.web.headers import dressed
from bot.web.health import Health, Healthz
from bot.web.language import remembered
from bot.web.metrics import Metrics
from bot.web.overview import Organisation
from bot.web.pages import Pages
from bot.web.slowdown import Slowdown
from bot.web.static import Static
from bot.web.tracking import Tracking


def make_web(desk: Desk, *, health: Callable[[], Awaitable[Health]], routes: Iterable[web.AbstractRouteDef] = ()) -> web.Application:
    """The whole web door. `health` tells of the other parts; `routes`: other doors' own, such as Slack's over HTTP.

    Run it without an access log: the path of a conversation is its key.
    """
    static = Static.read()
    pages = Pages.of(desk, static)
    metrics = Metrics(desk, health)
    slowdown = Slowdown(desk.rules.limits.wrong_numbers, desk.clock)
    doors = (
        Tracking(desk, pages, slowdown, metrics.wrong),
        Conversation(desk, pages, Forms(desk.settings.secret_key.get_secret_value(), desk.clock)),
        Fees(desk, pages, Forms(desk.settings.secret_key.get_secret_value(), desk.clock)),
        Organisation(desk, pages),
        Healthz(desk, health),
        metrics,
        static,
    )
    app = web.Application(middlewares=[metrics.timed, remembered(desk), kind_pages(pages)])
    app.on_response_prepare.append(dressed(desk.settings.frame_ancestors))
    for door in doors:
        app.add_routes(door.routes())
    app.add_routes(routes)
    return app

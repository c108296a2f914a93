"""The Web API, one module a family of methods. https://docs.slack.dev/reference/methods"""

from bot.sandbox.methods import apps, chat, conversations, files, reactions, usergroups, users, views
from bot.sandbox.methods.method import Method

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}

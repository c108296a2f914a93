"""The local workspace: a small strict server that speaks Slack's own protocol on the loopback, so that the desk runs without an account.

Imitated: the Web API methods in `methods`, Socket Mode and signed HTTP requests, slash commands, Block Kit with its limits, modals,
App Home, shortcuts, response_url, events with redelivery, files, rate limits, and faults on purpose. Where Slack documents a refusal,
the same name comes back; where it is known to behave otherwise than documented, it is the behaviour that is imitated.

Not imitated: OAuth and installing, Enterprise Grid and shared channels, group direct messages, canvases, lists, workflows, search,
scheduled messages, unfurling of links, legacy attachments beyond keeping them, and the moderate looseness of Slack's rate limits:
a bucket here empties exactly.
"""

"""The new part of a reply: what stands above (or between) the quotes and the signature."""


def new_part(text: str, *, forwarded: bool = False) -> str:
    """What the writer added."""
    return text

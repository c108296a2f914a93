"""Two pictures for a phone: how old the open claims were, week by week, and where the time of the resolved ones went.

Drawn in a process of its own (`python -m bot.charts`: one JSON object in, one out), because the library is large and holds up everything
else while it works. Times and words come as they are to be read.
"""

import asyncio
import base64
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.process import end

PATIENCE = 120.0
"""Seconds; on a new machine the library first looks through all fonts."""
WIDTH, HEIGHT, DPI = 3.9, 4.3, 200
"""Inches: a picture is as wide as a phone (390 points), and sharp on it."""
AGES = ("#cfe3f3", "#8fbfe0", "#4f94c4", "#f0a35e", "#c8452f")
STAGES = {
    "unowned": "#c8452f", "triage": "#f0a35e", "work": "#2f6f9f", "customer": "#9aa5ad", "approval": "#b9a7d3", "release": "#6aa58a",
    "over": "#d8d2c4",
}  # fmt: skip
INK, PALE = "#1d2429", "#6b757c"


async def drawn(told: Mapping[str, Any], cache: Path) -> list[tuple[str, bytes]] | None:
    """(file name, PNG) of both pictures; None where they cannot be drawn. `cache`: where the library keeps what it knows of fonts."""
    await asyncio.to_thread(cache.mkdir, parents=True, exist_ok=True)
    pipe = asyncio.subprocess.PIPE
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.charts", stdin=pipe, stdout=pipe, stderr=pipe, env={**os.environ, "MPLCONFIGDIR": str(cache)}
    )
    try:
        out, _ = await asyncio.wait_for(worker.communicate(json.dumps(told).encode()), PATIENCE)
    except TimeoutError:
        return None
    finally:
        await end(worker)
    return [(name, base64.b64decode(png)) for name, png in json.loads(out).items()] if worker.returncode == 0 else None


def main() -> None:
    told = json.load(sys.stdin)
    pictures = {"backlog.png": _png(_backlog, told["backlog"]), "stages.png": _png(_stages, told["stages"])}
    json.dump({name: base64.b64encode(png).decode() for name, png in pictures.items()}, sys.stdout)


def _png(draw: Any, told: Mapping[str, Any]) -> bytes:
    from matplotlib import rcParams
    from matplotlib.figure import Figure

    rcParams["font.family"] = _font()
    rcParams["axes.unicode_minus"] = False
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=8, colors=INK)
    axes.set_title(told["title"], fontsize=11, color=INK, loc="left", pad=12, wrap=True)
    draw(axes, told)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _font() -> str:
    """Hangul needs a font that has it; the file lies in a package that is never imported."""
    from matplotlib import font_manager

    found = find_spec("koreanize_matplotlib")
    assert found is not None
    assert found.origin is not None
    for name in ("NanumGothic.ttf", "NanumGothicBold.ttf"):
        font_manager.fontManager.addfont(str(Path(found.origin).parent / "fonts" / name))
    return "NanumGothic"


def _backlog(axes: Any, told: Mapping[str, Any]) -> None:
    """Stacked bars, the oldest on the bottom in red; what is late as a line; marks as dated lines."""
    bars, places = told["bars"], range(len(told["bars"]))
    if not bars:
        _nothing(axes, told)
        return
    base = [0] * len(bars)
    for age in reversed(range(len(AGES))):
        heights = [bar["ages"][age] for bar in bars]
        axes.bar(places, heights, bottom=base, color=AGES[age], width=0.8, label=told["ages"][age], linewidth=0)
        base = [low + height for low, height in zip(base, heights, strict=True)]
    axes.plot(places, [bar["late"] for bar in bars], color=INK, linewidth=1.5, marker="o", markersize=3, label=told["late"])
    if told["limit"] is not None:
        axes.axhline(told["limit"], color=PALE, linewidth=1, linestyle="--", label=told["limit_name"])
    _marks(axes, told["marks"], max([*base, told["limit"] or 0, 1]))
    step = max(1, len(bars) // 5)
    axes.set_xticks([*places][::step], [bar["day"] for bar in bars][::step])
    axes.set_ylim(0, max([*base, told["limit"] or 0, 1]) * 1.25)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.legend(fontsize=7.5, frameon=False, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.1), handlelength=1.2, columnspacing=1)


def _marks(axes: Any, marks: Sequence[Mapping[str, Any]], top: float) -> None:
    for nth, mark in enumerate(marks):
        axes.axvline(mark["place"], color=PALE, linewidth=0.8, linestyle=":")
        axes.text(
            mark["place"],
            top * (1.22 - 0.08 * (nth % 3)),
            mark["text"],
            fontsize=7,
            color=PALE,
            ha="right" if mark["place"] > 6 else "left",
            va="top",
            parse_math=False,  # people write prices: "$10 -> $12"
        )


def _stages(axes: Any, told: Mapping[str, Any]) -> None:
    """One bar a stage, each with its share and time, and the sum that they make."""
    bars = told["bars"]
    if not bars:
        _nothing(axes, told)
        return
    places = range(len(bars))[::-1]
    axes.barh(places, [bar["share"] for bar in bars], color=[STAGES[bar["stage"]] for bar in bars], height=0.5)
    for place, bar in zip(places, bars, strict=True):
        axes.text(0, place + 0.34, f"{bar['name']}  {bar['told']}", fontsize=8.5, color=INK, va="bottom")
    axes.set_ylim(-0.5, len(bars) - 0.1)
    axes.set_xlim(0, max(bar["share"] for bar in bars) * 1.1)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_xlabel(told["total"], fontsize=8.5, color=PALE, loc="left")


def _nothing(axes: Any, told: Mapping[str, Any]) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, told["none"], ha="center", va="center", fontsize=10, color=PALE, transform=axes.transAxes)


if __name__ == "__main__":
    main()

// The thread beside the channel.

import { Composer } from "./composer.js";
import { h, keep, sticky, toEnd } from "./dom.js";
import { icon } from "./icons.js";
import { drawMessage, listed } from "./messages.js";

export class ThreadPanel {
  constructor(slack) {
    this.slack = slack;
    this.ts = null;
    this.drafts = new Map();
    this.list = h("div", { class: "messages", role: "log", "aria-label": "Thread", tabindex: "0" });
    this.composer = new Composer(slack, "thread-composer", () => this.ts, () => toEnd(this.list));
    sticky(this.list);
    const shut = h("button", { type: "button", class: "icon", "aria-label": "Close thread", title: "Close thread", onclick: () => this.close() }, icon("close"));
    const head = h("header", { class: "channel-head" }, h("h2", null, "Thread"), h("span", { class: "tools" }, shut));
    this.box = h("aside", { class: "thread", "aria-label": "Thread", "data-testid": "thread", hidden: true }, head, this.list, this.composer.box);
  }

  open(ts, focus = false) {
    if (ts !== this.ts) this.swap(ts);
    this.box.hidden = false;
    this.draw(true);
    if (focus) this.composer.area.focus();
  }

  swap(ts) {
    if (this.ts) this.drafts.set(this.ts, this.composer.area.value);
    this.ts = ts;
    this.composer.area.value = this.drafts.get(ts) ?? "";
    this.composer.clearError();
  }

  close() {
    if (this.ts) this.swap(null);
    this.box.hidden = true;
  }

  draw(jump = false) {
    if (!this.ts) return;
    const { state, names } = this.slack;
    const root = state.messages.find((one) => one.ts === this.ts);
    const rest = (state.threads[this.ts] ?? []).filter((one) => one.ts !== this.ts);
    if (!root && !rest.length) return this.close();
    const whispers = state.ephemerals.filter((one) => one.thread_ts === this.ts);
    const entries = listed([...(root ? [root] : []), ...rest], whispers, names);
    keep(this.list, entries, (one) => one.key, (one, old) => drawMessage(this.slack, one, "thread", old), names.looks);
    this.composer.name("");
    if (jump) toEnd(this.list);
  }
}

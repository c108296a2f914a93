// The box people type into; a line that starts with "/" is a command.

import { post, saying, upload } from "./api.js";
import { growing, h, unique } from "./dom.js";
import { icon } from "./icons.js";

export class Composer {
  /** `thread()` answers the thread's ts, or null in the channel; `sent()` is told when something went. */
  constructor(slack, testid, thread, sent) {
    this.sent = sent;
    const id = unique("composer");
    this.slack = slack;
    this.thread = thread;
    this.label = h("label", { class: "hidden", for: id });
    this.area = growing(h("textarea", { id, rows: 1, "data-testid": testid, "aria-describedby": `${id}-error` }));
    this.error = h("p", { class: "composer-error", id: `${id}-error`, role: "alert", "data-testid": `${testid}-error` });
    this.files = h("input", { type: "file", multiple: true, hidden: true, "data-testid": `${testid}-file`, "aria-label": "Attach a file" });
    const attach = h("button", { type: "button", class: "icon", "aria-label": "Attach a file", title: "Attach a file", onclick: () => this.files.click() }, icon("clip"));
    this.button = h("button", { class: "button primary send" }, "Send");
    const help = h("small", { class: "help" }, "Enter sends, Shift+Enter breaks the line");
    const row = h("div", { class: "composer-row" }, attach, help, this.button);
    this.box = h("form", { class: "composer", onsubmit: (event) => this.submit(event) }, this.label, this.area, this.files, row, this.error);
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.area.addEventListener("input", () => this.clearError());
    this.files.addEventListener("change", () => this.attach());
  }

  name(place) {
    const text = this.thread() ? "Reply in the thread" : `Message ${place}`;
    if (this.label.textContent === text) return;
    this.label.textContent = text;
    this.area.placeholder = this.thread() ? "Reply…" : `${text} or type /claim`;
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.box.requestSubmit();
  }

  async submit(event) {
    event.preventDefault();
    const text = this.area.value.trim();
    if (!text || this.box.ariaBusy === "true") return;
    const { me: user, channel } = this.slack;
    const path = text.startsWith("/") ? "/ui/slash" : "/ui/say";
    const answer = await this.busy(() => post(path, { user, channel, text, ...this.inThread() }));
    if (answer.error) this.fail(saying(answer.error));
    else this.clear();
    await this.slack.refresh();
    this.sent();
  }

  async attach() {
    const form = new FormData();
    const fields = { user: this.slack.me, channel: this.slack.channel, text: this.area.value.trim(), ...this.inThread() };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const file of this.files.files) form.append("file", file);
    const answer = await this.busy(() => upload("/ui/upload", form));
    this.files.value = "";
    if (answer.error) this.fail(saying(answer.error));
    else this.clear();
    await this.slack.refresh();
  }

  inThread() {
    return this.thread() ? { thread_ts: this.thread() } : {};
  }

  async busy(run) {
    this.box.ariaBusy = "true";
    this.button.disabled = true;
    try {
      return await run();
    } finally {
      this.box.ariaBusy = "false";
      this.button.disabled = false;
    }
  }

  clear() {
    this.area.value = "";
    this.area.fit();
    this.clearError();
  }

  fail(text) {
    this.error.textContent = text;
  }

  clearError() {
    this.error.textContent = "";
  }
}

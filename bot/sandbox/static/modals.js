// Modals, one above the other. https://docs.slack.dev/surfaces/modals

import { post, saying, upload } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { h, unique } from "./dom.js";
import { icon } from "./icons.js";
import { Controls } from "./inputs.js";
import { plain } from "./mrkdwn.js";

export class Modals {
  constructor(slack) {
    this.slack = slack;
    this.typed = new Map();
    this.dialog = null;
    this.shown = "";
    this.view = null;
  }

  /** `views` is the stack, the top one last. */
  draw(views) {
    const top = views.at(-1);
    if (!top) return this.gone();
    const looks = `${top.id} ${top.hash ?? JSON.stringify(top.blocks)}`;
    if (looks !== this.shown) this.show(top, views.length, looks);
    this.mark(top.errors ?? {});
  }

  gone() {
    this.dialog?.remove();
    this.dialog = this.view = null;
    this.shown = "";
    this.typed.clear();
  }

  show(view, depth, looks) {
    if (this.view) this.typed.set(this.view.id, this.controls.state());
    this.dialog?.remove();
    this.view = view;
    this.shown = looks;
    const act = (action) => this.slack.click({ view_id: view.id }, action, this.controls.state());
    this.controls = new Controls(this.slack.names, act, { before: this.typed.get(view.id), suggest: this.slack.suggest(view.id) });
    this.dialog = this.build(view, depth);
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.dialog.querySelectorAll("textarea").forEach((area) => area.fit?.());
    (this.dialog.querySelector("[autofocus]") ?? this.dialog.querySelector(".modal-body :is(input, textarea, select)"))?.focus();
  }

  build(view, depth) {
    const title = unique("title");
    const close = () => this.close();
    this.submitButton = view.submit ? h("button", { class: "button primary" }, plain(view.submit.text)) : null;
    this.problem = h("p", { class: "composer-error", role: "alert", "data-testid": "modal-error" });
    const form = h(
      "form",
      { method: "dialog", novalidate: true, onsubmit: (event) => this.submit(event) },
      h("header", { class: "modal-head" }, h("h2", { id: title }, plain(view.title?.text)), h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: close }, icon(depth > 1 ? "back" : "close"))),
      h("div", { class: "modal-body blocks" }, drawBlocks(view.blocks, this.slack.names, this.controls)),
      this.problem,
      h("footer", { class: "row end" }, h("button", { type: "button", class: "button", onclick: close }, plain(view.close?.text ?? "Cancel")), this.submitButton),
    );
    const look = depth > 1 ? "modal stacked" : "modal";
    const dialog = h("dialog", { class: look, "data-testid": "modal", "aria-labelledby": title }, form);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close();
    });
    return dialog;
  }

  async submit(event) {
    event.preventDefault();
    if (!this.submitButton || this.submitButton.disabled) return;
    const view = this.view;
    this.busy(true);
    const failed = await this.uploads();
    const answer = failed ?? (await post("/ui/submit", { user: this.slack.me, view_id: view.id, state: this.controls.state() }));
    this.busy(false);
    this.problem.textContent = answer.error ? saying(answer.error) : "";
    if (answer.errors) this.mark(answer.errors, true);
    await this.slack.refresh();
  }

  /** Hands in the files of file inputs, which a submission names by id; an answer with an error where one fails. */
  async uploads() {
    for (const input of this.dialog.querySelectorAll("input[type=file]")) {
      input.uploaded = [];
      for (const file of input.files) {
        const form = new FormData();
        form.append("user", this.slack.me);
        form.append("file", file);
        const answer = await upload("/ui/upload", form);
        if (answer.error) return answer;
        input.uploaded.push(answer.file.id);
      }
    }
    return null;
  }

  busy(yes) {
    this.dialog.ariaBusy = String(yes);
    this.submitButton.disabled = yes;
  }

  /** Texts by block_id, under their inputs; what was typed stays. */
  mark(errors, focus = false) {
    if (errors[""]) this.problem.textContent = errors[""];
    for (const box of this.dialog.querySelectorAll("[data-block]")) {
      const text = errors[box.dataset.block] ?? "";
      const line = box.querySelector(".error");
      if (line.textContent !== text) line.textContent = text;
      box.classList.toggle("wrong", Boolean(text));
      const control = box.querySelector("input, textarea, select");
      if (text) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
    if (focus) this.dialog.querySelector(".wrong :is(input, textarea, select)")?.focus();
  }

  async close() {
    const answer = await post("/ui/close", { user: this.slack.me, view_id: this.view.id });
    if (answer.error) this.problem.textContent = saying(answer.error);
    await this.slack.refresh();
  }
}

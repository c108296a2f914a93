// Writing a mail: new, or in answer to one. What is typed survives a refusal and a reload.

import { get, upload } from "./api.js";
import { growing, h, keep, unique } from "./dom.js";
import { icon } from "./icons.js";

export class Compose {
  constructor(mail) {
    this.mail = mail;
    this.active = null;
  }

  /** An empty mail to the desk, in `place`. */
  fresh(place) {
    this.start({ to: [this.mail.state.desk], cc: [], subject: "", answers: "", quoted: "" }, "New mail");
    keep(place, ["new"], (one) => one, () => this.active.form);
    this.active.focus.focus();
  }

  /** An answer to a mail, in `place`. */
  async reply(id, place) {
    const draft = await get("/mail/reply", { who: this.mail.who, id });
    if (draft.error) return;
    this.start({ ...draft, answers: id }, "Reply");
    this.resume(place);
    this.active.area.focus();
    this.active.form.scrollIntoView({ block: "end" });
  }

  /** Puts an answer being written back into `place`; false when there is none. */
  resume(place) {
    if (!this.active?.draft.answers) return false;
    const held = this.active.form.contains(document.activeElement) ? document.activeElement : null;
    place.replaceChildren(this.active.form);
    held?.focus();
    return true;
  }

  close() {
    this.active?.form.remove();
    this.active = null;
  }

  key(draft) {
    return `draft ${this.mail.who} ${draft.answers}`;
  }

  start(draft, title) {
    this.close();
    const kept = JSON.parse(sessionStorage.getItem(this.key(draft)) ?? "{}");
    const id = unique("compose");
    const fields = {
      to: this.line(`${id}-to`, kept.to ?? draft.to.join(", ")),
      cc: this.line(`${id}-cc`, kept.cc ?? draft.cc.join(", ")),
      subject: this.line(`${id}-subject`, kept.subject ?? draft.subject),
    };
    const area = growing(h("textarea", { id: `${id}-text`, rows: 6, "data-focus": "text", "data-testid": "compose-text" }));
    area.value = kept.text ?? "";
    const quote = draft.quoted ? h("input", { type: "checkbox", checked: true, id: `${id}-quote` }) : null;
    const files = h("input", { type: "file", multiple: true, id: `${id}-files`, "data-testid": "compose-files" });
    const problem = h("p", { class: "composer-error", role: "alert", "data-testid": "compose-error" });
    const send = h("button", { class: "button primary" }, "Send");
    const form = h(
      "form",
      { class: "compose", "data-testid": "compose", "aria-label": title, novalidate: true, onsubmit: (event) => this.submit(event), oninput: () => this.save() },
      draft.answers ? null : h("header", { class: "reading-head" }, this.back(), h("h2", null, title)),
      h("div", { class: "compose-pair" }, this.row("To", fields.to), this.row("Cc", fields.cc)),
      this.row("Subject", fields.subject),
      h("label", { class: "hidden", for: area.id }, "Text"),
      area,
      quote ? h("details", { class: "quoted" }, h("summary", null, "Quoted below"), h("label", { class: "choice" }, quote, "Quote the mail below"), h("pre", null, draft.quoted)) : null,
      this.row("Files", files),
      problem,
      h("div", { class: "row" }, send, h("button", { type: "button", class: "button", onclick: () => this.discard() }, "Discard")),
    );
    this.active = { draft, form, fields, area, quote, files, problem, send, focus: fields.subject };
  }

  back() {
    return h("button", { type: "button", class: "icon back", "aria-label": "Back to the list", onclick: () => this.mail.leave() }, icon("back"));
  }

  line(id, value) {
    return h("input", { id, value, autocomplete: "off" });
  }

  row(label, control) {
    return h("div", { class: "compose-row" }, h("label", { for: control.id || null }, label), control);
  }

  save() {
    const { draft, fields, area } = this.active;
    const typed = { to: fields.to.value, cc: fields.cc.value, subject: fields.subject.value, text: area.value };
    sessionStorage.setItem(this.key(draft), JSON.stringify(typed));
  }

  discard() {
    sessionStorage.removeItem(this.key(this.active.draft));
    this.finish();
  }

  finish() {
    const answered = this.active.draft.answers;
    this.close();
    if (!answered) return this.mail.leave();
    this.mail.reading.querySelector("[data-key=answer]")?.remove();
    return this.mail.loadOpen();
  }

  async submit(event) {
    event.preventDefault();
    const { draft, fields, area, quote, files, problem, send } = this.active;
    if (send.disabled) return;
    const form = new FormData();
    const texts = { who: this.mail.who, to: fields.to.value, cc: fields.cc.value, subject: fields.subject.value, text: area.value };
    for (const [name, value] of Object.entries({ ...texts, in_reply_to: draft.answers, quote: quote?.checked ? "yes" : "no" })) form.append(name, value);
    for (const file of files.files) form.append("files", file);
    send.disabled = true;
    send.textContent = "Sending…";
    const answer = await upload("/mail/send", form);
    send.disabled = false;
    send.textContent = "Send";
    if (answer.error) {
      problem.textContent = answer.status === 502 ? `Not sent. The desk’s mail door said “${answer.error}”. Your text is still here.` : `Not sent. ${answer.error}`;
      this.active.form.scrollIntoView({ block: "end" });
      return;
    }
    sessionStorage.removeItem(this.key(draft));
    this.close();
    await this.mail.refresh();
    this.mail.reading.querySelector("[data-key=answer]")?.remove();
    await this.mail.read(answer.id);
  }
}

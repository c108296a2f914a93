// The customers' mail client: mailboxes, conversations, reading.

import { get, post, single } from "./api.js";
import { Compose } from "./compose.js";
import { h, keep, toast } from "./dom.js";
import { icon } from "./icons.js";
import { drawMail } from "./letter.js";

export class Mail {
  /** `unread(count)` hears how many mails nobody has opened, over all mailboxes. */
  constructor(pane, tracking, unread) {
    this.tracking = tracking;
    this.unread = unread;
    this.who = sessionStorage.getItem("customer") ?? "";
    this.open = null;
    this.state = null;
    this.build(pane);
    tracking.catchLinks(pane);
    this.refresh = single(() => this.load());
  }

  build(pane) {
    this.customer = h("select", { id: "customer", "data-testid": "customer-select", onchange: () => this.become(this.customer.value) });
    const write = h("button", { type: "button", class: "button primary", "data-testid": "write", onclick: () => this.write() }, "Write");
    const add = h("button", { type: "button", class: "button", onclick: () => this.welcome() }, "New customer");
    this.address = h("p", { class: "role", "data-testid": "customer-address" });
    this.list = h("div", { class: "conversations", role: "list", "aria-label": "Conversations", "data-testid": "mail-list" });
    this.empty = h("p", { class: "empty" }, "No mail yet. Press Write and tell the desk what is wrong.");
    const head = h("div", { class: "mail-side-head" }, h("label", { for: "customer" }, "Mailbox of"), this.customer, this.address, h("div", { class: "row" }, write, add));
    this.reading = h("div", { class: "reading", "data-testid": "reading" });
    this.box = h("div", { class: "mail" }, h("div", { class: "mail-side" }, head, this.empty, this.list), this.reading);
    this.compose = new Compose(this);
    pane.append(this.box);
  }

  async load() {
    const asked = this.who;
    const state = await get("/mail/state", asked ? { who: asked } : {});
    if (state.error || asked !== this.who) return;
    this.state = state;
    this.who = state.who;
    sessionStorage.setItem("customer", this.who);
    this.unread(state.customers.reduce((sum, one) => sum + one.unread, 0));
    this.draw();
    await this.loadOpen();
  }

  draw() {
    const label = (one) => `${one.name}${one.unread ? ` (${one.unread} new)` : ""}`;
    keep(this.customer, this.state.customers, (one) => one.address, (one) => h("option", { value: one.address }, label(one)));
    this.customer.value = this.who;
    this.address.textContent = this.who;
    this.empty.hidden = this.state.conversations.length > 0;
    const entries = this.state.conversations.map((one) => ({ ...one, on: one.id === this.open }));
    keep(this.list, entries, (one) => one.id, (one) => this.drawEntry(one), this.me()?.language);
    if (!this.open && !this.compose.active) this.blank();
  }

  drawEntry(one) {
    const props = { type: "button", "aria-current": one.on ? "true" : null, "data-testid": "conversation", "data-focus": one.id, onclick: () => this.read(one.id) };
    const side = one.side === "out" ? h("span", { class: "sent", title: "You wrote last" }, "↩ ") : null;
    return h(
      "div",
      { role: "listitem", class: one.unread ? "unread" : null },
      h(
        "button",
        props,
        h("span", { class: "line" }, h("span", { class: "who" }, one.who.join(", ")), one.count > 1 ? h("span", { class: "count" }, one.count) : null, h("time", { datetime: one.at }, this.moment(one.at))),
        h("span", { class: "subject" }, one.unread ? h("span", { class: "dot", role: "img", "aria-label": "Unread" }) : null, one.subject || "(no subject)", one.files ? [" ", icon("clip")] : null),
        h("span", { class: "snippet" }, side, one.snippet),
      ),
    );
  }

  me() {
    return this.state?.customers.find((one) => one.address === this.who);
  }

  locale() {
    return this.me()?.language === "ko" ? "ko-KR" : "en-GB";
  }

  /** A time in the customer's language and zone. */
  written(at, form) {
    return new Intl.DateTimeFormat(this.locale(), { ...form, timeZone: this.me()?.zone }).format(at);
  }

  moment(text) {
    const at = new Date(text);
    const day = (when) => this.written(when, { dateStyle: "short" });
    return this.written(at, day(at) === day(new Date()) ? { timeStyle: "short" } : { month: "short", day: "numeric" });
  }

  blank() {
    this.box.classList.remove("open");
    keep(this.reading, ["blank"], (one) => one, () => h("p", { class: "empty" }, "Choose a conversation, or write a new mail."));
  }

  become(who) {
    this.who = who;
    this.leave();
    return this.refresh();
  }

  leave() {
    this.open = null;
    this.compose.close();
    this.blank();
  }

  read(id) {
    this.compose.close();
    this.open = id;
    this.draw();
    return this.loadOpen();
  }

  async loadOpen() {
    const asked = this.open;
    if (!asked) return;
    const found = await get("/mail/conversation", { who: this.who, id: asked });
    if (asked !== this.open) return;
    if (found.error) return this.leave();
    this.drawOpen(found);
    const fresh = found.mails.filter((mail) => mail.unread).map((mail) => mail.id);
    if (fresh.length && this.reading.offsetParent) await post("/mail/seen", { who: this.who, ids: fresh });
  }

  drawOpen(found) {
    if (this.open !== found.id) {
      this.open = found.id;
      this.draw();
    }
    this.box.classList.add("open");
    const mails = found.mails.map((mail) => ({ ...mail, unread: false }));
    const entries = [{ id: "head", subject: found.subject }, ...mails, { id: "answer", last: mails.at(-1).id }];
    const added = ![...this.reading.children].some((child) => child.dataset.key === mails.at(-1).id);
    keep(this.reading, entries, (one) => one.id, (one) => this.drawPart(one), this.who);
    if (added) this.follow(this.reading.querySelector(`[data-key="${mails.at(-1).id}"]`));
  }

  /** Keeps the newest mail in sight while the letters above it find their height, until the reader moves. */
  follow(newest) {
    this.held?.disconnect();
    this.held = new ResizeObserver(() => newest.scrollIntoView({ block: "start" }));
    for (let above = newest; above; above = above.previousElementSibling) this.held.observe(above);
    for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) this.reading.addEventListener(moved, () => this.held.disconnect(), { once: true, passive: true });
  }

  drawPart(part) {
    if (part.id === "head") return this.drawHead(part.subject);
    if (part.id === "answer") return this.drawAnswer(part.last);
    return drawMail(part, this, this.tracking);
  }

  drawHead(subject) {
    const back = h("button", { type: "button", class: "icon back", "aria-label": "Back to the list", onclick: () => this.leave() }, icon("back"));
    return h("header", { class: "reading-head" }, back, h("h2", null, subject || "(no subject)"));
  }

  drawAnswer(last) {
    const box = h("div", { class: "answer" });
    const start = () => this.compose.reply(last, box);
    if (this.compose.resume(box)) return box;
    box.append(h("button", { type: "button", class: "button primary", "data-testid": "reply", onclick: start }, "Reply"));
    return box;
  }

  write() {
    this.open = null;
    this.draw();
    this.box.classList.add("open");
    this.compose.fresh(this.reading);
  }

  async welcome() {
    const { askCustomer } = await import("./customer.js");
    const answer = await askCustomer();
    if (!answer) return;
    if (answer.error) toast(answer.error);
    else this.become(answer.who);
  }
}

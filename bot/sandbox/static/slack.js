// The Slack side: who you are, channels, messages, threads, Home.

import { get, post, saying, single } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { h, keep, sticky, toEnd, toast } from "./dom.js";
import { icon } from "./icons.js";
import { Controls } from "./inputs.js";
import { drawMessage, listed } from "./messages.js";
import { Modals } from "./modals.js";
import { namesOf } from "./names.js";
import { menuButton } from "./popups.js";
import { ThreadPanel } from "./thread.js";

/** The thread that a message's link leads to, or null. https://docs.slack.dev/reference/methods/chat.getPermalink */
function permalink(url) {
  const { origin, pathname, searchParams } = new URL(url);
  const found = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(pathname);
  if (!found || origin !== location.origin) return null;
  return { channel: found[1], ts: searchParams.get("thread_ts") ?? `${found[2]}.${found[3]}` };
}

export class Slack {
  constructor(pane, settings, tracking) {
    this.settings = settings;
    this.me = new URLSearchParams(location.search).get("as") ?? sessionStorage.getItem("me") ?? settings.person;
    this.channel = sessionStorage.getItem("channel") ?? settings.channel;
    this.place = "channel";
    this.state = null;
    this.build(pane);
    tracking.catchLinks(pane);
    pane.addEventListener("click", (event) => this.caught(event));
    this.modals = new Modals(this);
    this.refresh = single(() => this.load());
    const asked = permalink(location.href);
    if (asked) this.follow(asked);
  }

  build(pane) {
    this.person = h("select", { id: "person", "data-testid": "person-select", onchange: () => this.become(this.person.value) });
    this.role = h("p", { class: "role", "data-testid": "role" });
    this.nav = h("nav", { class: "channels", "aria-label": "Channels" });
    this.heading = h("h2", { class: "channel-name" });
    this.topic = h("span", { class: "topic" });
    this.tools = h("span", { class: "tools" });
    this.list = h("div", { class: "messages", role: "log", "aria-label": "Messages", "data-testid": "messages", tabindex: "0" });
    sticky(this.list);
    this.home = h("div", { class: "home", "data-testid": "home", hidden: true });
    this.composer = new Composer(this, "composer", () => null, () => toEnd(this.list));
    this.thread = new ThreadPanel(this);
    this.side = h("div", { class: "side" }, h("label", { for: "person" }, "You are"), this.person, this.role, this.nav);
    const head = h("header", { class: "channel-head" }, this.heading, this.topic, this.tools);
    this.column = h("div", { class: "column" }, head, this.list, this.home, this.composer.box);
    pane.append(h("div", { class: "slack" }, this.side, this.column, this.thread.box));
  }

  async load() {
    const asked = { user: this.me, channel: this.channel };
    const state = await get("/ui/state", asked);
    if (asked.user !== this.me || asked.channel !== this.channel) return;
    if (state.error) return this.forget(state);
    this.state = state;
    this.me = state.me;
    this.channel = state.channel?.id ?? "";
    sessionStorage.setItem("me", this.me);
    sessionStorage.setItem("channel", this.channel);
    this.names = namesOf(state, this.me);
    this.draw();
  }

  /** The workspace does not know this person or channel (any more): begin as at first. */
  forget(state) {
    const { person, channel } = this.settings;
    if (state.status !== 404 || (this.me === person && this.channel === channel)) return toast(saying(state.error));
    this.me = person;
    this.channel = channel;
    return this.refresh();
  }

  become(user) {
    this.me = user;
    this.thread.composer.clearError();
    this.composer.clearError();
    if (this.place === "home") this.openHome();
    return this.refresh();
  }

  draw() {
    this.drawPeople();
    this.drawChannels();
    this.drawHead();
    this.drawMessages();
    this.drawHome();
    this.thread.draw();
    this.modals.draw(this.state.views);
  }

  drawPeople() {
    const people = this.state.people.filter((one) => !one.is_bot && !one.deleted);
    keep(this.person, people, (one) => one.id, (one) => h("option", { value: one.id }, one.real_name || one.name));
    this.person.value = this.me;
    this.role.textContent = this.settings.roles[this.me] ?? "";
  }

  drawChannels() {
    const { channels } = this.state;
    const entries = [{ id: "home", label: "Home", on: this.place === "home" }].concat(
      channels.map((one) => ({ id: one.id, label: this.label(one), on: this.place === "channel" && one.id === this.channel })),
    );
    keep(this.nav, entries, (one) => one.id, (one) => this.drawEntry(one));
  }

  drawEntry(entry) {
    const go = () => (entry.id === "home" ? this.openHome() : this.enter(entry.id));
    const props = { type: "button", "data-testid": "channel", "data-focus": entry.id, "aria-current": entry.on ? "page" : null, onclick: go };
    return h("div", null, h("button", props, entry.label));
  }

  label(channel) {
    return channel.is_im ? this.state.app.name : `#${channel.name}`;
  }

  enter(channel) {
    this.place = "channel";
    if (channel !== this.channel) this.thread.close();
    this.channel = channel;
    return this.refresh();
  }

  /** A click on a message's link opens its thread here. */
  caught(event) {
    const link = event.target.closest?.("a[href]");
    const asked = link && !event.ctrlKey && !event.metaKey && !event.shiftKey && permalink(link.href);
    if (!asked) return;
    event.preventDefault();
    this.follow(asked);
  }

  async follow({ channel, ts }) {
    await this.enter(channel);
    this.thread.open(ts);
    if (!this.thread.ts) toast(saying("message_not_found"));
  }

  async openHome() {
    this.place = "home";
    this.thread.close();
    this.draw();
    const answer = await post("/ui/home", { user: this.me });
    if (answer.error) toast(answer.error);
  }

  drawHead() {
    const channel = this.state.channels.find((one) => one.id === this.channel);
    const name = this.place === "home" ? "Home" : channel ? this.label(channel) : "";
    this.heading.textContent = name;
    this.topic.textContent = this.place === "home" ? "" : (channel?.topic?.value ?? "");
    this.composer.name(name);
    const shortcuts = this.state.shortcuts.filter((one) => one.type === "global");
    const join = channel && !channel.is_member && !channel.is_im && this.place === "channel" ? [{ join: channel.id }] : [];
    const tools = [...join, ...(shortcuts.length ? [{ shortcuts }] : [])];
    keep(this.tools, tools, (one) => Object.keys(one)[0], (one) => (one.join ? this.drawJoin(one.join) : this.drawShortcuts(one.shortcuts)));
  }

  drawJoin(channel) {
    const join = () => this.did(post("/ui/join", { user: this.me, channel }));
    return h("button", { type: "button", class: "button", onclick: join }, "Join channel");
  }

  drawShortcuts(shortcuts) {
    const pick = (one) => () => this.did(post("/ui/shortcut", { user: this.me, callback_id: one.callback_id }));
    return menuButton("Shortcuts", icon("bolt"), shortcuts.map((one) => ({ label: one.name, description: one.description, pick: pick(one) })));
  }

  drawMessages() {
    const shown = this.place === "channel";
    this.list.hidden = !shown;
    this.composer.box.hidden = !shown;
    const whispers = this.state.ephemerals.filter((one) => !one.thread_ts);
    const moved = this.list.dataset.channel !== this.channel;
    const entries = listed(this.state.messages, whispers, this.names);
    keep(this.list, entries, (one) => one.key, (one, old) => drawMessage(this, one, "channel", old), this.names.looks);
    this.list.dataset.channel = this.channel;
    if (moved) toEnd(this.list);
  }

  drawHome() {
    this.home.hidden = this.place !== "home";
    const view = this.state.home;
    keep(this.home, [view ?? {}], () => "home", () => this.drawHomeView(view), this.names.looks);
  }

  drawHomeView(view) {
    if (!view) return h("p", { class: "empty" }, "Nothing here yet.");
    const controls = new Controls(this.names, (action) => this.click({ view_id: view.id }, action, controls.state()), { suggest: this.suggest(view.id) });
    return h("div", { class: "blocks" }, drawBlocks(view.blocks, this.names, controls));
  }

  /** What an external select of this view offers for what was typed. */
  suggest(view_id) {
    return async (action_id, value) => (await get("/ui/options", { user: this.me, view_id, action_id, value })).options ?? [];
  }

  /** Something was pressed; `where` is {ts}, {ephemeral_ts} or {view_id}. */
  click(where, action, state) {
    const { type, action_id, block_id, text, ...chosen } = action;
    const selected = type === "button" ? null : chosen;
    return this.did(post("/ui/click", { user: this.me, channel: this.channel, ...where, action_id, block_id, value: action.value, selected, state }));
  }

  /** Waits for an answer and says what went wrong. */
  async did(asked) {
    const answer = await asked;
    if (answer.error) toast(saying(answer.error));
    await this.refresh();
    return answer;
  }
}

// A message: who, when, what it says, what can be done with it.

import { post } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { growing, h, unique } from "./dom.js";
import { icon } from "./icons.js";
import { Controls } from "./inputs.js";
import { clock, full, mrkdwn, nearby } from "./mrkdwn.js";
import { face } from "./names.js";
import { ask, menuButton } from "./popups.js";

const when = (ts) => new Date(Number(ts) * 1000);

/** Messages and whispers in order, with a divider at each new day. */
export function listed(messages, whispers, names) {
  const all = [...messages.map((one) => ({ ...one, key: one.ts })), ...whispers.map((one) => ({ ...one, key: `whisper-${one.ts}`, whisper: true }))];
  all.sort((one, other) => Number(one.ts) - Number(other.ts));
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: names.zone });
  let last = "";
  return all.flatMap((one) => {
    const today = day.format(when(one.ts));
    const divider = today === last ? [] : [{ key: `day-${today}`, day: one.ts }];
    last = today;
    return [...divider, one];
  });
}

/** An entry of listed() as a node; `old` is what stood there before, whose half-made choices are kept. */
export function drawMessage(slack, entry, place, old) {
  if (entry.day) return divider(entry.day, slack.names);
  const controls = new Controls(slack.names, (action) => slack.click(target(entry), action, controls.state()), { before: old?.controls?.state() });
  const id = unique("by");
  const article = h(
    "article",
    { class: `message${entry.whisper ? " whisper" : ""}`, "data-testid": entry.whisper ? "ephemeral" : "message", "data-ts": entry.ts, "aria-labelledby": id },
    avatar(slack, entry),
    h(
      "div",
      { class: "message-main" },
      entry.whisper ? onlyYou(slack, entry) : null,
      byline(slack, entry, id),
      body(slack, entry, controls),
      files(entry),
      reactions(slack, entry),
      place === "channel" && !entry.whisper ? replies(slack, entry) : null,
    ),
    entry.whisper ? null : toolbar(slack, entry, place),
  );
  article.controls = controls;
  return article;
}

const target = (entry) => (entry.whisper ? { ephemeral_ts: entry.ts } : { ts: entry.ts });

function onlyYou(slack, entry) {
  const dismiss = () => slack.did(post("/ui/dismiss", { user: slack.me, ephemeral_ts: entry.ts }));
  return h("p", { class: "only-you" }, icon("eye"), " Only visible to you · ", h("button", { type: "button", class: "link", onclick: dismiss }, "Dismiss"));
}

function divider(ts, names) {
  const day = new Intl.DateTimeFormat(names.locale, { dateStyle: "full", timeZone: names.zone }).format(when(ts));
  return h("div", { class: "day", role: "separator" }, h("span", null, nearby(when(ts), names) ?? day));
}

const isApp = (entry) => Boolean(entry.bot_id || entry.bot_profile || entry.subtype === "bot_message");

function writer(slack, entry) {
  if (entry.user === "USLACKBOT") return "Slackbot";
  return entry.username ?? entry.bot_profile?.name ?? slack.names.user(entry.user) ?? (isApp(entry) ? "claimdesk" : entry.user);
}

function avatar(slack, entry) {
  if (isApp(entry)) return h("img", { class: "avatar", src: "/page/mark.svg", alt: "" });
  const { initials, hue } = face(entry.user ?? "?", writer(slack, entry) ?? "?");
  const box = h("span", { class: "avatar", "aria-hidden": "true" }, initials);
  box.style.setProperty("--hue", hue);
  return box;
}

function byline(slack, entry, id) {
  const at = when(entry.ts);
  return h(
    "header",
    { class: "byline", id },
    h("strong", { "data-testid": "author" }, writer(slack, entry)),
    isApp(entry) ? h("span", { class: "app" }, "APP") : null,
    h("time", { datetime: at.toISOString(), title: full(at, slack.names) }, clock(at, slack.names)),
    entry.edited ? h("span", { class: "edited" }, "(edited)") : null,
  );
}

function body(slack, entry, controls) {
  const blocks = entry.blocks ?? [];
  const typed = blocks.length && blocks.every((block) => block.type === "rich_text");
  if (!blocks.length || (typed && !isApp(entry))) return h("div", { class: "text", "data-testid": "text" }, mrkdwn(entry.text, slack.names));
  const props = typed ? { class: "text", "data-testid": "text" } : { class: "blocks card", "data-testid": entry.whisper ? "answer" : "card" };
  return h("div", props, drawBlocks(blocks, slack.names, controls));
}

function files(entry) {
  if (!entry.files?.length) return null;
  return h("ul", { class: "files" }, entry.files.map((file) => h("li", null, fileLink(file))));
}

function fileLink(file) {
  const url = `/ui/files/${file.id}`;
  const size = file.size >= 1048576 ? `${(file.size / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(file.size / 1024))} kB`;
  const shown = /^image\/(png|jpe?g|gif|webp)$/.test(file.mimetype ?? "") ? h("img", { src: url, alt: "", loading: "lazy" }) : h("span", { class: "file-kind" }, file.filetype ?? "file");
  return h("a", { class: "file", href: url, target: "_blank", rel: "noopener", "data-testid": "file" }, shown, h("span", null, file.title ?? file.name), h("small", null, size));
}

function reactions(slack, entry) {
  if (!entry.reactions?.length) return null;
  return h("div", { class: "reactions" }, entry.reactions.map((one) => reaction(slack, entry, one)));
}

function reaction(slack, entry, { name, users, count }) {
  const mine = users.includes(slack.me);
  const turn = () => slack.did(post(mine ? "/ui/unreact" : "/ui/react", { user: slack.me, channel: slack.channel, ts: entry.ts, name }));
  const title = `${name}: ${users.map((id) => slack.names.user(id) ?? id).join(", ")}`;
  return h("button", { type: "button", class: "reaction", title, "aria-pressed": String(mine), onclick: turn }, mrkdwn(`:${name}:`, slack.names), ` ${count}`);
}

function replies(slack, entry) {
  if (!entry.reply_count) return null;
  const label = entry.reply_count === 1 ? "1 reply" : `${entry.reply_count} replies`;
  const last = entry.latest_reply ? h("small", null, clock(when(entry.latest_reply), slack.names)) : null;
  return h("button", { type: "button", class: "replies", "data-testid": "replies", "data-focus": "replies", onclick: () => slack.thread.open(entry.ts) }, label, last);
}

function toolbar(slack, entry, place) {
  const open = () => slack.thread.open(entry.ts, true);
  const reply = place === "channel" ? h("button", { type: "button", class: "icon", "aria-label": "Reply in thread", title: "Reply in thread", "data-focus": "thread", onclick: open }, icon("thread")) : null;
  const items = [...shortcuts(slack, entry), ...own(slack, entry)];
  return h("div", { class: "toolbar" }, reply, items.length ? menuButton("More actions", icon("dots"), items, { "data-focus": "more" }) : null);
}

function shortcuts(slack, entry) {
  const all = (slack.state.shortcuts).filter((one) => one.type === "message");
  const body = (one) => ({ user: slack.me, callback_id: one.callback_id, channel: slack.channel, ts: entry.ts });
  return all.map((one) => ({ label: one.name, description: one.description, pick: () => slack.did(post("/ui/shortcut", body(one))) }));
}

function own(slack, entry) {
  if (entry.user !== slack.me || isApp(entry) || entry.subtype === "tombstone") return [];
  return [
    { label: "Edit message", pick: () => edit(slack, entry) },
    { label: "Delete message", style: "danger", pick: () => remove(slack, entry) },
  ];
}

async function remove(slack, entry) {
  const sure = await ask({ title: "Delete this message?", body: mrkdwn(entry.text, slack.names), yes: "Delete", no: "Cancel", danger: true });
  if (sure) slack.did(post("/ui/delete", { user: slack.me, channel: slack.channel, ts: entry.ts }));
}

function edit(slack, entry) {
  const shown = document.querySelector(`.message[data-ts="${entry.ts}"] .text`);
  const area = growing(h("textarea", { "aria-label": "Edit message" }));
  area.value = plainly(entry.text, slack.names);
  const done = () => form.replaceWith(shown);
  const save = async (event) => {
    event.preventDefault();
    const answer = await slack.did(post("/ui/edit", { user: slack.me, channel: slack.channel, ts: entry.ts, text: area.value }));
    if (!answer.error) done();
  };
  const form = h("form", { class: "edit", onsubmit: save }, area, h("div", { class: "row end" }, h("button", { type: "button", class: "button", onclick: done }, "Cancel"), h("button", { class: "button primary" }, "Save changes")));
  shown.replaceWith(form);
  area.focus();
}

function plainly(text, names) {
  const named = text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) => `@${names.people.find((one) => one.id === id)?.name ?? id}`);
  return named.replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

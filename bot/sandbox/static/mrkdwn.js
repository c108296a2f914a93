// Slack's text, as DOM: mrkdwn with its escapes and <…> marks, plain_text, and rich_text blocks.
// https://docs.slack.dev/messaging/formatting-message-text

import { h } from "./dom.js";
import { emoji } from "./emoji.js";

const EDGE_BEFORE = "(?<![\\p{L}\\p{N}])";
const EDGE_AFTER = "(?![\\p{L}\\p{N}])";
const styled = (mark) => `${EDGE_BEFORE}[${mark}](?!\\s)([^${mark}\\n]+?)(?<!\\s)[${mark}]${EDGE_AFTER}`;
const INLINE = new RegExp(
  ["`([^`\\n]+)`", "<([^<>\\n]+)>", styled("*"), styled("_"), styled("~"), ":([a-z0-9_+'-]+):", "(https?://[^\\s<>|]*[^\\s<>|.,;:!?)\\]])"].join("|"),
  "gu",
);

/** Text with &lt; &gt; &amp; turned back; the only three Slack knows. */
export function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

/** What a person typed, as it travels. */
export function escape(text) {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
}

/** A text object: {type: "plain_text" | "mrkdwn", text}. */
export function textObject(object, names) {
  if (!object) return "";
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : plain(object.text);
}

/** plain_text: emoji and line breaks only. */
export function plain(text) {
  return unescape(text ?? "").replace(/:([a-z0-9_+'-]+):/g, (whole, name) => emoji(name) ?? whole);
}

/** mrkdwn as a span of nodes. `names` answers user(id), channel(id), group(id) and holds locale and zone. */
export function mrkdwn(text, names) {
  const box = h("span", { class: "mrkdwn" });
  (text ?? "").split(/```\n?([\s\S]*?)\n?```\n?/).forEach((part, index) => {
    if (index % 2) box.append(h("pre", null, unescape(part)));
    else box.append(...quotes(part, names));
  });
  return box;
}

function quotes(text, names) {
  const nodes = [];
  let quote = [];
  let lines = [];
  const flush = () => {
    if (quote.length) nodes.push(h("blockquote", null, inline(quote.join("\n"), names)));
    if (lines.length) nodes.push(...inline(lines.join("\n"), names));
    quote = [];
    lines = [];
  };
  for (const line of text ? text.split("\n") : []) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted && lines.length) flush();
    if (!quoted && quote.length) flush();
    if (quoted) quote.push(quoted[1]);
    else lines.push(line);
  }
  flush();
  return nodes;
}

function inline(text, names) {
  const nodes = [];
  let last = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > last) nodes.push(unescape(text.slice(last, found.index)));
    nodes.push(mark(found, names));
    last = found.index + found[0].length;
  }
  if (last < text.length) nodes.push(unescape(text.slice(last)));
  return nodes;
}

function mark([whole, code, angle, bold, italic, strike, sign, bare], names) {
  if (bare !== undefined) return link(unescape(bare), null);
  if (code !== undefined) return h("code", null, unescape(code));
  if (angle !== undefined) return angled(angle, names);
  if (bold !== undefined) return h("strong", null, inline(bold, names));
  if (italic !== undefined) return h("em", null, inline(italic, names));
  if (strike !== undefined) return h("s", null, inline(strike, names));
  return emoji(sign) ?? whole;
}

function angled(inside, names) {
  const cut = inside.indexOf("|");
  const target = cut < 0 ? inside : inside.slice(0, cut);
  const label = cut < 0 ? null : inside.slice(cut + 1);
  if (target.startsWith("@")) return user(target.slice(1), names);
  if (target.startsWith("#")) return h("span", { class: "mention" }, `#${names.channel(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("!date^")) return date(target, label, names);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label ?? `@${names.group(target.slice(9)) ?? "group"}`);
  if (target.startsWith("!")) return h("span", { class: "mention loud" }, `@${target.slice(1)}`);
  return link(unescape(target), label === null ? null : plain(label));
}

function user(id, names) {
  return h("span", { class: id === names.me ? "mention mine" : "mention" }, `@${names.user(id) ?? id}`);
}

/** A link that leaves the page, if it is one that may be followed. */
export function link(url, label) {
  if (!/^(https?:|mailto:)/i.test(url)) return label ?? url;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label ?? url.replace(/^mailto:/i, ""));
}

function date(target, fallback, names) {
  const [, seconds, format, url] = target.split("^");
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.valueOf()) || !format) return plain(fallback ?? "");
  const words = plain(format).replace(/\{(\w+)\}/g, (whole, name) => moment(name, at, names) ?? whole);
  const shown = h("time", { datetime: at.toISOString(), title: full(at, names) }, words);
  return url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, shown) : shown;
}

const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

function moment(name, at, names) {
  if (name === "ago") return ago(at, names);
  const pretty = name.endsWith("_pretty");
  const bare = pretty ? name.slice(0, -7) : name;
  const form = DATES[bare];
  return form && ((pretty && nearby(at, names)) || new Intl.DateTimeFormat(names.locale, { ...form, timeZone: names.zone }).format(at));
}

/** Yesterday, today or tomorrow in the reader's zone, else null. */
export function nearby(at, names) {
  const day = (when) => new Intl.DateTimeFormat("en-CA", { timeZone: names.zone }).format(when);
  const away = Math.round((Date.parse(day(at)) - Date.parse(day(new Date()))) / 86400000);
  return Math.abs(away) > 1 ? null : new Intl.RelativeTimeFormat(names.locale, { numeric: "auto" }).format(away, "day");
}

function ago(at, names) {
  const minutes = Math.round((at - Date.now()) / 60000);
  const words = new Intl.RelativeTimeFormat(names.locale, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  return Math.abs(minutes) < 1440 ? words.format(Math.round(minutes / 60), "hour") : words.format(Math.round(minutes / 1440), "day");
}

/** Date and time in full, for a tooltip. */
export function full(at, names) {
  return new Intl.DateTimeFormat(names.locale, { dateStyle: "full", timeStyle: "short", timeZone: names.zone }).format(at);
}

/** The clock time of a message. */
export function clock(at, names) {
  return new Intl.DateTimeFormat(names.locale, { hour: "numeric", minute: "2-digit", timeZone: names.zone }).format(at);
}

/** A rich_text block. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function richText(block, names) {
  return h("div", { class: "rich-text" }, ...(block.elements ?? []).map((element) => richPart(element, names)));
}

function richPart(element, names) {
  const inside = () => (element.elements ?? []).map((inner) => richInline(inner, names));
  if (element.type === "rich_text_section") return h("div", { class: "rich-section" }, inside());
  if (element.type === "rich_text_quote") return h("blockquote", null, inside());
  if (element.type === "rich_text_preformatted") return h("pre", null, inside());
  if (element.type !== "rich_text_list") return h("span", { class: "unknown" }, `(${element.type})`);
  const items = (element.elements ?? []).map((item) => h("li", null, (item.elements ?? []).map((inner) => richInline(inner, names))));
  const list = h(element.style === "ordered" ? "ol" : "ul", { start: element.offset ? element.offset + 1 : null }, items);
  list.style.marginInlineStart = `${(element.indent ?? 0) * 1.5}em`;
  return list;
}

function richInline(element, names) {
  const drawn = richBare(element, names);
  const style = element.style ?? {};
  const wraps = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"]];
  return wraps.reduce((node, [name, tag]) => (style[name] ? h(tag, null, node) : node), drawn);
}

function richBare(element, names) {
  if (element.type === "text") return element.text;
  if (element.type === "link") return link(element.url, element.text ?? null);
  if (element.type === "user") return user(element.user_id, names);
  if (element.type === "channel") return h("span", { class: "mention" }, `#${names.channel(element.channel_id) ?? element.channel_id}`);
  if (element.type === "usergroup") return h("span", { class: "mention" }, `@${names.group(element.usergroup_id) ?? element.usergroup_id}`);
  if (element.type === "broadcast") return h("span", { class: "mention loud" }, `@${element.range}`);
  if (element.type === "emoji") return emoji(element.name) ?? `:${element.name}:`;
  if (element.type === "date") return date(`!date^${element.timestamp}^${element.format}`, element.fallback ?? null, names);
  return element.text ?? "";
}

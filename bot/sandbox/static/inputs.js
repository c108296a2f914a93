// Block Kit's elements that take something from a person. https://docs.slack.dev/reference/block-kit/block-elements

import { growing, h, unique } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn, plain, textObject } from "./mrkdwn.js";
import { ask, menuButton } from "./popups.js";

/** The controls of one message, view or Home: draws elements, knows their values, tells `act` what was done. */
export class Controls {
  /** `act(action)` gets Slack's action fields; `before` is an earlier state() whose values survive; `suggest(action_id, typed)` finds options. */
  constructor(names, act, { before = {}, suggest = async () => [] } = {}) {
    this.names = names;
    this.act = act;
    this.before = before;
    this.suggest = suggest;
    this.readers = new Map();
  }

  /** view.state.values as Slack sends it. */
  state() {
    const values = {};
    for (const [block, actions] of this.readers) {
      values[block] = Object.fromEntries([...actions].map(([action, read]) => [action, read()]));
    }
    return values;
  }

  /** An element as a node. `about` may hold {label, id, required, describedby, silent}; silent ones do nothing until submitted. */
  draw(element, block, about = {}) {
    const draw = KINDS[element.type];
    if (!draw) return h("span", { class: "unknown" }, `(${element.type})`);
    return draw(this, element, block, about);
  }

  reads(element, block, read) {
    if (!this.readers.has(block)) this.readers.set(block, new Map());
    this.readers.get(block).set(element.action_id, read);
  }

  earlier(element, block) {
    const value = this.before[block]?.[element.action_id];
    return value?.type === element.type ? value : null;
  }

  async done(element, block, fields, node) {
    if (element.confirm && !(await this.sure(element.confirm))) return false;
    const action = { type: element.type, action_id: element.action_id, block_id: block, ...fields };
    node?.classList.add("busy");
    try {
      await this.act(action);
    } finally {
      node?.classList.remove("busy");
    }
    return true;
  }

  sure(confirm) {
    return ask({
      title: plain(confirm.title?.text ?? "Are you sure?"),
      body: textObject(confirm.text, this.names),
      yes: plain(confirm.confirm?.text ?? "Yes"),
      no: plain(confirm.deny?.text ?? "Cancel"),
      danger: confirm.style === "danger",
    });
  }
}

function button(controls, element, block) {
  const label = plain(element.text.text);
  const style = { primary: "button primary", danger: "button danger" }[element.style] ?? "button";
  const common = { class: style, "aria-label": element.accessibility_label ?? null, "data-focus": `${block}/${element.action_id}` };
  const press = (event) => controls.done(element, block, { value: element.value, text: element.text }, event.currentTarget);
  if (!element.url) return h("button", { type: "button", ...common, onclick: press }, label);
  return h("a", { ...common, href: element.url, target: "_blank", rel: "noopener noreferrer", onclick: press }, label);
}

function overflow(controls, element, block) {
  const items = element.options.map((option) => ({
    label: plain(option.text.text),
    description: option.description && plain(option.description.text),
    pick: () => {
      if (option.url) window.open(option.url, "_blank", "noopener");
      controls.done(element, block, { selected_option: option });
    },
  }));
  return menuButton("More", icon("more"), items, { class: "button overflow", "data-focus": `${block}/${element.action_id}` });
}

function common(element, block, about) {
  const aria = { "aria-label": about.id ? null : (about.label ?? plain(element.placeholder?.text ?? element.action_id)) };
  return {
    id: about.id ?? null,
    ...aria,
    "aria-describedby": about.describedby ?? null,
    "aria-required": about.required ? "true" : null,
    "data-focus": `${block}/${element.action_id}`,
    autofocus: element.focus_on_load ?? null,
  };
}

function written(kind) {
  return (controls, element, block, about) => {
    const props = common(element, block, about);
    const value = controls.earlier(element, block)?.value ?? element.initial_value ?? "";
    const limits = { minlength: element.min_length ?? null, maxlength: element.max_length ?? null };
    const hint = { placeholder: element.placeholder ? plain(element.placeholder.text) : null, autocomplete: "off" };
    const input = element.multiline
      ? growing(h("textarea", { ...props, ...hint, maxlength: limits.maxlength, rows: 5 }))
      : h("input", { ...props, ...hint, maxlength: limits.maxlength, type: kind, ...(kind === "number" ? numeric(element) : {}) });
    input.value = value;
    controls.reads(element, block, () => ({ type: element.type, value: input.value === "" ? null : input.value }));
    if (!about.silent) dispatches(controls, element, block, input);
    return input;
  };
}

const numeric = (element) => ({ min: element.min_value, max: element.max_value, step: element.is_decimal_allowed ? "any" : "1" });

function dispatches(controls, element, block, input) {
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tell = () => controls.done(element, block, { value: input.value });
  if (when.includes("on_character_entered")) input.addEventListener("input", tell);
  if (!when.includes("on_enter_pressed")) return;
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    tell();
  });
}

function richInput(controls, element, block, about) {
  const before = controls.earlier(element, block)?.rich_text_value ?? element.initial_value;
  const input = growing(h("textarea", { ...common(element, block, about), rows: 5 }));
  input.value = before ? flat(before) : "";
  controls.reads(element, block, () => ({ type: element.type, rich_text_value: input.value ? rich(input.value) : null }));
  return input;
}

const rich = (text) => ({ type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] });

const flat = (node) => node.text ?? (node.elements ?? []).map(flat).join("");

function chosen(field, options, read) {
  return (controls, element, block, about) => {
    const all = options(element, controls.names);
    const earlier = controls.earlier(element, block)?.[field] ?? read(element);
    const empty = h("option", { value: "" }, element.placeholder ? plain(element.placeholder.text) : "Choose…");
    const select = h("select", common(element, block, about), empty, grouped(all));
    select.value = String(flatOptions(all).findIndex((option) => same(option.value, earlier)));
    if (select.selectedIndex < 0) select.value = "";
    const value = () => flatOptions(all)[select.value]?.value ?? null;
    controls.reads(element, block, () => ({ type: element.type, [field]: select.value === "" ? null : value() }));
    if (!about.silent) select.addEventListener("change", () => controls.done(element, block, { [field]: value() }, select));
    return select;
  };
}

function several(field, options, read) {
  return (controls, element, block, about) => {
    const all = options(element, controls.names);
    const earlier = controls.earlier(element, block)?.[field] ?? read(element) ?? [];
    const select = h("select", { ...common(element, block, about), multiple: true, size: Math.min(6, flatOptions(all).length) }, grouped(all));
    for (const option of select.options) option.selected = earlier.some((one) => same(one, flatOptions(all)[option.value].value));
    const value = () => [...select.selectedOptions].map((option) => flatOptions(all)[option.value].value);
    controls.reads(element, block, () => ({ type: element.type, [field]: value() }));
    if (!about.silent) select.addEventListener("change", () => controls.done(element, block, { [field]: value() }, select));
    return select;
  };
}

const same = (one, other) => one === other || (one?.value !== undefined && one.value === other?.value);

const flatOptions = (all) => all.flatMap((one) => one.options ?? [one]);

function grouped(all) {
  let index = -1;
  const draw = (one) => {
    if (one.options) return h("optgroup", { label: one.label }, one.options.map(draw));
    index += 1;
    return h("option", { value: String(index) }, one.label);
  };
  return all.map(draw);
}

const option = (raw) => ({ label: plain(raw.text.text), value: raw });

function statics(element) {
  if (!element.option_groups) return (element.options ?? []).map(option);
  return element.option_groups.map((group) => ({ label: plain(group.label.text), options: group.options.map(option) }));
}

const people = (_, names) => names.people.filter((one) => !one.deleted).map((one) => ({ label: one.real_name || one.name, value: one.id }));

const channels = (_, names) => names.channels.filter((one) => one.name).map((one) => ({ label: `#${one.name}`, value: one.id }));

const conversations = (element, names) => [...channels(element, names), ...people(element, names)];

function picker(kind, field, initial, into = (text) => text, out = (value) => value) {
  return (controls, element, block, about) => {
    const input = h("input", { ...common(element, block, about), type: kind });
    const earlier = controls.earlier(element, block)?.[field] ?? element[initial];
    const { zone } = controls.names;
    input.value = earlier ? out(earlier, zone) : "";
    const value = () => (input.value ? into(input.value, zone) : null);
    controls.reads(element, block, () => ({ type: element.type, [field]: value() }));
    if (!about.silent) input.addEventListener("change", () => controls.done(element, block, { [field]: value() }, input));
    return input;
  };
}

/** "2026-11-24T18:00" on a clock of this zone, as seconds since 1970. */
function seconds(text, zone) {
  const asked = Date.parse(`${text}Z`) / 1000;
  const ahead = (at) => Date.parse(`${local(at, zone)}Z`) / 1000 - at;
  return asked - ahead(asked - ahead(asked));
}

function local(at, zone) {
  const form = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  const part = Object.fromEntries(new Intl.DateTimeFormat("en-CA", form).formatToParts(new Date(at * 1000)).map((one) => [one.type, one.value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

function boxes(kind, field) {
  return (controls, element, block, about) => {
    const name = unique("choice");
    const earlier = controls.earlier(element, block)?.[field] ?? element.initial_options ?? element.initial_option ?? [];
    const ticked = [earlier].flat();
    const inputs = element.options.map((raw) => h("input", { type: kind, name, checked: ticked.some((one) => same(one, raw)) }));
    const picked = () => element.options.filter((_, index) => inputs[index].checked);
    const value = () => (kind === "radio" ? (picked()[0] ?? null) : picked());
    controls.reads(element, block, () => ({ type: element.type, [field]: value() }));
    const rows = element.options.map((raw, index) => choice(raw, inputs[index], controls.names));
    const box = h("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", ...common(element, block, about) }, rows);
    if (!about.silent) box.addEventListener("change", () => controls.done(element, block, { [field]: value() }));
    return box;
  };
}

function choice(raw, input, names) {
  const words = raw.text.type === "mrkdwn" ? mrkdwn(raw.text.text, names) : plain(raw.text.text);
  const about = raw.description ? h("small", null, textObject(raw.description, names)) : null;
  return h("label", { class: "choice" }, input, h("span", null, words, about));
}

function external(controls, element, block, about) {
  const offered = new Map();
  const list = h("datalist", { id: unique("offers") });
  const input = h("input", { ...common(element, block, about), list: list.id, autocomplete: "off", placeholder: plain(element.placeholder?.text ?? "Type to search") });
  const start = controls.earlier(element, block)?.selected_option ?? element.initial_option;
  const offer = (raw) => offered.set(plain(raw.text.text), raw);
  if (start) offer(start);
  input.value = start ? plain(start.text.text) : "";
  const value = () => offered.get(input.value) ?? null;
  const search = async () => {
    if (offered.has(input.value) || input.value.length < (element.min_query_length ?? 3)) return;
    (await controls.suggest(element.action_id, input.value)).forEach(offer);
    list.replaceChildren(...[...offered.keys()].map((label) => h("option", { value: label })));
  };
  input.addEventListener("focus", search);
  input.addEventListener("input", search);
  controls.reads(element, block, () => ({ type: element.type, selected_option: value() }));
  if (!about.silent) input.addEventListener("change", () => value() && controls.done(element, block, { selected_option: value() }));
  return h("span", { class: "external" }, input, list);
}

function fileInput(controls, element, block, about) {
  const accept = element.filetypes?.map((kind) => `.${kind}`).join(",") ?? null;
  const input = h("input", { ...common(element, block, about), type: "file", accept, multiple: (element.max_files ?? 10) > 1 });
  controls.reads(element, block, () => ({ type: element.type, files: input.uploaded ?? [] }));
  return input;
}

const KINDS = {
  button,
  overflow,
  plain_text_input: written("text"),
  email_text_input: written("email"),
  url_text_input: written("url"),
  number_input: written("number"),
  rich_text_input: richInput,
  static_select: chosen("selected_option", statics, (element) => element.initial_option),
  external_select: external,
  users_select: chosen("selected_user", people, (element) => element.initial_user),
  channels_select: chosen("selected_channel", channels, (element) => element.initial_channel),
  conversations_select: chosen("selected_conversation", conversations, (element) => element.initial_conversation),
  multi_static_select: several("selected_options", statics, (element) => element.initial_options),
  multi_users_select: several("selected_users", people, (element) => element.initial_users),
  multi_channels_select: several("selected_channels", channels, (element) => element.initial_channels),
  multi_conversations_select: several("selected_conversations", conversations, (element) => element.initial_conversations),
  datepicker: picker("date", "selected_date", "initial_date"),
  timepicker: picker("time", "selected_time", "initial_time"),
  datetimepicker: picker("datetime-local", "selected_date_time", "initial_date_time", seconds, local),
  checkboxes: boxes("checkbox", "selected_options"),
  radio_buttons: boxes("radio", "selected_option"),
  file_input: fileInput,
};

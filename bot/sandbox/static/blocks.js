// Block Kit's blocks. https://docs.slack.dev/reference/block-kit/blocks

import { h, unique } from "./dom.js";
import { mrkdwn, plain, richText, textObject } from "./mrkdwn.js";

/** Blocks as nodes; `controls` draws what can be pressed, `errors` are texts by block_id for a modal's inputs. */
export function drawBlocks(blocks, names, controls, errors = {}) {
  return (blocks ?? []).map((block) => (KINDS[block.type] ?? unknown)(block, names, controls, errors[block.block_id]));
}

function header(block) {
  return h("h3", { class: "block-header" }, plain(block.text.text));
}

function section(block, names, controls) {
  const text = block.text ? h("div", { class: "section-text" }, textObject(block.text, names)) : null;
  const fields = block.fields?.map((field) => h("div", { class: "field" }, textObject(field, names)));
  const accessory = block.accessory ? h("div", { class: "accessory" }, element(block.accessory, block, controls)) : null;
  return h("div", { class: "block section" }, h("div", { class: "section-main" }, text, fields && h("div", { class: "fields" }, fields)), accessory);
}

function element(one, block, controls) {
  return one.type === "image" ? picture(one, "thumb") : controls.draw(one, block.block_id);
}

function context(block, names) {
  const parts = block.elements.map((one) => (one.type === "image" ? picture(one, "tiny") : h("span", null, textObject(one, names))));
  return h("div", { class: "block context" }, parts);
}

function actions(block, names, controls) {
  return h("div", { class: "block actions" }, block.elements.map((one) => controls.draw(one, block.block_id)));
}

function input(block, names, controls, error) {
  const id = unique("input");
  const ids = { hint: `${id}-hint`, error: `${id}-error` };
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  const describedby = [block.hint && ids.hint, ids.error].filter(Boolean).join(" ");
  const about = { label: plain(block.label.text), id, required: !block.optional, describedby, silent: !block.dispatch_action };
  const control = controls.draw(block.element, block.block_id, about);
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  if (grouped) control.setAttribute("aria-label", about.label);
  return h(
    "div",
    { class: error ? "block input wrong" : "block input", "data-block": block.block_id },
    h(grouped ? "div" : "label", { class: "label", for: grouped ? null : id }, about.label, optional),
    control,
    block.hint ? h("div", { class: "hint", id: ids.hint }, plain(block.hint.text)) : null,
    h("div", { class: "error", id: ids.error, role: "alert", "data-testid": "input-error" }, error ?? ""),
  );
}

function image(block) {
  const title = block.title ? h("figcaption", null, plain(block.title.text)) : null;
  return h("figure", { class: "block" }, title, picture(block, "picture"));
}

function picture(one, look) {
  const url = one.image_url ?? one.slack_file?.url ?? (one.slack_file?.id ? `/ui/files/${one.slack_file.id}` : "");
  return h("img", { class: look, src: url, alt: one.alt_text ?? "", loading: "lazy" });
}

const KINDS = {
  header,
  section,
  context,
  actions,
  input,
  image,
  divider: () => h("hr", { class: "block" }),
  rich_text: (block, names) => richText(block, names),
  markdown: (block, names) => h("div", { class: "block" }, mrkdwn(block.text, names)),
};

function unknown(block) {
  return h("div", { class: "block unknown" }, `(${block.type} blocks are not shown here)`);
}

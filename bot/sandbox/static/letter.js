// One mail, open.

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";
import { face } from "./names.js";

/** A mail with its headers, text or HTML, and files. */
export function drawMail(mail, box, tracking) {
  const { who } = box;
  const content = h("div", { class: "content" });
  const button = h("button", { type: "button", class: "link", hidden: !mail.html });
  const html = (yes) => {
    content.replaceChildren(yes ? frame(mail, who, tracking) : words(mail));
    button.textContent = yes ? "Show as plain text" : "Show as HTML";
    button.onclick = () => html(!yes);
  };
  html(mail.html && mail.side === "in");
  return h("article", { class: `letter ${mail.side}`, "data-testid": "mail", "data-side": mail.side, "aria-label": mail.subject }, head(mail, box), content, files(mail, who), h("footer", null, button));
}

function head(mail, box) {
  const avatar = picture(mail.from, box.state.desk);
  const at = box.written(new Date(mail.at), { dateStyle: "medium", timeStyle: "short" });
  const from = h("strong", null, mail.from.name || mail.from.address);
  const automatic = mail.automatic ? h("span", { class: "app", title: "Auto-Submitted" }, "automatic") : null;
  const address = mail.from.name ? h("span", { class: "from-address" }, mail.from.address) : null;
  const copies = mail.cc.length ? ` · Cc ${mail.cc.map(shown).join(", ")}` : "";
  const to = h("p", { class: "to" }, `To ${mail.to.map(shown).join(", ")}${copies}`);
  return h("header", { class: "letter-head" }, avatar, h("div", null, h("p", { class: "from" }, from, address, automatic), to), h("time", { datetime: mail.at }, at));
}

function picture(person, desk) {
  if (person.address === desk) return h("img", { class: "avatar", src: "/page/mark.svg", alt: "" });
  const { initials, hue } = face(person.address, person.name || person.address);
  const avatar = h("span", { class: "avatar", "aria-hidden": "true" }, initials);
  avatar.style.setProperty("--hue", hue);
  return avatar;
}

const shown = (person) => person.name || person.address;

function frame(mail, who, tracking) {
  const url = `/mail/html?${new URLSearchParams({ who, id: mail.id })}`;
  const box = h("iframe", { class: "letter-frame", title: mail.subject || "Mail", sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox", "data-testid": "mail-html", src: url });
  box.addEventListener("load", () => {
    const inside = box.contentDocument;
    if (!inside?.body) return;
    const fit = () => {
      box.style.height = `${inside.documentElement.scrollHeight + 4}px`;
    };
    fit();
    new ResizeObserver(fit).observe(inside.body);
    tracking.catchLinks(inside);
  });
  return box;
}

function words(mail) {
  const lines = mail.text.replace(/\s+$/, "").split("\n");
  let end = lines.length;
  while (end > 0 && (lines[end - 1].startsWith(">") || (end < lines.length && !lines[end - 1].trim()))) end -= 1;
  const quoted = end < lines.length && /(작성:|wrote:)$/.test(lines[end - 1] ?? "");
  const cut = quoted ? end - 1 : lines.length;
  const below = quoted ? h("details", { class: "quoted" }, h("summary", { "aria-label": "Show the quoted mail" }, "•••"), text(lines.slice(cut))) : null;
  return h("div", null, text(lines.slice(0, cut)), below);
}

function text(lines) {
  const box = h("div", { class: "plain" });
  const all = lines.join("\n").trimEnd();
  let last = 0;
  for (const found of all.matchAll(/https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g)) {
    box.append(all.slice(last, found.index), link(found[0], found[0]));
    last = found.index + found[0].length;
  }
  box.append(all.slice(last));
  return box;
}

function files(mail, who) {
  if (!mail.files.length) return null;
  return h("ul", { class: "files" }, mail.files.map((file, place) => h("li", null, fileLink(file, place, mail, who))));
}

function fileLink(file, place, mail, who) {
  const url = `/mail/file?${new URLSearchParams({ who, id: mail.id, n: place })}`;
  const size = file.size >= 1048576 ? `${(file.size / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(file.size / 1024))} kB`;
  const small = /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? h("img", { src: url, alt: "", loading: "lazy" }) : h("span", { class: "file-kind" }, file.name.includes(".") ? file.name.split(".").pop() : "file");
  return h("a", { class: "file", href: url, target: "_blank", rel: "noopener", "data-testid": "mail-file" }, small, h("span", null, file.name), h("small", null, size));
}

// What opens above the page: menus and questions.

import { h, unique } from "./dom.js";

/** A button that opens a menu of {label, description?, url?, pick}. */
export function menuButton(label, sign, items, extra = {}) {
  const id = unique("menu");
  const menu = h("div", { id, class: "menu", role: "menu", popover: "auto", "aria-label": label });
  const button = h(
    "button",
    { type: "button", class: "icon", "aria-label": label, title: label, "aria-haspopup": "menu", popovertarget: id, ...extra },
    sign,
  );
  menu.append(...items.map((item) => menuItem(item, menu, button)));
  menu.addEventListener("beforetoggle", (event) => event.newState === "open" && place(menu, button));
  menu.addEventListener("keydown", (event) => move(event, menu));
  return h("span", { class: "menu-holder" }, button, menu);
}

function menuItem(item, menu, button) {
  const pick = () => {
    menu.hidePopover();
    button.focus();
    item.pick();
  };
  const about = item.description ? h("small", null, item.description) : null;
  return h("button", { type: "button", role: "menuitem", class: item.style ?? null, onclick: pick }, item.label, about);
}

/** Beside the button, on the side with more room. */
function place(menu, button) {
  menu.firstElementChild.autofocus = true;
  const near = button.getBoundingClientRect();
  const up = near.top > innerHeight / 2;
  const left = near.left > innerWidth / 2;
  menu.style.inset = [
    up ? "auto" : `${near.bottom + 4}px`,
    left ? `${innerWidth - near.right}px` : "auto",
    up ? `${innerHeight - near.top + 4}px` : "auto",
    left ? "auto" : `${near.left}px`,
  ].join(" ");
}

function move(event, menu) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}

/** Asks in a dialog; true when the person says yes. */
export function ask({ title, body, yes, no, danger }) {
  const id = unique("ask");
  return new Promise((settle) => {
    const dialog = h(
      "dialog",
      { class: "ask", "data-testid": "confirm", "aria-labelledby": id, onclose: () => finish(dialog.returnValue === "yes") },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id }, title),
        h("div", { class: "ask-body" }, body),
        h(
          "div",
          { class: "row end" },
          h("button", { value: "no", class: "button" }, no),
          h("button", { value: "yes", class: danger ? "button danger" : "button primary" }, yes),
        ),
      ),
    );
    const finish = (answer) => {
      dialog.remove();
      settle(answer);
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}

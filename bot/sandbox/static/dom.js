// Building and keeping DOM, nothing else.

/** An element: h("button", {class: "x", onclick: f, "aria-label": "…"}, child, …). null and false leave out a property or child. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "disabled" || name === "selected") element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

/** Makes `box` show `items` in order and touches only what changed, so that focus and half-typed text survive; what has a menu open, or is
 *  being pressed, waits: a click ends on the element it began on. */
export function keep(box, items, keyOf, draw, depends = "") {
  const old = new Map([...box.children].map((child) => [child.dataset.key, child]));
  let place = box.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    const looks = JSON.stringify(item) + depends;
    let element = old.get(key);
    old.delete(key);
    if (!element || (element.looks !== looks && !element.querySelector(":popover-open") && !element.matches(":active"))) {
      const fresh = draw(item, element);
      fresh.dataset.key = key;
      fresh.looks = looks;
      if (element) {
        if (place === element) place = fresh;
        const focused = refocus(element);
        element.replaceWith(fresh);
        focused(fresh);
      } else box.insertBefore(fresh, place);
      element = fresh;
    }
    if (element === place) place = element.nextElementSibling;
    else box.insertBefore(element, place);
  }
  for (const gone of old.values()) gone.remove();
}

function refocus(element) {
  const held = element.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  return (fresh) => held && fresh.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();
}

let count = 0;

/** An id no other element has. */
export function unique(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}

/** A short message in the corner; also read out. */
export function toast(text) {
  const note = h("div", { class: "toast" }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}

/** A textarea that grows with what is typed. */
export function growing(area) {
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, 320)}px`;
  };
  area.addEventListener("input", fit);
  area.fit = fit;
  return area;
}

/** Scrolls a list to its newest entry. */
export function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}

/** A list that stays at its newest entry while it grows, is squeezed or is out of sight, until somebody scrolls up. */
export function sticky(list) {
  let stuck = true;
  let last = 0;
  const held = new ResizeObserver(() => {
    if (!list.clientHeight) last = 0;
    else if (stuck) toEnd(list);
  });
  list.addEventListener("scroll", () => {
    if (!list.clientHeight) return;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    stuck = atEnd || (stuck && list.scrollTop >= last);
    last = list.scrollTop;
  });
  new MutationObserver(() => {
    if (stuck) toEnd(list);
    for (const child of list.children) held.observe(child);
  }).observe(list, { childList: true });
  held.observe(list);
}

// The customers' tracking page, as they see it, in a frame.

import { h } from "./dom.js";

export class Tracking {
  constructor(pane, settings, show) {
    this.home = settings.tracking_url;
    this.show = show;
    this.address = h("span", { class: "address", "data-testid": "tracking-address" }, this.home);
    this.own = h("a", { class: "button", href: this.home, target: "_blank", rel: "noopener" }, "Open in own window");
    const start = h("button", { type: "button", class: "button", onclick: () => this.go(this.home) }, "Start page");
    const bar = h("div", { class: "bar" }, start, this.address, this.own);
    this.frame = fresh(this.home);
    pane.append(bar, this.frame);
  }

  /** Whether a link leads to the tracking page. */
  owns(url) {
    const base = new URL(this.home);
    try {
      const asked = new URL(url);
      return asked.origin === base.origin && asked.pathname.startsWith(base.pathname);
    } catch {
      return false;
    }
  }

  /** Shows this address in the Tracking tab. */
  open(url) {
    this.go(url);
    this.show();
  }

  /** In a new frame: in the old one an address that differs in its #part alone would show the page as it was. */
  go(url) {
    const frame = fresh(url);
    this.frame.replaceWith(frame);
    this.frame = frame;
    this.address.textContent = url;
    this.own.href = url;
  }

  /** Takes a click on a link anywhere inside `box`; the desk's own pages open here, others in a window. */
  catchLinks(box) {
    box.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !this.owns(link.href)) return;
      event.preventDefault();
      this.open(link.href);
    });
  }
}

const fresh = (src) => h("iframe", { title: "Tracking page", "data-testid": "tracking-frame", referrerpolicy: "no-referrer", src });

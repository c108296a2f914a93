// The customers' tracking page, as they see it, in a frame.

import { h } from "./dom.js";

export class Tracking {
  constructor(pane, settings, show) {
    this.home = settings.tracking_url;
    this.show = show;
    this.address = h("span", { class: "address", "data-testid": "tracking-address" }, this.home);
    this.own = h("a", { class: "button", href: this.home, target: "_blank", rel: "noopener" }, "Open in own window");
    this.frame = h("iframe", { title: "Tracking page", "data-testid": "tracking-frame", referrerpolicy: "no-referrer" });
    const start = h("button", { type: "button", class: "button", onclick: () => this.go(this.home) }, "Start page");
    const bar = h("div", { class: "bar" }, start, this.address, this.own);
    pane.append(bar, this.frame);
    this.frame.src = this.home;
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

  go(url) {
    this.frame.src = url;
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

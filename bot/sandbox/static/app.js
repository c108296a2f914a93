// The page as a whole: panes, hints, and the line to the workspace.

import { get, live, single } from "./api.js";
import { fillHints } from "./hints.js";
import { Mail } from "./mail.js";
import { Slack } from "./slack.js";
import { Tracking } from "./tracking.js";

const PANES = ["slack", "mail", "tracking"];
const byId = (id) => document.getElementById(id);
const shape = { tab: "slack", right: "mail", split: false };

function show(tab) {
  shape.tab = tab;
  if (tab !== "slack") shape.right = tab;
  for (const name of PANES) {
    const visible = shape.split ? name === "slack" || name === shape.right : name === tab;
    byId(`pane-${name}`).hidden = !visible;
    byId(`tab-${name}`).setAttribute("aria-selected", String(visible));
    byId(`tab-${name}`).tabIndex = name === tab ? 0 : -1;
  }
  document.body.classList.toggle("split", shape.split);
  byId("split").setAttribute("aria-pressed", String(shape.split));
  if (location.hash !== `#${tab}`) history.replaceState(null, "", `#${tab}`);
}

function tabs() {
  for (const name of PANES) byId(`tab-${name}`).addEventListener("click", () => show(name));
  document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    show(PANES[(PANES.indexOf(shape.tab) + step + PANES.length) % PANES.length]);
    byId(`tab-${shape.tab}`).focus();
  });
  byId("split").addEventListener("click", () => {
    shape.split = !shape.split;
    localStorage.setItem("split", shape.split ? "yes" : "no");
    show(shape.tab);
  });
  addEventListener("hashchange", fromAddress);
}

function fromAddress() {
  const wanted = location.hash.slice(1);
  show(PANES.includes(wanted) ? wanted : shape.tab);
}

function hints() {
  const box = byId("hints");
  const button = byId("hints-button");
  const open = (yes) => {
    box.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
    localStorage.setItem("hints", yes ? "open" : "closed");
  };
  fillHints(box, show, () => {
    open(false);
    button.focus();
  });
  button.addEventListener("click", () => open(box.hidden));
  const known = localStorage.getItem("hints");
  open(known ? known === "open" : innerWidth > 900);
}

async function start() {
  const settings = await get("/page/settings");
  byId("readme").href = settings.readme_url;
  shape.split = localStorage.getItem("split") === "yes" && innerWidth >= 1100;
  const tracking = new Tracking(byId("pane-tracking"), settings, () => show("tracking"));
  const slack = new Slack(byId("pane-slack"), settings, tracking);
  const mail = new Mail(byId("pane-mail"), tracking, (count) => {
    byId("mail-unread").hidden = !count;
    byId("mail-unread").textContent = count;
    byId("mail-unread").setAttribute("aria-label", `${count} unread`);
  });
  tabs();
  hints();
  fromAddress();
  const look = single(() => Promise.all([slack.refresh(), mail.refresh()]));
  for (const name of PANES) byId(`tab-${name}`).addEventListener("click", look); // an open mail is read once it is in sight
  document.addEventListener("toggle", (event) => event.newState === "closed" && look(), true); // what waited for a menu to close
  live(look, (linked) => {
    byId("offline").hidden = linked;
    document.body.dataset.live = linked ? "yes" : "no";
  });
}

start();

// One more customer, whom the desk has never heard of.

import { post } from "./api.js";
import { h, unique } from "./dom.js";

/** Asks for a name and an address; answers {who}, or null when the person thinks better of it. */
export function askCustomer() {
  const id = unique("customer");
  const name = h("input", { id: `${id}-name`, autocomplete: "off" });
  const address = h("input", { id: `${id}-address`, type: "email", autocomplete: "off", placeholder: "jane@fabrikam.example" });
  const language = h("select", { id: `${id}-language` }, h("option", { value: "en" }, "English"), h("option", { value: "ko" }, "한국어"));
  const problem = h("p", { class: "composer-error", role: "alert" });
  const field = (label, control) => h("div", { class: "block input" }, h("label", { class: "label", for: control.id }, label), control);
  return new Promise((settle) => {
    const submit = async (event) => {
      event.preventDefault();
      const answer = await post("/mail/customers", { name: name.value, address: address.value, language: language.value });
      problem.textContent = answer.error ?? "";
      if (!answer.error) finish(answer);
    };
    const cancel = h("button", { type: "button", class: "button", onclick: () => finish(null) }, "Cancel");
    const form = h(
      "form",
      { novalidate: true, onsubmit: submit },
      h("header", { class: "modal-head" }, h("h2", { id: `${id}-title` }, "New customer")),
      h("div", { class: "modal-body blocks" }, field("Name", name), field("Address", address), field("Writes in", language)),
      problem,
      h("footer", { class: "row end" }, cancel, h("button", { class: "button primary" }, "Add")),
    );
    const dialog = h("dialog", { class: "modal", "aria-labelledby": `${id}-title`, oncancel: () => finish(null) }, form);
    const finish = (answer) => {
      dialog.remove();
      settle(answer);
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}

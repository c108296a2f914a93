// What to try first. The Korean line says the same.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STEPS = [
  ["mail", "Write to the desk", "In Mail, choose a customer and press Write: what is wrong?", "메일에서 고객을 골라 불편한 점을 적어 보내세요."],
  ["slack", "Take the claim", "The mail is now a claim with its own thread. Press Take (담당하기) on its card.", "메일이 클레임이 됩니다. 카드의 ‘담당하기’를 누르세요."],
  ["slack", "Try it as another", "Under “You are”, be the other engineer; type /claim take and the number.", "다른 담당자로 /claim take 번호를 입력해 보세요."],
  ["slack", "Answer", "The thread is internal. Reply (회신) writes a letter, and shows it before it goes.", "스레드는 내부 메모, ‘회신’은 고객에게 가는 편지입니다."],
  ["mail", "Read the letter", "It is in the customer’s inbox. Its link shows every step, and no internal note.", "고객 메일함의 편지에서 진행 상황 링크를 여세요."],
  ["slack", "Resolve, reopen", "Press Resolve (처리 완료). Then answer as the customer: the claim opens again.", "‘처리 완료’ 뒤 고객으로 답장하면 다시 열립니다."],
];

/** Fills the list; a step's number leads to the tab it speaks of. */
export function fillHints(box, show, close) {
  const items = STEPS.map(([tab, title, english, korean]) =>
    h(
      "li",
      null,
      h("button", { type: "button", class: "step", onclick: () => show(tab) }, title),
      h("p", null, english),
      h("p", { class: "ko", lang: "ko" }, korean),
    ),
  );
  const shut = h("button", { type: "button", class: "icon", "aria-label": "Close the hints", onclick: close }, icon("close"));
  box.append(h("ol", null, items), shut);
}

// What to try first. The Korean line says the same.

import { h } from "./dom.js";

const STEPS = [
  ["mail", "Write to the desk", "In Mail, choose a customer, press Write and tell the desk what is wrong.", "메일 탭에서 고객을 골라 불편한 점을 적어 보내세요."],
  ["slack", "Take the claim", "In Slack the mail is now a claim with a thread of its own. Press Take on its card.", "슬랙에 클레임과 스레드가 생깁니다. 카드의 Take를 누르세요."],
  ["slack", "Let a colleague try", "Under “You are”, become the other engineer and type /claim take and its number: you hear who has it.", "다른 담당자가 되어 /claim take 번호를 입력하면 누가 맡았는지 알려 줍니다."],
  ["slack", "Answer the customer", "What you write in the thread stays inside. Press Reply to write a letter; you see it before it goes.", "스레드의 글은 내부 메모입니다. Reply를 눌러야 고객에게 편지가 갑니다."],
  ["mail", "Read it as the customer", "The letter is in the customer’s inbox. Its link opens the tracking page: every step, no internal note.", "고객 메일함에 답장이 왔습니다. 링크를 열면 진행 상황이 보입니다."],
  ["slack", "Resolve, then reopen", "Press Resolve and say what was done. Then answer as the customer: the claim opens again.", "Resolve로 해결한 뒤 고객으로 답장하면 클레임이 다시 열립니다."],
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
  const shut = h("button", { type: "button", class: "icon", "aria-label": "Close the hints", onclick: close }, "✕");
  box.append(h("ol", null, items), shut);
}

/* What a reader can do with a finished answer: copy it, ask again, say what it is worth. */

import { plainText, smallPrint } from "./answer.js";
import { copy, make } from "./dom.js";
import { Feedback } from "./feedback.js";

const BUTTON_REST = 2000;

/** The elements below an answer; `turn` has `body` and `hooks`. */
export function answerActions(answer, turn) {
  const feedback = new Feedback(answer, turn.hooks.announce);
  const buttons = [
    answer.status === "answered" ? copyButton(answer, turn.hooks.announce) : null,
    againButton("Relancer", turn), widenButton(answer, turn),
    make("div", { class: "thumbs", role: "group", "aria-label": "Votre avis sur cette réponse" }, feedback.buttons),
  ];
  return [make("div", { class: "actions" }, buttons), feedback.place, smallPrint(answer)];
}

export function againButton(label, turn) {
  return make("button", { type: "button", class: "quiet", click: () => turn.hooks.again(turn) }, label);
}

/** A refusal under filters may be theirs alone. */
function widenButton(answer, turn) {
  if (answer.status !== "refused" || !turn.body.filters) return null;
  const click = () => { const { filters, ...body } = turn.body; turn.hooks.again(turn, body); };
  return make("button", { type: "button", class: "quiet", click }, "Chercher sans les filtres");
}

function copyButton(answer, announce) {
  const label = "Copier avec les sources";
  const button = make("button", { type: "button", class: "quiet", click: async () => {
    await copy(plainText(answer));
    button.textContent = "Copié";
    announce("Réponse copiée avec ses sources");
    setTimeout(() => { button.textContent = label; }, BUTTON_REST);
  } }, label);
  return button;
}

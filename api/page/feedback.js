/* Thumbs up or down on an answer, with a comment if the reader has one. */

import { make } from "./dom.js";
import { problemMessage } from "./messages.js";
import { jsonBody, request } from "./server.js";

const THUMBS = { up: "Utile", down: "Pas utile" };

/** Two buttons, and the form that one of them opens. */
export class Feedback {
  constructor(answer, announce) {
    this.answer = answer;
    this.announce = announce;
    this.buttons = Object.entries(THUMBS).map(([thumb, name]) => make("button", {
      type: "button", class: `quiet thumb ${thumb}`, "aria-pressed": "false", click: () => this.choose(thumb),
    }, name));
    this.place = make("div", { class: "comment" });
  }

  choose(thumb) {
    this.press(thumb);
    const box = make("textarea", { rows: "2", maxlength: "2000" });
    const form = make("form", { submit: (event) => { event.preventDefault(); this.send(thumb, box.value.trim()); } },
      make("label", {}, thumb === "up" ? "Qu’est-ce qui vous a servi\u00a0? (facultatif)" : "Qu’est-ce qui ne va pas\u00a0? (facultatif)", box),
      make("div", { class: "actions" }, make("button", { class: "strong" }, "Envoyer l’avis"),
        make("button", { type: "button", class: "quiet", click: () => this.cancel(thumb) }, "Annuler")));
    this.place.replaceChildren(form);
    box.focus();
  }

  async send(thumb, comment) {
    const { answer } = this;
    const body = { thumb, question: answer.question, answer, comment: comment || null, conversation_id: answer.conversation_id };
    try {
      await request("api/feedback", jsonBody("POST", body));
      for (const button of this.buttons) button.disabled = true;
      this.tell("Merci, votre avis est gardé sur cette machine.");
    } catch (error) {
      this.tell(problemMessage(error.code === "introuvable" ? "conversation" : error.code));
    }
  }

  cancel(thumb) {
    this.press(null);
    this.place.replaceChildren();
    this.buttons[Object.keys(THUMBS).indexOf(thumb)].focus();
  }

  press(chosen) {
    Object.keys(THUMBS).forEach((thumb, i) => this.buttons[i].setAttribute("aria-pressed", String(thumb === chosen)));
  }

  tell(text) {
    this.place.replaceChildren(make("p", { class: "note" }, text));
    this.announce(text);
  }
}

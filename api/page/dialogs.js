/* Short questions to the reader that wait for an answer. */

import { make } from "./dom.js";

/** Show a modal dialog with this content under a title; Esc closes it. Returns the dialog, which goes away when closed. */
export function openDialog(title, kind, ...content) {
  const dialog = make("dialog", { class: `card ${kind}`, "aria-label": title, close: () => dialog.remove() },
    make("h2", {}, title), ...content);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Ask to confirm what cannot be undone; `action` names it. Resolves to whether the reader did. */
export function confirmed(title, text, action) {
  return closing(openDialog(title, "short", choices(make("p", {}, text), action, "danger")));
}

/** Ask for the administrator's key. Resolves to it, or null if none is given. */
export async function askKey(refused) {
  const input = make("input", { type: "password", id: "key", autocomplete: "off", required: true });
  const text = refused ? "Cette clé n’a pas été acceptée." : "Depuis cette adresse, il faut la clé d’administration (VIGIE_ADMIN_KEY).";
  const body = [make("p", {}, text), make("label", { for: "key" }, "Clé"), input, make("p", { class: "small" }, "Elle est oubliée quand l’onglet se ferme.")];
  return await closing(openDialog("Clé d’administration", "short", choices(body, "Continuer", "strong"))) ? input.value : null;
}

const choices = (body, action, kind) => make("form", { method: "dialog" }, body,
  make("div", { class: "actions end" },
    make("button", { type: "button", class: "quiet", autofocus: kind === "danger", click: closeAround }, "Annuler"),
    make("button", { class: kind, value: "yes" }, action)));

const closeAround = (event) => event.currentTarget.closest("dialog").close();

function closing(dialog) {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
  });
}

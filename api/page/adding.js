/* Adding articles: files dropped or chosen, or a text that is pasted. */

import { adminRequest } from "./admin.js";
import { openDialog } from "./dialogs.js";
import { make } from "./dom.js";
import { problemMessage } from "./messages.js";
import { jsonBody } from "./server.js";
import { count, typeset } from "./text.js";

const KINDS = ".md,.txt,.html,.pdf,.jsonl";

/** Open the dialog, sending `files` at once if they are given; `added(articles)` is called each time some came in. */
export function openAdding(files, added) {
  const result = make("div", { class: "result", role: "status" });
  const sending = (options) => send(options, dialog, result, added);
  const dialog = openDialog("Ajouter des articles", "wide",
    dropZone((chosen) => sending(filesBody(chosen))), pasteForm((article) => sending(jsonBody("POST", article))), result);
  if (files) sending(filesBody(files));
}

function dropZone(send) {
  const chosen = () => {
    if (input.files.length) send([...input.files]);
    input.value = "";
  };
  const input = make("input", { type: "file", multiple: true, accept: KINDS, class: "hidden", change: chosen });
  const zone = make("label", { class: "drop" }, input,
    make("span", {}, "Déposez des fichiers ici, ou ", make("u", {}, "choisissez-les")),
    make("span", { class: "small" }, KINDS.replaceAll(",", " ")));
  const over = (event) => { event.preventDefault(); zone.classList.toggle("over", event.type === "dragover"); };
  for (const name of ["dragover", "dragleave", "drop"]) zone.addEventListener(name, over);
  zone.addEventListener("drop", (event) => event.dataTransfer.files.length && send([...event.dataTransfer.files]));
  return zone;
}

function pasteForm(send) {
  const field = (name, label, attributes = {}) => make("label", {}, label, make("input", { name, autocomplete: "off", ...attributes }));
  const submit = async (event) => {
    event.preventDefault();
    if (await send(filled(form))) form.reset();
  };
  const form = make("form", { submit },
    make("label", {}, "Ou collez un texte", make("textarea", { name: "text", rows: "5", required: true })),
    make("div", { class: "fields" },
      field("title", "Titre"), field("source", "Source"), field("published", "Date", { type: "date" }),
      field("url", "Adresse", { type: "url", placeholder: "https://…" })),
    make("div", { class: "actions end" },
      make("button", { type: "button", class: "quiet", click: (event) => event.currentTarget.closest("dialog").close() }, "Fermer"),
      make("button", { class: "strong" }, "Ajouter ce texte")));
  return form;
}

const filled = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));

function filesBody(files) {
  const body = new FormData();
  for (const file of files) body.append("file", file);
  return { method: "POST", body };
}

/** Send, tell the outcome in the dialog, and return whether all went well. */
async function send(options, dialog, result, added) {
  dialog.setAttribute("aria-busy", "true");
  result.replaceChildren(make("p", { class: "state working" }, "Lecture et indexation…"));
  try {
    const { articles, problems } = await (await adminRequest("api/articles", options)).json();
    result.replaceChildren(...outcome(articles, problems));
    if (articles.length) added(articles);
    return articles.length > 0 && !problems.length;
  } catch (error) {
    const detail = error.detail ? make("p", { class: "small", lang: "en" }, error.detail) : "";
    result.replaceChildren(make("p", { class: "notice" }, problemMessage(error.code)), detail);
    return false;
  } finally {
    dialog.removeAttribute("aria-busy");
  }
}

function outcome(articles, problems) {
  const said = articles.length ? count(articles.length, "1 article ajouté", "articles ajoutés") : "Aucun article ajouté";
  const titles = articles.map(({ title }) => make("li", {}, typeset(title)));
  const wrong = problems.map((problem) => make("li", { lang: "en" }, problem));
  return [make("p", { class: "state proved" }, said), make("ul", {}, titles), wrong.length ? make("ul", { class: "warnings" }, wrong) : ""];
}

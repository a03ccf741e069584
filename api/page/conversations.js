/* The side list of conversations: kept on the server, opened, renamed, exported and deleted from here. */

import { confirmed } from "./dialogs.js";
import { byId, make } from "./dom.js";
import { problemMessage } from "./messages.js";
import { getJson, jsonBody, request } from "./server.js";
import { typeset } from "./text.js";

const TITLE_LENGTH = 80;
const DAY = 86_400_000;

export class Conversations {
  /** `removed(id)` is called when the reader has deleted a conversation. */
  constructor({ removed }) {
    this.removed = removed;
    this.place = byId("conversations");
    this.current = null;
  }

  /** Start one for a first question. Returns its id, or null if it cannot be kept: the question is answered all the same. */
  async start(question) {
    const title = Array.from(question.replace(/\s+/g, " ").trim()).slice(0, TITLE_LENGTH).join("");
    try {
      return (await (await request("api/conversations", jsonBody("POST", { title }))).json()).id;
    } catch (error) {
      this.complain(error);
      return null;
    }
  }

  /** Return one with its turns. */
  load(id) {
    return getJson(pathOf(id));
  }

  /** Take back one that nothing was kept in. */
  drop(id) {
    return request(pathOf(id), { method: "DELETE" }).catch(() => {});
  }

  /** Say which one is on display. */
  select(id) {
    this.current = id;
    for (const link of this.place.querySelectorAll("a[data-id]")) mark(link, link.dataset.id === id);
  }

  async refresh() {
    try {
      const { conversations } = await getJson("api/conversations");
      this.place.replaceChildren(...groups(conversations).map(([name, group]) => make("section", { "aria-label": name },
        make("h2", { class: "label" }, name), make("ul", {}, group.map((one) => this.row(one))))));
      this.select(this.current);
    } catch (error) {
      this.complain(error);
    }
  }

  row(conversation) {
    const link = make("a", { href: `#/c/${conversation.id}`, "data-id": conversation.id }, titleOf(conversation));
    const actions = make("div", { class: "choices", hidden: true },
      make("button", { type: "button", click: () => this.edit(row, conversation) }, "Renommer"),
      exportLink(conversation, "md", "Markdown"), exportLink(conversation, "json", "JSON"),
      make("button", { type: "button", class: "alarm", click: () => this.remove(conversation) }, "Supprimer"));
    const more = make("button", {
      type: "button", class: "more", "aria-expanded": "false", "aria-label": `Actions\u00a0: ${titleOf(conversation)}`,
      click: () => more.setAttribute("aria-expanded", String(!(actions.hidden = !actions.hidden))),
    }, "…");
    const row = make("li", {}, make("div", { class: "line" }, link, more), actions);
    return row;
  }

  /** Change the title in place: Enter or leaving the box keeps it, Esc does not. */
  edit(row, conversation) {
    const input = make("input", { "aria-label": "Nouveau titre", maxlength: "200", value: conversation.title });
    let open = true;
    const end = async (keep) => {
      if (!open) return;
      open = false;
      if (keep && input.value.trim()) await this.rename(conversation, input.value.trim());
      await this.refresh();
      this.place.querySelector(`[data-id="${conversation.id}"]`)?.focus();
    };
    input.addEventListener("blur", () => end(true));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      end(event.key === "Enter");
    });
    row.replaceChildren(input);
    input.select();
    input.focus();
  }

  rename({ id }, title) {
    return request(pathOf(id), jsonBody("PATCH", { title })).catch((error) => this.complain(error));
  }

  async remove(conversation) {
    const text = typeset(`« ${conversation.title} » sera supprimée avec ses réponses.`);
    if (!await confirmed("Supprimer la conversation", text, "Supprimer")) return;
    try {
      await request(pathOf(conversation.id), { method: "DELETE" });
    } catch (error) {
      this.complain(error);
    }
    await this.refresh();
    this.removed(conversation.id);
  }

  complain(error) {
    byId("side-complaint").textContent = problemMessage(error.code === "introuvable" ? "conversation" : error.code);
  }
}

const pathOf = (id) => `api/conversations/${encodeURIComponent(id)}`;

const titleOf = ({ title }) => typeset(title || "Sans titre");

function mark(link, current) {
  if (current) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

function exportLink({ id }, format, name) {
  return make("a", { href: `${pathOf(id)}/export?format=${format}`, download: "", "aria-label": `Exporter en ${name}` }, name);
}

/** Pairs of a period's name and its conversations, which come newest first. */
function groups(conversations) {
  const today = new Date().setHours(0, 0, 0, 0);
  const periods = [["Aujourd’hui", today], ["Hier", today - DAY], ["Sept derniers jours", today - 6 * DAY], ["Plus tôt", -Infinity]];
  const found = new Map();
  for (const one of conversations) {
    const [name] = periods.find(([, since]) => Date.parse(one.updated) >= since);
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return [...found];
}

/* Waiting for the server: index and models are loaded in the background. */

import { LOADING, problemMessage } from "./messages.js";
import { getJson } from "./server.js";

const SOON = 1000;
const LATER = 4000;

/** Return when the server is ready; until then `show` is given what it waits for. */
export async function ready(show) {
  for (;;) {
    try {
      await getJson("readyz");
      return show("");
    } catch ({ code }) {
      const loading = code === "chargement";
      show(loading ? LOADING : problemMessage(code));
      await new Promise((resolve) => setTimeout(resolve, loading ? SOON : LATER));
    }
  }
}

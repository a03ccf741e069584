/* Changing articles. From another machine than the server's, it takes the administrator's key. */

import { askKey } from "./dialogs.js";
import { request } from "./server.js";

const KEPT = "vigie.admin-key"; // in sessionStorage: forgotten with the tab

/** As `request`; where a key is missing or wrong the reader is asked for it, until it is right or given up. */
export async function adminRequest(path, options) {
  for (;;) {
    const key = sessionStorage.getItem(KEPT);
    const headers = { ...options.headers, ...(key && { Authorization: `Bearer ${key}` }) };
    try {
      return await request(path, { ...options, headers });
    } catch (error) {
      if (error.code !== "cle") throw error;
      sessionStorage.removeItem(KEPT);
      const given = await askKey(key !== null);
      if (given === null) throw error;
      sessionStorage.setItem(KEPT, given);
    }
  }
}

/* Requests to the server, and what can go wrong with them. */

/** What the server (or the network) says went wrong; `code` is stable. */
export class Problem extends Error {
  constructor({ code, detail = "" }) {
    super(detail || code);
    this.code = code;
    this.detail = detail;
  }
}

/** Send a request; return the response, or throw a Problem (an AbortError when stopped). */
export async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    throw error.name === "AbortError" ? error : new Problem({ code: "reseau", detail: error.message });
  }
  if (!response.ok) throw new Problem(await problemOf(response));
  return response;
}

export async function getJson(path) {
  return (await request(path)).json();
}

/** What is said of all articles: the page of the list that no corpus reaches has none of them in it. */
export const getExtent = () => getJson("api/articles?page=1000000");

/** The options of a request that carries a JSON object. */
export const jsonBody = (method, body) => ({
  method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

async function problemOf(response) {
  try {
    const problem = await response.json();
    return { code: problem.code ?? "interne", detail: problem.detail };
  } catch {
    return { code: "interne", detail: `HTTP ${response.status}` };
  }
}

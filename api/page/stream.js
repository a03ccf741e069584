/* The server: JSON requests, and the event stream of an answer. */

/** What the server (or the network) says went wrong; `code` is stable. */
export class Problem extends Error {
  constructor({ code, detail = "" }) {
    super(detail || code);
    this.code = code;
    this.detail = detail;
  }
}

export async function getJson(path) {
  return (await request(path)).json();
}

/** Yield the events { name, data } of an answer; the last is "answer". Throws a Problem, or an AbortError when stopped. */
export async function* ask(body, signal) {
  const response = await request("api/ask/stream", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal,
  });
  for await (const event of events(response, signal)) {
    if (event.name === "error") throw new Problem(event.data.problem);
    yield event;
    if (event.name === "answer") return;
  }
  throw new Problem({ code: "coupure" });
}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    throw error.name === "AbortError" ? error : new Problem({ code: "reseau", detail: error.message });
  }
  if (!response.ok) throw new Problem(await problemOf(response));
  return response;
}

async function problemOf(response) {
  try {
    const problem = await response.json();
    return { code: problem.code ?? "interne", detail: problem.detail };
  } catch {
    return { code: "interne", detail: `HTTP ${response.status}` };
  }
}

async function* events(response, signal) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { done, value } = await read(reader, signal);
    if (done) return;
    buffer += value;
    const blocks = buffer.split(/\r?\n\r?\n/);
    buffer = blocks.pop();
    yield* blocks.map(eventOf).filter(Boolean);
  }
}

async function read(reader, signal) {
  try {
    return await reader.read();
  } catch (error) {
    if (signal.aborted) throw new DOMException("stopped", "AbortError");
    throw new Problem({ code: "coupure", detail: error.message });
  }
}

function eventOf(block) {
  let name = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    if (line.startsWith("data:")) data.push(line.slice(5));
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}

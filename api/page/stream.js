/* The event stream of an answer. */

import { Problem, jsonBody, request } from "./server.js";

/** Yield the events { name, data } of an answer; the last is "answer". Throws a Problem, or an AbortError when stopped. */
export async function* ask(body, signal) {
  const response = await request("api/ask/stream", { ...jsonBody("POST", body), signal });
  for await (const event of events(response, signal)) {
    if (event.name === "error") throw new Problem(event.data.problem);
    yield event;
    if (event.name === "answer") return;
  }
  throw new Problem({ code: "coupure" });
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

import type { ServerResponse } from "node:http";

const waiting = new WeakMap<ServerResponse, (() => void)[]>();

/** Calls when an answer was handed over to the network, or its connection is gone: by one listener, because many want to know. */
export function whenOver(response: ServerResponse, call: () => void): void {
  const known = waiting.get(response);
  if (known !== undefined) {
    known.push(call);
    return;
  }
  const calls = [call];
  waiting.set(response, calls);
  response.once("close", () => {
    for (const one of calls) one();
  });
}

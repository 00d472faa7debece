import type { ServerResponse } from "node:http";

const waiting = new WeakMap<ServerResponse, (() => void)[]>();

/** Calls back when an answer was handed to the network or its connection is closed. One listener serves all callers. */
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

/** Entry of the worker thread, which runs the connections of one group. Only this thread loads node-opcua. */
import { flushCompileCache } from "node:module";
import { parentPort } from "node:worker_threads";
import { giveBackMemoryLater } from "../../../observe/memory.ts";
import { Connection } from "./connection.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { quickenKeys } from "./quick-keys.ts";

const port = parentPort;
if (port === null) throw new Error("runs as a worker thread only");

/** Later than in main, so that not all threads pause at once. */
const GIVE_BACK_AFTER_MS = 10_000;

quickenKeys();

let closing = new AbortController();
const connections = new Map<number, Connection>();

function post(message: FromWorker, transfer?: ArrayBuffer[]): void {
  port?.postMessage(message, transfer);
}

function giveBackSoon(): void {
  giveBackMemoryLater(closing.signal, { afterMs: GIVE_BACK_AFTER_MS, isShort: true });
}

port.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "open": {
      const connection = new Connection(message, post);
      connections.set(message.id, connection);
      void connection.open();
      break;
    }
    case "start":
      connections.get(message.id)?.start();
      giveBackSoon();
      break;
    case "acknowledge":
      connections.get(message.id)?.acknowledge(message.marks);
      break;
    case "call": {
      const connection = connections.get(message.id);
      if (connection === undefined)
        post({
          kind: "called",
          id: message.id,
          callId: message.callId,
          answer: { undone: "the source is not connected" },
        });
      else void connection.call(message.callId, message.call);
      break;
    }
    case "close": {
      const connection = connections.get(message.id);
      connections.delete(message.id);
      // The edge may be stopping and waiting for this connection.
      closing.abort();
      closing = new AbortController();
      if (connections.size > 0) giveBackSoon();
      if (connection === undefined) post({ kind: "closed", id: message.id });
      else void connection.close();
      break;
    }
  }
});

// Of one of two boxes, for its next take-over: its processes are killed. Does nothing elsewhere.
flushCompileCache();

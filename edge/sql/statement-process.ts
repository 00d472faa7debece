/** The process of one statement, as the edge sees it. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { ChildProcess } from "node:child_process";
import { EdgeError } from "../contracts/errors.ts";
import { asker } from "../observe/asker.ts";
import type { FromStatement, Needs, Order, Supplies } from "./protocol.ts";
import { refusal } from "./refusals.ts";

export interface Done {
  readonly rows: number;
  readonly bytes: number;
}

export interface Running {
  readonly seconds: number;
  /** Aborts when SQL is switched off. */
  readonly off: AbortSignal;
  /** Gets what a statement that may run reads. */
  supply(needs: Needs): Promise<Supplies>;
}

/**
 * Gives an order to a process that has none. Resolves when the answer is written, or with undefined when the process
 * was gone before it said a word; it is gone whenever this settles. Ends it when its time is over, the client of
 * `asker` leaves or `off` aborts. Throws EdgeError `bad-request`, `forbidden`, `unavailable`.
 */
export async function runStatement(
  child: ChildProcess,
  order: Order,
  { seconds, off, supply }: Running,
): Promise<Done | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Done | undefined>();
  let hasSpoken = false;
  const ended = new Promise<void>((over) => {
    child.once("close", () => over());
    child.once("error", () => over());
  });
  child.once("close", () => (hasSpoken ? reject(refusal("sql-ended", {}, "unavailable")) : resolve(undefined)));
  child.once("error", (cause) => reject(refusal("sql-ended", {}, "unavailable", { cause })));
  // A process that waited was started for an earlier client, whose context its messages have otherwise.
  const onMessage = AsyncLocalStorage.bind((message: FromStatement) => {
    hasSpoken = true;
    if (message.kind === "done") resolve({ rows: message.rows, bytes: message.bytes });
    else if (message.kind === "failed") reject(new EdgeError(message.code, message.message));
    else supply(message.needs).then((supplies) => send(child, { kind: "supplies", supplies }), reject);
  });
  child.on("message", onMessage);
  send(child, { kind: "order", order });
  const stopWaiting = watch({ seconds, off }, reject);
  try {
    return await promise;
  } finally {
    stopWaiting();
    child.kill("SIGKILL");
    await ended;
  }
}

/** The callback keeps a broken pipe from becoming an 'error' event; the end of the process follows. */
function send(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => undefined);
}

/** Rejects when the statement must end. Returns how to stop waiting for that. */
function watch({ seconds, off }: Pick<Running, "seconds" | "off">, reject: (error: EdgeError) => void): () => void {
  const client = asker.getStore();
  const left = (): void => reject(new EdgeError("unavailable", "the client has left"));
  const switched = (): void => reject(refusal("sql-switched", {}, "forbidden"));
  const timer = setTimeout(() => reject(refusal("sql-time", { most: seconds })), seconds * 1000);
  client?.addEventListener("abort", left);
  off.addEventListener("abort", switched);
  if (client?.aborted === true) left();
  if (off.aborted) switched();
  return () => {
    clearTimeout(timer);
    client?.removeEventListener("abort", left);
    off.removeEventListener("abort", switched);
  };
}

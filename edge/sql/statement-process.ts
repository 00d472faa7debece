/** The process of one statement, as the edge sees it. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { EdgeError } from "../contracts/errors.ts";
import { asker } from "../observe/asker.ts";
import type { FromStatement, Needs, Order, Supplies } from "./protocol.ts";
import { refusal } from "./refusals.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
/** Little heap: rows are columns outside of it. */
const FLAGS = ["--max-old-space-size=192", "--max-semi-space-size=4"];

export interface Done {
  readonly rows: number;
  readonly bytes: number;
}

interface Running {
  readonly seconds: number;
  /** Aborts when SQL is switched off. */
  readonly off: AbortSignal;
  /** Gets what a statement that may run reads. */
  supply(needs: Needs): Promise<Supplies>;
}

/**
 * Resolves when the answer is written; the process is gone whenever this settles. Ends it when its time is over, the
 * client of `asker` leaves or `off` aborts. Throws EdgeError `bad-request`, `forbidden`, `unavailable`.
 */
export async function runStatement(order: Order, { seconds, off, supply }: Running): Promise<Done> {
  const { promise, resolve, reject } = Promise.withResolvers<Done>();
  const child = startChild();
  const ended = new Promise<void>((over) => {
    child.once("close", () => over());
    child.once("error", () => over());
  });
  child.once("close", () => reject(refusal("sql-ended", {}, "unavailable")));
  child.once("error", (cause) => reject(refusal("sql-ended", {}, "unavailable", { cause })));
  child.on("message", (message: FromStatement) => {
    if (message.kind === "done") resolve({ rows: message.rows, bytes: message.bytes });
    else if (message.kind === "failed") reject(new EdgeError(message.code, message.message));
    else supply(message.needs).then((supplies) => send(child, { kind: "supplies", supplies }), reject);
  });
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

/** Without the edge's environment, which may hold passwords. */
function startChild(): ChildProcess {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  const libraries = LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH };
  return fork(CHILD, [], {
    serialization: "advanced",
    execArgv: FLAGS,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: { PATH, MALLOC_ARENA_MAX: "2", ...libraries },
  });
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

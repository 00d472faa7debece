/** The inside of a thread of followers: runs them and answers questions about their data. */
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import type { Logger } from "pino";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import type { DeletionTime, Follower } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Lane } from "./lane.ts";
import { heldIn } from "./memory-watch.ts";
import { Progress } from "./progress.ts";
import { Runner } from "./runner.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";

/** How long a question waits for the items committed before it. */
const FRESH_WITHIN_MS = 1_500;
const TELL_EVERY_MS = 250;
/**
 * Time in which a thread writes after each item when the previous thread was ended for its memory. So it gets further
 * than that thread, and reports its memory at each item.
 */
const CAREFUL_FOR_MS = 30_000;

/** The followers of one thread, and the function that answers questions about them. */
export interface Served {
  readonly followers: readonly { readonly name: string; open(): Follower }[];
  /** Followers that must be up to date before the question is answered. */
  concerned(ask: unknown): readonly string[];
  answer(ask: unknown): unknown;
}

/** Call it once, from the thread's entry. */
export function serveFollowers<Own>(
  make: (
    own: Own,
    context: { readonly log: Logger; lane(name: string): Lane; readonly deletionTime: DeletionTime },
  ) => Served,
): void {
  const port = parentPort;
  if (port === null) throw new Error("runs as a worker thread only");
  const send = (message: FromThread): void => port.postMessage(message);
  const data = workerData as ThreadData<Own>;
  const log = logThrough(send);
  const lanes: Lane[] = [];
  const laneOf = (name: string): Lane => lanes.find((lane) => lane.name === name) as Lane;
  let deletionTime: Micros | undefined;
  const served = make(data.own, { log, lane: laneOf, deletionTime: () => deletionTime });
  const progress = new Progress(data.progress);
  lanes.push(...lanesOf(served, { data, log, progress, send }));
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    toldAt = performance.now();
    send({
      kind: "state",
      health: runner.health(),
      positions: lanes.map(({ position }) => position),
      written: lanes.map(({ written }) => written),
    });
  };
  const runner: Runner = new Runner({
    logDir: data.logDir,
    lanes,
    log,
    onHole: (hole) => send({ kind: "hole", hole }),
    onRound: () => {
      if (performance.now() - toldAt >= TELL_EVERY_MS) tell();
    },
  });

  const answer = async ({ id, ask, position }: Extract<ToThread, { kind: "ask" }>): Promise<void> => {
    await runner.reached(served.concerned(ask).map(laneOf), position, FRESH_WITHIN_MS);
    try {
      send({ kind: "answer", id, answer: answered(served, ask, progress) });
    } catch (error) {
      send({
        kind: "failure",
        id,
        code: error instanceof EdgeError ? error.code : "unavailable",
        message: reasonOf(error),
      });
    }
  };
  port.on("message", (message: ToThread) => {
    if (message.kind === "committed") {
      deletionTime = message.deletionTime;
      runner.follow(message.position);
    } else if (message.kind === "ask") void answer(message);
    else
      void runner.close().then(() => {
        tell();
        port.close();
      });
  });
}

function answered(served: Served, ask: unknown, progress: Progress): unknown {
  progress.atQuestion();
  try {
    return served.answer(ask);
  } finally {
    progress.atNothing();
  }
}

function lanesOf<Own>(
  { followers }: Served,
  {
    data,
    log,
    progress,
    send,
  }: { data: ThreadData<Own>; log: Logger; progress: Progress; send(message: FromThread): void },
): Lane[] {
  const letters = new DeadLetters(data.lettersPath, data.logUid);
  const carefulUntil = data.isCareful ? performance.now() + CAREFUL_FOR_MS : Number.NEGATIVE_INFINITY;
  const isCareful = (): boolean => performance.now() < carefulUntil;
  return followers.map(
    ({ name, open }, number) =>
      new Lane({
        name,
        open,
        letters,
        log,
        clock: () => performance.now(),
        onOutput: (output, key: LogPosition) => send({ kind: "output", follower: name, key, output }),
        working: (at) => {
          if (at === "nothing") progress.atNothing();
          else if (at === "file") progress.atFile(number);
          else progress.atItem(number, at, isCareful() ? heldIn(getHeapStatistics()) : Number.NaN);
        },
        isCareful,
        ...(data.writeEveryMs === undefined ? {} : { writeEveryMs: data.writeEveryMs }),
        ...(data.firstRetryMs === undefined ? {} : { firstRetryMs: data.firstRetryMs }),
      }),
  );
}

/** The edge's own log has one writer, so log records of followers go there as messages. */
function logThrough(send: (message: FromThread) => void): Logger {
  const at =
    (level: "info" | "warn" | "error") =>
    (fields: object, message = ""): void => {
      const { err, ...rest } = fields as { readonly err?: unknown };
      const told =
        err === undefined ? rest : { ...rest, reason: err instanceof Error ? (err.stack ?? err.message) : String(err) };
      send({ kind: "log", level, fields: told, message });
    };
  return { info: at("info"), warn: at("warn"), error: at("error"), debug: () => undefined } as unknown as Logger;
}

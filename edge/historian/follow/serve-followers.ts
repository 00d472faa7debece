/** The inside of a thread of followers: runs them and answers questions about their data. */
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import type { Logger } from "pino";
import type { DeletionTime, Follower } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import { AnswersInTurn, freshBy } from "./answers-in-turn.ts";
import { DeadLetters } from "./dead-letters.ts";
import { LogConsumer } from "./log-consumer.ts";
import { heldIn } from "./memory-watch.ts";
import { Progress } from "./progress.ts";
import { Runner } from "./runner.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";

const REPORT_EVERY_MS = 250;
/**
 * Time in which a thread writes after each item when the previous thread was ended for its memory. It then gets further
 * than that thread did, and reports its memory at each item.
 */
const CAREFUL_FOR_MS = 30_000;

/** The followers of one thread, in its order. */
export interface Served {
  readonly followers: readonly { readonly name: string; open(): Follower }[];
}

/** Call it once, from the thread's entry. */
export function serveFollowers<Own>(
  make: (own: Own, context: { readonly log: Logger; readonly deletionTime: DeletionTime }) => Served,
): void {
  const port = parentPort;
  if (port === null) throw new Error("runs as a worker thread only");
  const send = (message: FromThread, moved: readonly ArrayBuffer[] = []): void => port.postMessage(message, moved);
  const data = workerData as ThreadData<Own>;
  const log = logThrough(send);
  const consumers: LogConsumer[] = [];
  const settled: LogPosition[] = [];
  let deletionTime: Micros | undefined;
  const served = make(data.own, { log, deletionTime: () => deletionTime });
  const progress = new Progress(data.progress);
  consumers.push(...consumersOf(served, { data, log, progress, send, settled }));
  let reportedAt = Number.NEGATIVE_INFINITY;
  const report = (): void => {
    reportedAt = performance.now();
    send({
      kind: "state",
      health: runner.health(),
      positions: consumers.map(({ position }) => position),
      written: consumers.map(({ written }) => written),
    });
  };
  const runner: Runner = new Runner({
    logDir: data.logDir,
    consumers,
    log,
    onHole: (hole) => send({ kind: "hole", hole }),
    onRound: () => {
      if (performance.now() - reportedAt >= REPORT_EVERY_MS) report();
    },
  });

  const answers = new AnswersInTurn({ consumers, reached: freshBy(runner, consumers), progress, send });
  port.on("message", (message: ToThread) => {
    if (message.kind === "committed") {
      deletionTime = message.deletionTime;
      runner.follow(message.position);
    } else if (message.kind === "settled") {
      settled[message.follower] = message.key;
      runner.look();
    } else if (message.kind === "ask") void answers.ask(message);
    else if (message.kind === "cancel") answers.cancel(message);
    else
      void runner.close().then(() => {
        report();
        port.close();
      });
  });
}

function consumersOf<Own>(
  { followers }: Served,
  {
    data,
    log,
    progress,
    send,
    settled,
  }: {
    data: ThreadData<Own>;
    log: Logger;
    progress: Progress;
    send(message: FromThread): void;
    /** Key of the newest output on disk, by number of the follower. */
    settled: readonly LogPosition[];
  },
): LogConsumer[] {
  const letters = new DeadLetters(data.lettersPath, data.logUid);
  const carefulUntil = data.isCareful ? performance.now() + CAREFUL_FOR_MS : Number.NEGATIVE_INFINITY;
  const isCareful = (): boolean => performance.now() < carefulUntil;
  return followers.map(
    ({ name, open }, number) =>
      new LogConsumer({
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
        isOnDisk: (key) => key <= (settled[number] ?? -1),
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
      const sent =
        err === undefined ? rest : { ...rest, reason: err instanceof Error ? (err.stack ?? err.message) : String(err) };
      send({ kind: "log", level, fields: sent, message });
    };
  return { info: at("info"), warn: at("warn"), error: at("error"), debug: () => undefined } as unknown as Logger;
}

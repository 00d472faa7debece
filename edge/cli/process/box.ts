/**
 * `gemba edge` on one of two boxes: runs the keeper, and starts the edge in a process of its own. The keeper loads
 * neither edge nor config: a thread reads the config while the other process loads the edge (rule SB38).
 */
import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { configOf } from "../../config/apart.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { giveBackReserve } from "../../model/reserve.ts";
import { placeOf } from "../../standby/link/place.ts";
import { unlessStopped } from "../command.ts";
import type { Options } from "../options.ts";
import { FirstWriter, forkWith, readApart } from "./box-fork.ts";
import { unknownBox } from "./box-name.ts";
import { lockBox, openDataFolder } from "./open-data-folder.ts";

/** The writer of a keeper that was killed ends itself within this time, unless it hangs. */
const WRITER_ENDS_WITHIN_MS = 5_000;
const LOOK_MS = 50;

export interface BoxPlan {
  readonly options: Options;
  /** Of this box. */
  readonly name: string;
}

/**
 * Runs the box until the signal. Resolves with the exit code; with undefined where the config has no boxes. Throws
 * EdgeError as a start of the edge does.
 */
export async function runBox({ options, name }: BoxPlan, signal: AbortSignal): Promise<number | undefined> {
  const { dataDir, host, port } = options;
  giveBackReserve(dataDir);
  using _lock = lockBox(dataDir);
  // Whatever an earlier keeper of this folder granted, it granted before.
  const aloneSince = performance.now();
  keepCompiled(dataDir);
  const first = new FirstWriter();
  try {
    await openOnceFree(options, signal);
    const reading = readApart(options.config);
    first.give(reading);
    const loading = Promise.all([reading, import("../../standby/box/box.ts"), import("../../observe/log.ts")] as const);
    const [answer, { Box }, { createLog }] = await unlessStopped(loading, signal);
    const { boxes, witness, key, leaseMs, commit } = configOf(answer).standby;
    if (boxes === undefined || witness === undefined) return undefined;
    const own = boxes.find((box) => box.name === name);
    const other = boxes.find((box) => box.name !== name);
    if (own === undefined || other === undefined) throw unknownBox(name, boxes);
    const log = createLog({ level: options.logLevel });
    const box = new Box({
      ...{ dataDir, name: own.name, place: placeOf(own.address), witness: placeOf(witness), key, leaseMs, commit, log },
      other: { name: other.name, place: placeOf(other.address), url: other.url },
      page: { host, port },
      aloneSince,
      fork: () => first.take() ?? forkWith(readApart(options.config)),
    });
    // A process that is killed keeps nothing of what it compiled otherwise.
    flushCompileCache();
    process.stdout.write(`Box ${own.name} is there; the other one is ${other.name} at ${other.address}\n`);
    await box.run(signal);
    return 0;
  } finally {
    first.end();
  }
}

/** What this process and its children compile is there at the next start; it is of no use elsewhere. */
function keepCompiled(dataDir: string): void {
  process.env["NODE_COMPILE_CACHE"] ??= join(dataDir, "standby", "compiled");
  enableCompileCache(process.env["NODE_COMPILE_CACHE"]);
}

/** Opens the data folder, once the writer of a keeper that was killed has ended. */
async function openOnceFree(options: Options, signal: AbortSignal): Promise<void> {
  const end = performance.now() + WRITER_ENDS_WITHIN_MS;
  for (;;) {
    try {
      openDataFolder(options);
      return;
    } catch (error) {
      const isTaken = error instanceof EdgeError && error.code === "conflict";
      if (!isTaken || performance.now() > end) throw error;
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
}

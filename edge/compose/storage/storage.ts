/**
 * Composition of storage: the commit log, the historian that follows it, and the audit that compares it with the
 * sources.
 */
import { join } from "node:path";
import type { Logger } from "pino";
import { gapEvent } from "../../batch/gap-event.ts";
import type { Journal } from "../../contracts/access/journal.ts";
import type { BoxGate } from "../../contracts/path/write-gate.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";
import { hoursKept } from "../../historian/embedded/kept-from.ts";
import { startHistorian } from "../../historian/embedded/start-historian.ts";
import { LiveTail } from "../../historian/live-tail.ts";
import { openLog } from "../../historian/log/commit-log.ts";
import { newestArrival } from "../../historian/log/segment-file.ts";
import type { startEpoch } from "../../model/data-folder.ts";
import { Listeners } from "../../observe/listeners.ts";
import type { Flow } from "../../pipeline/flow.ts";
import { LossAudit } from "../../pipeline/loss-audit.ts";
import type { PlantConfig } from "../../plugins.ts";
import { edgeUidOf } from "../alerting/alerting.ts";
import type { StopStack } from "../stop-stack.ts";
import { ClockWatch } from "./clock-watch.ts";
import type { CommitListeners } from "./commit-listeners.ts";

const MIB = 1024 * 1024;
/** Time of a stop that is reserved for each. */
const KEEP_MS = { historian: 1_200, commitLog: 500 };

export interface StorageParts {
  readonly config: PlantConfig;
  readonly dataDir: string;
  readonly identity: ReturnType<typeof startEpoch>;
  readonly tags: TagTable;
  readonly log: Logger;
  readonly flow: Flow;
  readonly journal: Journal;
  /** Of a box that is one of two. */
  readonly gate?: BoxGate;
  now(): number;
}

/** Opens the log and starts everything that listens to its commits. Call it before any source starts. */
export async function openStorage(parts: StorageParts, stop: StopStack) {
  const { config, dataDir, identity, tags, log, now, gate } = parts;
  const clock = await openClock(parts);
  const { historian: kept, logHours } = hoursKept(config.historian, config.personal.store !== undefined);
  const { deletionTime } = clock;
  const tail = new LiveTail();
  const listeners = firstListeners(parts, tail);
  const after: { audit?: LossAudit } = {};
  // Added before the log, hence closed after it, when everything was compared.
  stop.add("loss audit", () => after.audit?.close());
  const commitLog = await openLog({
    dir: join(dataDir, "log"),
    ...identity,
    tags,
    log: log.child({ part: "log" }),
    maxBytes: Math.max(64 * MIB, config.historian.maxBytes / 2),
    retentionHours: logHours,
    deletionTime,
    ...(gate === undefined ? {} : { gate }),
    onCommitted: (batches, events, waveforms, position, ends) =>
      listeners.notify({ batches, events, waveforms, position, ends }),
  });
  if (gate?.gap !== undefined) commitLog.pushEvents({ events: [gapEvent(gate.gap, now())] });
  stop.add("commit log: everything to disk", () => commitLog.close(), { keepMs: KEEP_MS.commitLog });
  const historian = await startHistorian({
    dir: join(dataDir, "historian"),
    commitLog,
    tail,
    config: kept,
    log: log.child({ part: "historian" }),
    deletionTime,
  });
  // After the next start it reads the last samples from the log.
  stop.add("historian", () => historian.close(), { keepMs: KEEP_MS.historian, isEarly: true });
  const audit = new LossAudit({
    tags,
    log: commitLog,
    logger: log.child({ part: "loss audit" }),
    now,
    isPersonalStored: config.personal.store !== undefined,
    path: join(dataDir, "loss-audit.json"),
  });
  after.audit = audit;
  listeners.add((commit) => audit.committed(commit), "loss audit");
  return { commitLog, historian, clock, listeners, audit };
}

async function openClock({ dataDir, identity, journal, log }: StorageParts): Promise<ClockWatch> {
  const newestMs = await newestArrival(join(dataDir, "log"));
  return new ClockWatch({
    dataDir,
    edgeUid: edgeUidOf(identity.edgeId),
    journal,
    log: log.child({ part: "clock" }),
    ...(newestMs === undefined ? {} : { newestMs }),
  });
}

/** Twin and detectors come first: later listeners do not delay them. */
function firstListeners({ log, flow }: StorageParts, tail: LiveTail): CommitListeners {
  const listeners: CommitListeners = new Listeners("commits", log);
  listeners.add(({ batches, waveforms }) => flow.committed(batches, waveforms), "twin and detectors");
  listeners.add(({ batches, position }) => tail.committed(batches, position), "newest samples");
  return listeners;
}

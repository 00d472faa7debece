/**
 * Composition root of the edge: builds every part in the order in which data
 * flows and puts its end on the stop stack. The only file that knows all layers.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { Logger } from "pino";
import { buildApi } from "./api/server.ts";
import { type Alerting, edgeUidOf, openAlerting } from "./compose/alerting/alerting.ts";
import { loopUse, type StrainParts, StrainWatch } from "./compose/alerting/strain-watch.ts";
import { everySecond } from "./compose/each-second.ts";
import { type OpenProduction, openProduction } from "./compose/production/production.ts";
import { type Running, startSinks, startSources } from "./compose/run-parts.ts";
import { observeParts } from "./compose/serving/part-counters.ts";
import { Readiness } from "./compose/serving/readiness.ts";
import { opcuaCare } from "./compose/sources/opcua-care.ts";
import { SourceStates } from "./compose/sources/source-states.ts";
import { StopStack } from "./compose/stop-stack.ts";
import { ClockWatch } from "./compose/storage/clock-watch.ts";
import type { CommitListeners } from "./compose/storage/commit-listeners.ts";
import { LogMarks } from "./compose/storage/log-marks.ts";
import { createLayoutEditor } from "./config/layout-editor.ts";
import type { Journal } from "./contracts/access/journal.ts";
import type { EdgeHealth, SourceHealth } from "./contracts/path/health.ts";
import type { TwinModel } from "./contracts/path/twin.ts";
import type { EdgeConfig } from "./contracts/plant/edge-config.ts";
import type { TagTable } from "./contracts/plant/tag.ts";
import type { HistorianConfig } from "./historian/embedded/config.ts";
import type { RecordingPlace } from "./historian/embedded/protocol.ts";
import { startHistorian } from "./historian/embedded/start-historian.ts";
import { LiveTail } from "./historian/live-tail.ts";
import { openLog } from "./historian/log/commit-log.ts";
import { newestArrival } from "./historian/log/segment-file.ts";
import { withFallback } from "./historian/remote/with-fallback.ts";
import { Assignments } from "./model/assignments.ts";
import { lockDataFolder, startEpoch } from "./model/data-folder.ts";
import { type BuiltPlant, buildPlant } from "./model/plant.ts";
import { writePlantFile } from "./model/plant-file.ts";
import { giveBackReserve, takeReserve } from "./model/reserve.ts";
import { TagRegistry } from "./model/tag-registry.ts";
import { createTwin } from "./model/twin.ts";
import { Counters } from "./observe/counters.ts";
import { Jobs } from "./observe/jobs.ts";
import { Listeners } from "./observe/listeners.ts";
import { createFlow, type Flow } from "./pipeline/flow.ts";
import { LossAudit } from "./pipeline/loss-audit.ts";
import { plugins } from "./plugins.ts";
import { type PersonalParts, type PersonalPath, personalPath } from "./privacy/personal.ts";
import { endWorkers } from "./sources/opcua/link/worker-group.ts";

const VIEWER_DIR = join(import.meta.dirname, "..", "twin-viewer", "dist");
/** SIGTERM to exit takes 5 s at most, children and simulators included. */
const STOP_WITHIN_MS = 4_000;
/** Of it is kept for what matters most and comes late. */
const KEEP_MS = { sources: 500, threads: 500, historian: 1_200, commitLog: 500 };
/** A reserve that a full disk took is set aside again this soon after there is room. */
const RESERVE_EVERY_MS = 5_000;
const MIB = 1024 * 1024;

export interface EdgeOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly log: Logger;
  /** When it aborts before the edge runs, the start is given up. */
  readonly signal?: AbortSignal;
  /** Stops this edge and starts another with this config, which was checked; absent where nobody is there to do it. */
  readonly restart?: (config: EdgeConfig) => void;
  /** Is told while stopping that the edge has left all machines and brokers. */
  readonly onSourcesLeft?: () => void;
}

/** An edge that runs. */
export interface RunningEdge extends Pick<OpenProduction, "takePast"> {
  readonly address: string;
  historianPid(): number | null;
  health(): EdgeHealth;
  /** False: everybody on this machine is `local`. */
  readonly hasUsers: boolean;
  /** Secret of the one-time link for the first admin; undefined unless the config asks for users and there is none. */
  readonly firstInvitation: (() => string) | undefined;
  /** Resolves when the edge is ready and shows live values. */
  readonly firstValues: Promise<void>;
  /** Resolves when the edge is ready, at the latest 30 s after its start though no machine answers. */
  readonly serving: Promise<"live" | "silent">;
  /** Takes a recording of this plant into its history, from `from` on to `to`; resolves with how many samples. Doing it again changes nothing. */
  placeRecording(recording: Omit<RecordingPlace, "tags">): Promise<number>;
  /** Brings to disk what was taken in, and nothing else: for the end at a mistake that nobody caught. */
  flush(): Promise<void>;
  /** Resolves with true when every part stopped cleanly. */
  stop(): Promise<boolean>;
}

/** Starts everything; what has started is stopped again when something later fails. */
export async function startEdge(config: EdgeConfig, options: EdgeOptions): Promise<RunningEdge> {
  const stop = new StopStack(STOP_WITHIN_MS, options.log);
  for (const warning of config.warnings ?? [])
    options.log.warn({ warning }, "the config counts, but see this part of it; gemba check shows the same");
  try {
    return await buildEdge(config, options, stop);
  } catch (error) {
    await stop.run();
    throw error;
  }
}

const wallClock = (): number => Date.now() * 1000;

async function buildEdge(config: EdgeConfig, options: EdgeOptions, stop: StopStack): Promise<RunningEdge> {
  const { dataDir, log } = options;
  const { identity, plant, tags, links, bound, assignments } = openModel(config, options, stop);
  await goOn(options);
  const counters = new Counters();
  const jobs = new Jobs(log.child({ part: "jobs" }));
  const edgeUid = edgeUidOf(identity.edgeId);

  const twin = createTwin({ tags, links });
  const known = { states: new SourceStates(config), strain: new StrainWatch() };
  const alertingParts = {
    ...known,
    config,
    plant,
    tags,
    twin,
    dataDir,
    log,
    jobs,
    edgeId: identity.edgeId,
    host: options.host,
    clock: wallClock,
  };
  const { book, rules, findings, recordIn, people } = await openAlerting(alertingParts, stop);
  const flow = startWatching({ twin, log, book, rules });
  await goOn(options);

  const { commitLog, historian, listeners, clock, audit } = await openStorage(
    { config, dataDir, identity, tags, log, flow, journal: people.journal },
    stop,
  );
  recordIn(commitLog);
  await goOn(options);
  stop.add("alert changes", () => book.settled());
  const context = { config, dataDir, edgeId: identity.edgeId, site: config.site.id, tags, log };
  const marks = new LogMarks({ twin, commitLog, now: wallClock });
  const production = await openProduction(
    {
      ...context,
      plant,
      links,
      twin,
      commitLog,
      edgeUid,
      book,
      marks,
      deletionTime: clock.deletionTime,
      now: wallClock,
    },
    stop,
  );
  await goOn(options);
  const sinks = await startSinks({
    ...context,
    commitLog,
    answers: (config.historian as HistorianConfig).answers,
    listeners,
  });
  stop.add("sinks", () => sinks.stop());

  const answering = withFallback(sinks.historian, historian);
  const personal = openPersonal(
    {
      config,
      plant,
      tags,
      twin,
      dataDir,
      log,
      inlet: commitLog,
      historian: answering,
      book,
      deletionTime: clock.deletionTime,
    },
    stop,
  );
  const sources = startSources({
    ...context,
    bound,
    linkSpecs: links,
    inlet: personal?.inlet ?? commitLog,
    twin,
    book,
    audit,
  });
  watchLoad(known, { sources, commitLog, listeners, followers: production.health }, stop);
  const parts = {
    followers: production.health,
    sinks: () => [historian.health(), ...sinks.health()],
    diskProblem: () => commitLog.problem?.reason,
  };
  const readiness = new Readiness({ ...parts, sources: () => sources.health(), jobs, twin, audit });
  observeParts(counters, {
    audit,
    sources,
    sinks,
    commitLog,
    flow,
    book,
    journal: people.journal,
    jobs,
    followers: production.health,
    strain: known.strain,
  });
  everySecond(
    { jobs, stop, clock: wallClock },
    { audit, readiness, ...known, personal, flow, production, commitLog, findings, book, edgeUid, deletion: clock },
  );
  stopSources(sources, options, stop);

  const api = buildApi({
    ...opcuaCare(dataDir, identity.edgeId, stop),
    ...people,
    plant,
    tags,
    twin,
    historian: personal?.historian ?? answering,
    waveforms: historian,
    events: historian,
    replay: historian,
    ...(personal === undefined ? {} : { evidence: personal.evidence }),
    alerts: book,
    ...production.readers,
    health: () => readiness.read(),
    ...identity,
    site: config.site.id,
    staticDir: existsSync(join(VIEWER_DIR, "index.html")) ? VIEWER_DIR : undefined,
    log: log.child({ part: "api" }),
    counters,
    jobs,
    layout: createLayoutEditor({
      config,
      plant,
      ...(options.restart === undefined ? {} : { restart: options.restart }),
    }),
    plantFolder: config.folder,
    assignments: plant.assets.flatMap((asset) => assignments.of(asset.assetUid)),
  });
  const address = await api.listen({ host: options.host, port: options.port });
  stop.add("api", () => api.close());
  keepReserve(options, jobs, stop);
  const placeRecording: RunningEdge["placeRecording"] = (recording) =>
    historian.placeRecording({ ...recording, tags: tags.all() });
  const own = {
    address,
    historianPid: () => historian.pid ?? null,
    health: () => readiness.read(),
    firstValues: readiness.firstValues,
    serving: readiness.serving,
  };
  return {
    ...own,
    ...usersOf(people),
    placeRecording,
    takePast: production.takePast,
    flush: async () => void (await Promise.allSettled([commitLog.close(), book.settled()])),
    stop: () => stop.run(),
  };
}

/** From here on it is known how the sources stand and whether the edge keeps up. */
function watchLoad(
  known: { states: SourceStates; strain: StrainWatch },
  parts: Omit<StrainParts, "now" | "elapsed" | "busy" | "sources"> & { sources: Running<SourceHealth> },
  stop: StopStack,
): void {
  known.states.follow(() => parts.sources.health());
  known.strain.start({ ...parts, now: wallClock, busy: loopUse(), elapsed: () => performance.now() * 1000 });
  stop.add("strain watch", () => known.strain.stop());
}

/** Between two stages of the start: a signal that came meanwhile is heard, and ends it. */
async function goOn({ signal }: EdgeOptions): Promise<void> {
  await turn();
  signal?.throwIfAborted();
}

/** Whether there are users, and the first one's link where the config asks for users and there are none. */
function usersOf({ accounts }: Alerting["people"]): Pick<RunningEdge, "hasUsers" | "firstInvitation"> {
  const hasUsers = accounts.users().length > 0;
  return { hasUsers, firstInvitation: accounts.isAsked && !hasUsers ? () => accounts.inviteAdmin() : undefined };
}

/** The way of samples about people; undefined where there are none, or where the config stores them like all others. */
function openPersonal(
  parts: Omit<PersonalParts, "evidenceDir" | "evidenceDays"> & {
    readonly config: EdgeConfig;
    readonly dataDir: string;
    readonly book: Alerting["book"];
  },
  stop: StopStack,
): PersonalPath | undefined {
  const { store, evidenceDays } = parts.config.personal;
  if (store !== undefined) {
    parts.log.info({ ...store }, "samples about people are stored");
    return undefined;
  }
  const personal = personalPath({ ...parts, evidenceDir: join(parts.dataDir, "personal"), evidenceDays });
  if (personal === undefined) return undefined;
  parts.book.subscribe((alert, at) => personal.hear(alert, at));
  stop.add("positions around alerts", () => personal.close());
  return personal;
}

/** Threads go when their connections are closed: a process that ends under them may crash. */
function stopSources(sources: Running<SourceHealth>, { onSourcesLeft }: EdgeOptions, stop: StopStack): void {
  stop.add("OPC UA threads", () => endWorkers(), { keepMs: KEEP_MS.threads });
  stop.add("what was read", () => {
    onSourcesLeft?.();
  });
  stop.add("sources", () => sources.stop(), { keepMs: KEEP_MS.sources, isEarly: true });
}

/** Room for the next start on a full disk, as soon as there is any. */
function keepReserve({ dataDir, log }: EdgeOptions, jobs: Jobs, stop: StopStack): void {
  if (!takeReserve(dataDir))
    log.warn({ dataDir }, "disk is nearly full: no reserve for the next start could be set aside yet");
  const job = jobs.start({ name: "disk reserve", everyMs: RESERVE_EVERY_MS, run: () => takeReserve(dataDir) });
  stop.add("reserve", () => job.stop());
}

/** What looks at the samples once they are on disk: twin, then detectors. */
function startWatching({
  twin,
  log,
  book,
  rules,
}: { twin: TwinModel; log: Logger } & Pick<Alerting, "book" | "rules">): Flow {
  const flow = createFlow({
    twin,
    detectors: rules.detectors,
    onFindings: (findings) => book.apply(findings),
    now: wallClock,
    onDetectorFailed: (index, err) =>
      log.error({ detector: index, err }, "a detector failed and is switched off until the next start or reload"),
  });
  rules.onDetectors((detectors) => flow.follow(detectors));
  return flow;
}

/** The commit log, and the historian that follows it. */
async function openStorage(
  parts: {
    config: EdgeConfig;
    dataDir: string;
    identity: ReturnType<typeof startEpoch>;
    tags: TagTable;
    log: Logger;
    flow: Flow;
    journal: Journal;
  },
  stop: StopStack,
) {
  const { config, dataDir, identity, tags, log, flow, journal } = parts;
  const newestMs = await newestArrival(join(dataDir, "log"));
  const clock = new ClockWatch({
    dataDir,
    edgeUid: edgeUidOf(identity.edgeId),
    journal,
    log: log.child({ part: "clock" }),
    ...(newestMs === undefined ? {} : { newestMs }),
  });
  const { deletionTime } = clock;
  const historianConfig = config.historian as HistorianConfig;
  const tail = new LiveTail();
  const listeners: CommitListeners = new Listeners("commits", log);
  // Twin and detectors first: what comes behind them costs them no time.
  listeners.add(({ batches, waveforms }) => flow.committed(batches, waveforms), "twin and detectors");
  listeners.add(({ batches, position }) => tail.committed(batches, position), "newest samples");
  const commitLog = await openLog({
    dir: join(dataDir, "log"),
    ...identity,
    tags,
    log: log.child({ part: "log" }),
    maxBytes: Math.max(64 * MIB, historianConfig.maxBytes / 2),
    retentionHours: historianConfig.retentionHours,
    deletionTime,
    onCommitted: (batches, events, waveforms, position, ends) =>
      listeners.tell({ batches, events, waveforms, position, ends }),
  });
  stop.add("commit log: everything to disk", () => commitLog.close(), { keepMs: KEEP_MS.commitLog });
  const historian = await startHistorian({
    dir: join(dataDir, "historian"),
    commitLog,
    tail,
    config: historianConfig,
    log: log.child({ part: "historian" }),
    deletionTime,
  });
  // It reads the last samples from the log after the next start.
  stop.add("historian", () => historian.close(), { keepMs: KEEP_MS.historian, isEarly: true });
  const logger = log.child({ part: "loss audit" });
  const audit = new LossAudit({
    tags,
    log: commitLog,
    logger,
    now: wallClock,
    isPersonalStored: config.personal.store !== undefined,
  });
  listeners.add((commit) => audit.committed(commit), "loss audit");
  return { commitLog, historian, clock, listeners, audit };
}

/** The registry is asked for numbers once: of 100,000 tags it is 10 MB that nobody needs afterwards. */
function buildWith(registry: TagRegistry, config: EdgeConfig): BuiltPlant {
  try {
    return buildPlant(config, registry, plugins);
  } finally {
    registry.close();
  }
}

/** Who we are and what the plant is: the data folder is ours from here on. */
function openModel(config: EdgeConfig, { dataDir, log }: EdgeOptions, stop: StopStack) {
  giveBackReserve(dataDir);
  const lock = lockDataFolder(dataDir);
  stop.add("data folder", () => lock[Symbol.dispose]());
  const identity = startEpoch(dataDir);
  const built = buildWith(TagRegistry.open(dataDir), config);
  const assignments = Assignments.open(dataDir);
  stop.add("assignments", () => assignments.close());
  assignments.update(built.plant.assets, wallClock());
  const file = { edgeId: identity.edgeId, plant: built.plant, tags: built.tags.all() };
  if (!writePlantFile(dataDir, file))
    log.warn({ dataDir }, "plant.json could not be written: exports name the tags of an earlier start");
  return { identity, assignments, ...built };
}

/**
 * Composition root of the edge: builds every part in the order in which data flows and adds its end to the stop
 * stack. The only file that knows all layers.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { Logger } from "pino";
import { buildApi } from "./api/server.ts";
import { type Alerting, edgeUidOf, openAlerting } from "./compose/alerting/alerting.ts";
import { loopUse, type StrainParts, StrainWatch } from "./compose/alerting/strain-watch.ts";
import { openVerdicts } from "./compose/alerting/verdict-learning.ts";
import { openAsked } from "./compose/asked.ts";
import { everySecond } from "./compose/each-second.ts";
import { openExplore } from "./compose/explore.ts";
import { openMaintenance } from "./compose/maintenance.ts";
import { openModel } from "./compose/model.ts";
import { openPersonal } from "./compose/personal-samples.ts";
import { type OpenProduction, openProduction } from "./compose/production/production.ts";
import { openReports } from "./compose/reports.ts";
import { type Running, startSinks, startSources } from "./compose/run-parts.ts";
import { openSafety } from "./compose/safety.ts";
import { observeParts } from "./compose/serving/part-counters.ts";
import { Readiness } from "./compose/serving/readiness.ts";
import { siteFiguresOf } from "./compose/site-figures.ts";
import { endSources, sourceCare } from "./compose/sources/source-care.ts";
import { SourceStates } from "./compose/sources/source-states.ts";
import { openSql } from "./compose/sql.ts";
import { StopStack } from "./compose/stop-stack.ts";
import { keepReserve } from "./compose/storage/disk-reserve.ts";
import { LogMarks } from "./compose/storage/log-marks.ts";
import { openStorage } from "./compose/storage/storage.ts";
import { startWatching } from "./compose/watching.ts";
import { createConfigEditor } from "./config/edit/config-editor.ts";
import { ConfigSaves } from "./config/edit/config-saves.ts";
import { createLayoutEditor } from "./config/layout-editor.ts";
import type { EdgeHealth, SourceHealth } from "./contracts/path/health.ts";
import type { BoxGate } from "./contracts/path/write-gate.ts";
import type { RecordingPlace } from "./historian/embedded/protocol.ts";
import { withFallback } from "./historian/remote/with-fallback.ts";
import { createTwin } from "./model/twin.ts";
import { Counters } from "./observe/counters.ts";
import { Jobs } from "./observe/jobs.ts";
import { type PlantConfig, plugins } from "./plugins.ts";
import { openPromql } from "./promql/promql.ts";

const VIEWER_DIR = join(import.meta.dirname, "..", "twin-viewer", "dist");
/** SIGTERM to exit takes 5 s at most, children and simulators included. */
const STOP_WITHIN_MS = 4_000;
/** Time of a stop that is reserved for each. */
const KEEP_MS = { sources: 500, threads: 500 };

export interface EdgeOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Logger;
  /** Aborts the start if it fires before the edge runs. */
  readonly signal?: AbortSignal;
  /** Stops this edge and starts another with this checked config; absent where the edge cannot be restarted. */
  readonly restart?: (config: PlantConfig) => void;
  /** Of a box that is one of two (docs/standby.md). */
  readonly gate?: BoxGate;
  /** Called while stopping, once the edge has left all machines and brokers. */
  readonly onSourcesLeft?: () => void;
}

/** A running edge. */
export interface RunningEdge extends Pick<OpenProduction, "takePast"> {
  readonly address: string;
  historianPid(): number | null;
  health(): EdgeHealth;
  /** False where everybody on this machine acts as `local`. */
  readonly hasUsers: boolean;
  /** Secret of the one-time link for the first admin; undefined unless the config asks for users and there is none. */
  readonly firstInvitation: (() => string) | undefined;
  /** Resolves when the edge is ready and shows live values. */
  readonly firstValues: Promise<void>;
  /** Resolves when the edge is ready, at the latest 30 s after its start, even if no machine answers. */
  readonly serving: Promise<"live" | "silent">;
  /** Takes a recording of this plant into its history, `from` to `to`; resolves with its samples. Idempotent. */
  placeRecording(recording: Omit<RecordingPlace, "tags">): Promise<number>;
  /** Writes received data to disk and does nothing else, before the process ends after an uncaught error. */
  flush(): Promise<void>;
  /** Resolves with true when every part stopped cleanly. */
  stop(): Promise<boolean>;
}

/** Starts everything. When a part fails to start, stops those that have started. */
export async function startEdge(config: PlantConfig, options: EdgeOptions): Promise<RunningEdge> {
  const stop = new StopStack(STOP_WITHIN_MS, options.log);
  for (const warning of config.warnings ?? [])
    options.log.warn({ warning }, "the config counts, but see this part of it; gemba check shows the same");
  try {
    const opened = await openParts(config, options, stop);
    const read = startReading(opened, options, stop);
    // From here on only the sources hold the bindings of their tags: a list of 100,000 of them takes 6 MB.
    const { bound: _read, ...parts } = opened;
    return await serve({ ...parts, ...read }, options, stop);
  } catch (error) {
    await stop.run();
    throw error;
  }
}

const wallClock = (): number => Date.now() * 1000;

type Opened = Awaited<ReturnType<typeof openParts>>;

/** Opens everything that takes samples, before any source brings them. */
async function openParts(config: PlantConfig, options: EdgeOptions, stop: StopStack) {
  const { dataDir, log, host, gate } = options;
  const model = openModel(config, { dataDir, log, now: wallClock }, stop);
  await goOn(options);
  const { identity, plant, tags, links } = model;
  const jobs = new Jobs(log.child({ part: "jobs" }));
  const twin = createTwin({ tags, links });
  const known = { states: new SourceStates(config), strain: new StrainWatch() };
  const context = { config, dataDir, edgeId: identity.edgeId, site: config.site.id, tags, log };
  const alerting = await openAlerting({ ...known, ...context, plant, twin, jobs, host, gate, clock: wallClock }, stop);
  const { book, people, sections } = alerting;
  const flow = startWatching({ twin, log, book, rules: sections.offers.rules, now: wallClock });
  await goOn(options);
  const gated = gate && { gate };
  const stored = { config, dataDir, identity, tags, log, flow, journal: people.journal, now: wallClock, ...gated };
  const storage = await openStorage(stored, stop);
  const { commitLog, clock, listeners } = storage;
  alerting.recordIn(commitLog);
  await goOn(options);
  stop.add("alert changes", () => book.settled());
  const edgeUid = edgeUidOf(identity.edgeId);
  const production = await openProduction(
    {
      ...context,
      followers: plugins.followers,
      plant,
      links,
      twin,
      commitLog,
      edgeUid,
      book,
      marks: new LogMarks({ twin, commitLog, now: wallClock }),
      deletionTime: clock.deletionTime,
      now: wallClock,
    },
    stop,
  );
  const { readers } = production;
  const verdicts = { ...context, ...people, plant, jobs, edgeUid, ...readers, work: alerting.work };
  await openVerdicts({ ...verdicts, inlet: commitLog, now: wallClock }, stop);
  const shown = { deletionTime: clock.deletionTime, inlet: commitLog, flow: config.material, identity, ...gated };
  const figures = { plant, alerts: book, ...readers, config, now: wallClock };
  await sections.open(undefined, { ...alerting.sectionContext, ...shown, siteFigures: siteFiguresOf(figures) }, stop);
  const shared = { ...context, plant, twin, jobs, now: wallClock };
  const maintenance = await openMaintenance({ ...shared, readers, work: alerting.work, book }, stop);
  const reports = openReports({ ...shared, ...alerting, events: storage.historian, production, maintenance }, stop);
  await goOn(options);
  const uns = await sections.offers.uns.follow({ log: commitLog, kpis: readers.kpis });
  stop.add("uns", () => uns.stop());
  const sinks = await startSinks({ ...context, plant, twin, commitLog, answers: config.historian.answers, listeners });
  stop.add("sinks", () => sinks.stop());
  const parts = { context, jobs, twin, known, flow, edgeUid, production, maintenance, reports, sinks };
  return { ...model, ...alerting, ...storage, ...parts };
}

/** Starts the sources and everything that observes them. */
function startReading(opened: Opened, options: EdgeOptions, stop: StopStack) {
  const { context, plant, twin, bound, links, known, book, people, jobs, sections } = opened;
  const { commitLog, historian, listeners, clock, audit, flow, production, sinks } = opened;
  const answering = withFallback(sinks.historian, historian);
  const personal = openPersonal(
    { ...context, plant, twin, inlet: commitLog, historian: answering, book, deletionTime: clock.deletionTime },
    stop,
  );
  const { watches, inlet } = openSafety(
    { ...context, ...opened, ...production.readers, inlet: personal?.inlet ?? commitLog, now: wallClock },
    stop,
  );
  const sources = startSources({ ...context, ...sections.offers, bound, linkSpecs: links, inlet, twin, book, audit });
  watchLoad(known, { sources, commitLog, listeners, followers: production.health }, stop);
  const readiness = new Readiness({
    followers: production.health,
    sinks: () => [historian.health(), ...sinks.health()],
    diskProblem: () => commitLog.problem?.reason,
    sources: () => sources.health(),
    ...{ jobs, twin, audit, standby: options.gate },
  });
  const counters = new Counters();
  observeParts(counters, {
    audit,
    sources,
    sinks,
    commitLog,
    flow,
    book,
    jobs,
    followers: production.health,
    questions: production.questions,
    ...{ ...sections.offers, journal: people.journal, strain: known.strain, standby: options.gate },
  });
  everySecond({ jobs, stop, clock: wallClock }, { ...opened, ...known, readiness, personal, deletion: clock });
  stopSources(sources, options, stop);
  return { answering, personal, readiness, counters, watches: { ...watches, machineJobs: sources.machineJobs } };
}

/** Opens the API, which is the last part. */
async function serve(
  parts: Omit<Opened, "bound"> & ReturnType<typeof startReading>,
  options: EdgeOptions,
  stop: StopStack,
): Promise<RunningEdge> {
  const { context, identity, plant, tags, twin, people, book, jobs, historian, production } = parts;
  const { assignments, answering, personal, readiness, counters } = parts;
  const { config, dataDir, log } = context;
  const saves = new ConfigSaves({ path: config.files[0] as string, plant, dataDir, now: wallClock });
  const read = personal?.historian ?? answering;
  const explore = await openExplore({ dataDir, ...people, tags, historian: read, alerts: book, jobs, log }, stop);
  const api = buildApi({
    ...sourceCare(plugins.sources, { dataDir, edgeId: identity.edgeId, ...config.api.discovery }, stop),
    ...people,
    ...parts.sections.offers,
    plant,
    tags,
    twin,
    historian: read,
    ...explore,
    ...openAsked({ ...parts, ...context, ...parts.watches, ...parts.sections.offers, now: wallClock }, stop),
    sql: await openSql(parts, wallClock),
    prometheus: openPromql({ plant, tags, historian: read, twin, now: wallClock }),
    waveforms: historian,
    events: historian,
    replay: historian,
    ...(personal === undefined ? {} : { evidence: personal.evidence }),
    alerts: book,
    work: parts.work,
    advice: parts.advice,
    ...production.readers,
    ...parts.maintenance,
    ...parts.watches,
    reports: parts.reports,
    health: () => readiness.read(),
    ...identity,
    staticDir: existsSync(join(VIEWER_DIR, "index.html")) ? VIEWER_DIR : undefined,
    log: log.child({ part: "api" }),
    ...{ counters, jobs, copied: options.gate && (() => options.gate?.copied() ?? Promise.resolve(true)) },
    otherBox: options.gate?.other.url ?? undefined,
    layout: createLayoutEditor({ saves, ...(options.restart === undefined ? {} : { restart: options.restart }) }),
    configEditor: createConfigEditor(saves),
    plantFolder: config.folder,
    assignments: plant.assets.flatMap((asset) => assignments.of(asset.assetUid)),
  });
  const address = await api.listen({ host: options.host, port: options.port });
  stop.add("api", () => api.close());
  keepReserve(context, jobs, stop);
  return {
    address,
    historianPid: () => historian.pid ?? null,
    health: () => readiness.read(),
    firstValues: readiness.firstValues,
    serving: readiness.serving,
    ...usersOf(people),
    placeRecording: (recording) => historian.placeRecording({ ...recording, tags: tags.all() }),
    takePast: production.takePast,
    flush: async () => void (await Promise.allSettled([parts.commitLog.close(), book.settled()])),
    stop: () => stop.run(),
  };
}

/** From here on the states of the sources and the load of the edge are known. */
function watchLoad(
  known: { states: SourceStates; strain: StrainWatch },
  parts: Omit<StrainParts, "now" | "elapsed" | "busy" | "sources"> & { sources: Running<SourceHealth> },
  stop: StopStack,
): void {
  known.states.follow(() => parts.sources.health());
  known.strain.start({ ...parts, now: wallClock, busy: loopUse(), elapsed: () => performance.now() * 1000 });
  stop.add("strain watch", () => known.strain.stop());
}

/** Call it between two stages of the start: a signal that came meanwhile is handled, and ends the start. */
async function goOn({ signal }: EdgeOptions): Promise<void> {
  await turn();
  signal?.throwIfAborted();
}

/** Whether there are users, and the first one's link where the config requires users and there are none. */
function usersOf({ accounts }: Alerting["people"]): Pick<RunningEdge, "hasUsers" | "firstInvitation"> {
  const hasUsers = accounts.users().length > 0;
  return { hasUsers, firstInvitation: accounts.isAsked && !hasUsers ? () => accounts.invite("admin") : undefined };
}

/** Threads end after their connections have closed: a process that ends under open connections may crash. */
function stopSources(sources: Running<SourceHealth>, { onSourcesLeft }: EdgeOptions, stop: StopStack): void {
  stop.add("threads of sources", () => endSources(plugins.sources), { keepMs: KEEP_MS.threads });
  stop.add("what was read", () => onSourcesLeft?.());
  stop.add("sources", () => sources.stop(), { keepMs: KEEP_MS.sources, isEarly: true });
}

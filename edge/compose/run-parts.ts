/** Starts the configured sources and sinks, each with the runner that keeps it going. */
import { join } from "node:path";
import type { Logger } from "pino";
import type { OpenAlertBook } from "../alerts/open-alert-book.ts";
import { uuidv7 } from "../batch/uuidv7.ts";
import type { ConditionDesk } from "../contracts/alerts/condition.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { SourceHealth } from "../contracts/path/health.ts";
import type { HistorianReader, SinkHealth } from "../contracts/path/historian.ts";
import type { BoundTag, SourceCounters } from "../contracts/path/plugin.ts";
import type { Inlet } from "../contracts/path/source.ts";
import type { SourceClock } from "../contracts/path/source-clock.ts";
import type { TwinModel, TwinReader } from "../contracts/path/twin.ts";
import type { EdgeConfig, PartConfig } from "../contracts/plant/edge-config.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid, LinkRef, TagTable } from "../contracts/plant/tag.ts";
import type { IslandDesk } from "../contracts/production/islands.ts";
import type { JobDesk, MachineJobs } from "../contracts/production/machine-jobs.ts";
import { MachineJobDesk } from "../dispatch/machine-jobs.ts";
import type { CommitLog } from "../historian/log/commit-log.ts";
import { SinkTail } from "../historian/remote/sink-tail.ts";
import { StoreHistorian } from "../historian/remote/store-historian.ts";
import type { LinkSpec } from "../model/links.ts";
import type { LossAudit } from "../pipeline/loss-audit.ts";
import { type RunningSink, runSink } from "../pipeline/run-sink.ts";
import { runSource } from "../pipeline/run-source.ts";
import { SourceStatus } from "../pipeline/source-status.ts";
import { plugins } from "../plugins.ts";
import type { CommitListeners } from "./storage/commit-listeners.ts";

interface Context {
  readonly config: EdgeConfig;
  readonly dataDir: string;
  readonly edgeId: string;
  readonly site: string;
  readonly tags: TagTable;
  readonly log: Logger;
}

type Book = Pick<OpenAlertBook, "report" | "endMissing" | "forwardTo" | "standing">;

/** Parts that run until they are stopped. */
export interface Running<H> {
  health(): readonly H[];
  stop(): Promise<void>;
}

interface SourcesContext extends Context {
  readonly bound: ReadonlyMap<string, readonly BoundTag[]>;
  readonly linkSpecs: readonly LinkSpec[];
  readonly inlet: Inlet;
  readonly twin: TwinModel;
  readonly book: Book;
  /** Compares the counts of the sources with the committed samples. */
  readonly audit: Pick<LossAudit, "inlet">;
  readonly islands: IslandDesk;
}

/** `machineJobs`: where sources offer the job control of their machines. */
export function startSources(context: SourcesContext): Running<SourceHealth> & { readonly machineJobs: MachineJobs } {
  endOfSourcesThatAreGone(context.book, context.config);
  const labels = new Map(context.config.assets.map(({ label, assetUid }) => [label, assetUid]));
  const stopping = new AbortController();
  const machineJobs = new MachineJobDesk();
  const statuses: SourceStatus[] = [];
  const runs: Promise<void>[] = [];
  // No long-lived closure may hold the context: for 100,000 tags its bindings take 20 MB.
  for (const part of context.config.sources) {
    const { status, run } = startSource(part, { ...context, labels, machineJobs }, stopping.signal);
    statuses.push(status);
    runs.push(run);
  }
  return {
    machineJobs,
    health: () => statuses.map((status) => status.read()),
    async stop() {
      stopping.abort();
      await Promise.all(runs);
    },
  };
}

function startSource(
  part: PartConfig,
  context: SourcesContext & { readonly labels: ReadonlyMap<string, AssetUid>; readonly machineJobs: JobDesk },
  signal: AbortSignal,
): { status: SourceStatus; run: Promise<void> } {
  const { name } = part;
  const bound = context.bound.get(name) ?? [];
  const refs = bound.map(({ tag }) => tag.ref);
  const inlet = context.audit.inlet(name, refs, context.inlet);
  const log = context.log.child({ part: "source", source: name });
  const counters: SourceCounters = { received: 0, dropped: 0, named: new Map(), limits: new Map() };
  const status = new SourceStatus({
    name,
    kind: part.kind,
    counters,
    onChange: (health) =>
      log[health.state === "degraded" || health.state === "failed" ? "warn" : "info"](health, "source"),
  });
  const source = pluginOf(plugins.sources, part).create(part.config, {
    name,
    tags: context.tags,
    bound,
    namespaces: context.config.namespaces,
    links: context.twin,
    counters,
    log,
    dataDir: join(context.dataDir, "sources", name),
    edgeDataDir: context.dataDir,
    edgeId: context.edgeId,
    site: context.site,
    timeZone: context.config.site.timeZone,
    simulated: context.config.simulated,
    labels: context.labels,
    conditions: deskOf(context.book, name),
    jobs: context.machineJobs,
    islands: context.islands,
    report: status.report,
    reportClock: (clock) => {
      if (status.takeClock(clock)) inlet.pushEvents({ events: [clockEvent(name, clock)] });
    },
  });
  const links: LinkRef[] = [];
  for (const link of context.linkSpecs) if (link.source === name) links.push(link.ref);
  return { status, run: runSource(source, { status, inlet, links, reports: context.twin, log }, signal) };
}

/** `answers` names the sink whose server answers questions about history. */
export async function startSinks(
  context: Context & {
    plant: Plant;
    twin: TwinReader;
    commitLog: CommitLog;
    answers: string;
    listeners: CommitListeners;
  },
): Promise<Running<SinkHealth> & { readonly historian: HistorianReader | undefined }> {
  const stopping = new AbortController();
  const running: RunningSink[] = [];
  let historian: HistorianReader | undefined;
  for (const part of context.config.sinks) {
    const plugin = pluginOf(plugins.sinks, part);
    const log = context.log.child({ part: "sink", sink: part.name });
    const dataDir = join(context.dataDir, "sinks", part.name);
    const sinkContext = {
      name: part.name,
      plant: context.plant,
      tags: context.tags,
      twin: context.twin,
      isSimulated: context.config.simulated,
      log,
      edgeId: context.edgeId,
      site: context.site,
      dataDir,
    };
    const sink = plugin.create(part.config, sinkContext);
    const settleMs = plugin.settleMs(part.config);
    const feed = await context.commitLog.feed(`sink-${part.name}`, settleMs);
    running.push(runSink({ name: part.name, kind: part.kind, sink, feed, settleMs, log }, stopping.signal));
    const store = part.name === context.answers ? plugin.createStore?.(part.config, sinkContext) : undefined;
    if (store === undefined) continue;
    const tail = new SinkTail(feed, context.commitLog.position);
    context.listeners.add(
      ({ batches, position }) => tail.committed(batches, position),
      `newest samples of ${part.name}`,
    );
    historian = new StoreHistorian(store, tail, () => Date.now() * 1000);
  }
  return {
    historian,
    health: () => running.map((sink) => sink.health()),
    async stop() {
      stopping.abort();
      await Promise.all(running.map((sink) => sink.done));
    },
  };
}

/** Ends the conditions of sources that the config no longer has: no source will report their end. */
function endOfSourcesThatAreGone(book: Book, { sources }: EdgeConfig): void {
  const names = new Set(sources.map(({ name }) => name));
  const gone = new Set(
    book
      .standing()
      .flatMap(({ origin }) => (origin.conditionId === undefined || names.has(origin.source) ? [] : [origin.source])),
  );
  for (const source of gone) book.endMissing(source, new Set(), Date.now() * 1000);
}

/** The alert book as one source sees it. */
function deskOf(book: Book, source: string): ConditionDesk {
  return {
    report: (reports) => book.report(reports),
    endMissing: (...ended) => book.endMissing(...ended),
    forwardTo: (writer) => book.forwardTo(source, writer),
  };
}

/** Recorded beside the data, so that a later analysis knows how far it can trust the clocks. */
function clockEvent(source: string, clock: SourceClock): EdgeEvent {
  const now = Date.now() * 1000;
  return {
    eventUid: uuidv7(),
    type: "source.clock",
    time: now,
    receivedAt: now,
    schema: "source-clock/1",
    payload: { source, ...clock },
  };
}

function pluginOf<P extends { readonly kind: string }>(kinds: readonly P[], part: PartConfig): P {
  const plugin = kinds.find((one) => one.kind === part.kind);
  // The config was checked against the same list.
  if (plugin === undefined) throw new Error(`no plugin of kind ${part.kind}`);
  return plugin;
}

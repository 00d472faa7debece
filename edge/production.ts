/** Composition of production: where pieces are, what machines are doing, what flows through meters. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Finding } from "./contracts/detector.ts";
import type { EdgeConfig } from "./contracts/edge-config.ts";
import type { EnergyReader } from "./contracts/energy.ts";
import type { EdgeEvent } from "./contracts/event-batch.ts";
import type { GenealogyReader } from "./contracts/genealogy.ts";
import type { KpiReader } from "./contracts/kpi.ts";
import type { MaterialReader } from "./contracts/material.ts";
import { readMaterialEvent } from "./contracts/material-event.ts";
import type { AssetKind, Plant } from "./contracts/plant.ts";
import type { ProductionReader } from "./contracts/production.ts";
import type { Micros, SampleBatch } from "./contracts/sample-batch.ts";
import type { LogPosition } from "./contracts/source.ts";
import type { AssetUid, TagTable } from "./contracts/tag.ts";
import type { TwinModel } from "./contracts/twin.ts";
import { DerivedSamples } from "./derived-samples.ts";
import type { EnergyConfig } from "./energy/config.ts";
import { EnergyBook } from "./energy/energy-book.ts";
import type { CommitLog } from "./historian/log/commit-log.ts";
import { type Follower, LogFollower } from "./log-follower.ts";
import type { MaterialConfig } from "./material/config.ts";
import { Genealogy } from "./material/genealogy.ts";
import { MaterialAnswers } from "./material/material-answers.ts";
import { MaterialStore } from "./material/material-store.ts";
import { MaterialTwin } from "./material/material-twin.ts";
import { Reconciliation, type ReconciliationState } from "./material/reconciliation.ts";
import type { KpisConfig } from "./state/config.ts";
import { PlantKpis } from "./state/kpis.ts";
import { Production } from "./state/production.ts";
import { StateEngine } from "./state/state-engine.ts";
import { WorkCalendar } from "./state/work-calendar.ts";
import type { StopStack } from "./stop-stack.ts";

const WRITE_EVERY_MS = 5_000;
/** The log takes an event within moments, unless the disk is full. */
const RECORD_WITHIN_MS = 5_000;
/** An event is committed at most so long after it came. */
const COMMIT_LAG_US = 2e6;
const FORGET_EVERY_MS = 3_600_000;

/** Stations whose measurements say whether a piece is good. */
const INSPECTING: ReadonlySet<AssetKind> = new Set(["cmm", "vision", "leak-tester", "test-bench"]);

export interface ProductionParts {
  readonly config: EdgeConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinModel;
  readonly commitLog: CommitLog;
  readonly dataDir: string;
  readonly log: Logger;
  readonly edgeUid: AssetUid;
  onCommitted(listener: (batches: readonly SampleBatch[], position: LogPosition, events: readonly EdgeEvent[]) => void): void;
  readonly book: { annunciatedSince(from: Micros): number; apply(findings: readonly Finding[]): void };
  now(): Micros;
}

export interface OpenProduction {
  /** What API and viewer may ask. */
  readonly readers: { readonly material: MaterialReader; readonly genealogy: GenealogyReader; readonly production: ProductionReader; readonly energy: EnergyReader; readonly kpis: KpiReader };
  /** About once a second. */
  tick(): void;
}

/** Opens the books and begins to catch up with the log. */
export async function openProduction(parts: ProductionParts, stop: StopStack): Promise<OpenProduction> {
  const { config, plant, tags, twin, commitLog, log, now, book } = parts;
  const dir = bookFolder(parts.dataDir, commitLog.logUid);
  const material = openMaterial(parts, dir);
  const kpisConfig = config.kpis as KpisConfig;
  const engine = new StateEngine({ config: kpisConfig, plant, tags, path: join(dir, "states.db"), log, now });
  const calendar = new WorkCalendar(plant.site, kpisConfig);
  const production = new Production({ config: kpisConfig, engine, calendar, now, record: (event) => recorded(commitLog, event) });
  const energy = new EnergyBook({
    config: config.energy as EnergyConfig,
    plant,
    tags,
    path: join(dir, "energy.db"),
    log,
    liveValue: (ref) => (twin.isLive(ref) ? twin.value(ref) : Number.NaN),
    goodPieces: (asset, from, to) => (engine.machine(asset) === undefined ? undefined : production.figures(asset, { from, to }).quantities.GQ),
  });
  const piecesInside = (): number | undefined => (material.twin.counters.events === 0 ? undefined : material.twin.inside.size);
  const kpis = new PlantKpis({ config: kpisConfig, plant, tags, twin, production, calendar, piecesInside, alerts: book, now });
  const follower = new LogFollower({ log: commitLog, cursor: await commitLog.cursor("production", 0), followers: [material.follower, engine, energy], logger: log });
  stop.add("production books", () => {
    engine.close();
    energy.close();
    material.close();
  });
  parts.onCommitted((batches, position, events) => follower.committed(batches, position, events));
  follow(follower, log, stop);
  every(FORGET_EVERY_MS, stop, () => {
    for (const one of [engine, energy, material]) one.forget(now());
  });
  const derived = new DerivedSamples({ ...parts, production });
  const answers = new MaterialAnswers({
    twin: material.twin,
    store: material.store,
    reconciliation: material.reconciliation,
    config: config.material as MaterialConfig,
    now,
    isCurrent: () => follower.isLive,
  });
  return {
    readers: { material: answers, genealogy: openGenealogy(parts, material, follower), production, energy, kpis },
    tick() {
      const at = now();
      engine.tick(at, (ref) => twin.isLive(ref));
      if (!follower.isLive) return;
      const findings = material.tick(at);
      if (findings.length > 0) book.apply(findings);
      kpis.tick(at);
      derived.tick(at);
    },
  };
}

async function recorded(commitLog: CommitLog, event: EdgeEvent): Promise<void> {
  await commitLog.committed(commitLog.pushEvents({ events: [event] }), AbortSignal.timeout(RECORD_WITHIN_MS));
}

/** Catches up, then writes now and then. */
function follow(follower: LogFollower, log: Logger, stop: StopStack): void {
  const stopping = new AbortController();
  const caughtUp = follower.catchUp(stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) log.error({ err: error }, "production books could not catch up with the commit log; their figures stay as they were");
  });
  every(WRITE_EVERY_MS, stop, () => follower.write());
  stop.add("production books: catching up", async () => {
    stopping.abort();
    await caughtUp;
    follower.write();
  });
}

function every(ms: number, stop: StopStack, act: () => void): void {
  const timer = setInterval(act, ms);
  stop.add("production clock", () => clearInterval(timer));
}

/** The folder of the books. Books of another log say nothing of this one: they are begun anew. */
function bookFolder(dataDir: string, logUid: string): string {
  const dir = join(dataDir, "production");
  const path = join(dir, "log-uid");
  mkdirSync(dir, { recursive: true });
  let known = "";
  try {
    known = readFileSync(path, "utf8");
  } catch {
    // The first start.
  }
  if (known === logUid) return dir;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  writeFileSync(path, logUid);
  return dir;
}

function openMaterial({ config, plant, tags, twin: live, log, edgeUid }: ProductionParts, dir: string) {
  const materialConfig = config.material as MaterialConfig;
  const store = new MaterialStore(join(dir, "material.db"), log);
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
  const read = tags.all().flatMap((tag) => (tag.isDerived === true ? [] : [{ tag, label: labels.get(tag.assetUid) ?? "" }]));
  const twin = new MaterialTwin(materialConfig, store, read);
  const uids = new Map(plant.assets.map(({ assetUid, label }) => [label, assetUid]));
  const reconciliation = new Reconciliation({
    config: materialConfig,
    twin,
    tags: read,
    assetOf: (place) => uids.get(place) ?? edgeUid,
    isLive: (ref) => live.isLive(ref),
    state: store.state("reconciliation") as ReconciliationState | undefined,
  });
  twin.listen(reconciliation);
  let position = twin.position;
  const write = (): void => twin.write(position, { reconciliation: reconciliation.state });
  const follower: Follower = {
    name: "material",
    watches: [...new Set([...reconciliation.watches, ...twin.watches])],
    get position() {
      return position;
    },
    observe(samples) {
      twin.observe(samples);
      reconciliation.observe(samples);
    },
    take(event) {
      const told = readMaterialEvent(event, (uid) => labels.get(uid));
      if (told === undefined) return;
      const before = twin.counters.refused;
      twin.take(told);
      // A hostile publisher could fill the log with more.
      for (const reason of Object.keys(twin.counters.refused)) if (!Object.hasOwn(before, reason)) log.warn({ reason }, "a listing of stock was refused; further ones of this kind are only counted");
    },
    advance(to) {
      position = to;
    },
    write,
  };
  return {
    store,
    twin,
    reconciliation,
    follower,
    tick(now: Micros): readonly Finding[] {
      // What came before then is committed: a replay of the log looks at the same things in the same order.
      twin.look(now - COMMIT_LAG_US);
      return reconciliation.tick(now);
    },
    forget: (now: Micros) => void store.forget(now - materialConfig.keepDays * 86_400e6, 10_000),
    close() {
      write();
      store.close();
    },
  };
}

function openGenealogy({ config, plant }: ProductionParts, { twin, store }: ReturnType<typeof openMaterial>, follower: LogFollower): GenealogyReader {
  const inspecting = new Set(plant.assets.flatMap(({ kind, label }) => (INSPECTING.has(kind) ? [label] : [])));
  return new Genealogy({ twin, store, config: config.material as MaterialConfig, inspects: (station) => inspecting.has(station), isCurrent: () => follower.isLive });
}

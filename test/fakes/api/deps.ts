import { pino } from "pino";
import type { ClockDeps } from "../../../edge/api/http/api.ts";
import type { ApiDeps } from "../../../edge/api/server.ts";
import type { Act, Journal, JournalEntry, JournalQuestion } from "../../../edge/contracts/access/journal.ts";
import type { TrendQuestion } from "../../../edge/contracts/path/historian.ts";
import type { TwinModel } from "../../../edge/contracts/path/twin.ts";
import type { AssetUid, LinkRef } from "../../../edge/contracts/plant/tag.ts";
import type { Kpi } from "../../../edge/contracts/production/kpi.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { Counters } from "../../../edge/observe/counters.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { FakeTags, fakeTag } from "../source/tags.ts";
import { FakeAlerts } from "./alerts.ts";
import { fakeHealth } from "./health.ts";
import { fakeHistory } from "./history.ts";
import { fakePlant } from "./plant.ts";

export const LATHE = "urn:test:lathe:1001" as AssetUid;
export const LINK = 0 as LinkRef;
/** 2026-11-24T02:42:07.123456Z */
export const NOW_US = Date.UTC(2026, 10, 24, 2, 42, 7, 123) * 1000 + 456;

const KPIS: readonly Kpi[] = [
  { id: "oee", value: null, unit: "%", since: NOW_US, reason: "no parts counted yet", recent: [] },
];

export interface FakeEdge {
  /** The clock of the plant does not advance. */
  readonly deps: ApiDeps & ClockDeps;
  readonly twin: TwinModel;
  readonly tags: FakeTags;
  readonly alerts: FakeAlerts;
  readonly questions: TrendQuestion[];
  readonly logLines: string[];
}

/** A journal that keeps its entries in memory. */
export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];

  record(act: Act): Promise<JournalEntry> {
    const entry = { ...act, seq: this.entries.length + 1, at: NOW_US, hash: "00" };
    this.entries.push(entry);
    return Promise.resolve(entry);
  }

  missing(actUids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const recorded = new Set(this.entries.map(({ deedUid }) => deedUid));
    return Promise.resolve(new Set([...actUids].filter((uid) => !recorded.has(uid))));
  }

  read({ limit }: JournalQuestion): Promise<readonly JournalEntry[]> {
    return Promise.resolve(this.entries.toReversed().slice(0, limit));
  }
}

/** A small edge behind the API: a real twin and counters, everything else in memory. `size` adds plain number tags. */
export function fakeEdge(over: Partial<ApiDeps> = {}, size = 4): FakeEdge {
  const of = (ref: number, signal: string, type: "number" | "boolean" | "enum" | "text") => {
    const tag = fakeTag(ref, { assetUid: LATHE, signal, type });
    if (type === "number") return tag;
    const { unit: _, ...bare } = tag;
    return type === "enum" ? { ...bare, labels: [{ value: 3, zh: "执行中", en: "Executing" }] } : bare;
  };
  const first = [
    of(0, "temperature", "number"),
    of(1, "door-open", "boolean"),
    of(2, "item-state", "enum"),
    of(3, "program", "text"),
  ];
  const more = Array.from({ length: Math.max(0, size - first.length) }, (_, i) =>
    fakeTag(first.length + i, { assetUid: LATHE }),
  );
  const tags = new FakeTags([...first, ...more]);
  const twin = createTwin({ tags, links: [{ ref: LINK, name: "line/cell", source: "line", staleAfterMs: 600_000 }] });
  const alerts = new FakeAlerts(LATHE, NOW_US);
  const questions: TrendQuestion[] = [];
  const logLines: string[] = [];
  const deps: ApiDeps & ClockDeps = {
    plant: fakePlant(
      LATHE,
      tags.all().map((tag) => tag.ref),
    ),
    tags,
    twin,
    ...fakeHistory(questions),
    alerts,
    kpis: { now: () => KPIS, fresh: () => KPIS },
    journal: new MemoryJournal(),
    health: () => fakeHealth(NOW_US),
    edgeId: "0193-edge",
    epoch: 7,
    staticDir: undefined,
    log: pino({ level: "warn" }, { write: (line: string) => void logLines.push(line) }),
    counters: new Counters(),
    jobs: new Jobs(pino({ level: "silent" })),
    now: () => NOW_US,
    ...over,
  };
  return { deps, twin, tags, alerts, questions, logLines };
}

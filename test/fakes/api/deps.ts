import { pino } from "pino";
import type { ApiDeps } from "../../../edge/api/http/deps.ts";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { Deed, Journal, JournalEntry, JournalQuestion } from "../../../edge/contracts/access/journal.ts";
import { alarmFigures } from "../../../edge/contracts/alerts/alarm-figures.ts";
import type { AlertBook, AlertView, OperatorAction } from "../../../edge/contracts/alerts/alert.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { TrendQuestion } from "../../../edge/contracts/path/historian.ts";
import type { TwinModel } from "../../../edge/contracts/path/twin.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, LinkRef, TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { Kpi } from "../../../edge/contracts/production/kpi.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { Counters } from "../../../edge/observe/counters.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { FIRST_OCCURRENCE } from "../alerts/alerts.ts";
import { FakeTags, fakeTag } from "../source/tags.ts";

export const LATHE = "urn:test:lathe:1001" as AssetUid;
export const LINK = 0 as LinkRef;
/** 2026-11-24T02:42:07.123456Z */
export const NOW_US = Date.UTC(2026, 10, 24, 2, 42, 7, 123) * 1000 + 456;

const KPIS: readonly Kpi[] = [
  { id: "oee", value: null, unit: "%", since: NOW_US, reason: "no parts counted yet", recent: [] },
];

/** An alert book in memory with one standing alert, which notes what it was asked to do. */
class FakeAlerts implements AlertBook {
  version = 1;
  readonly actions: OperatorAction[] = [];
  list: AlertView[] = [
    {
      alertUid: "alert-1",
      rule: "spindle-bearing-temperature/high",
      assetUid: LATHE,
      kind: "process",
      severity: 700,
      priority: 2,
      state: "active",
      message: { zh: "主轴轴承温度高", en: "Spindle bearing temperature high" },
      evidence: [{ tag: 0 as TagRef, value: 81.5, limit: 75, why: { zh: "高于 75", en: "above 75" } }],
      raisedAt: NOW_US,
      ...FIRST_OCCURRENCE,
    },
  ];
  standing(): readonly AlertView[] {
    return this.list;
  }
  history(from: number, to: number, limit: number): readonly AlertView[] {
    return this.list.filter((alert) => alert.raisedAt >= from && alert.raisedAt < to).slice(0, limit);
  }
  find(alertUid: string): AlertView | undefined {
    return this.list.find((alert) => alert.alertUid === alertUid);
  }
  async act(alertUid: string, action: OperatorAction): Promise<AlertView> {
    const alert = this.find(alertUid);
    if (alert === undefined) throw new EdgeError("not-found", "no alert has this uid");
    this.actions.push(action);
    this.version++;
    if (action.kind !== "acknowledge") return alert;
    if (alert.acknowledged !== undefined) throw new EdgeError("conflict", "it was acknowledged already");
    const { at, principal, comment } = action;
    const changed: AlertView = {
      ...alert,
      state: "acknowledged",
      acknowledged: { at, by: principal.user, ...(comment === undefined ? {} : { comment }) },
    };
    this.list = this.list.map((one) => (one === alert ? changed : one));
    return changed;
  }
  figures(from: number, to: number) {
    return alarmFigures([], { from, to, positions: 1 });
  }
  subscribe(): () => void {
    return () => undefined;
  }
}

export interface FakeEdge {
  readonly deps: ApiDeps;
  readonly twin: TwinModel;
  readonly tags: FakeTags;
  readonly alerts: FakeAlerts;
  readonly questions: TrendQuestion[];
  readonly logLines: string[];
}

/** A small edge behind the API: a real twin and counters, everything else in memory. `size` adds plain number tags. */
/** A journal that keeps what it is told, without a disk. */
export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];

  record(deed: Deed): Promise<JournalEntry> {
    const entry = { ...deed, seq: this.entries.length + 1, at: NOW_US, hash: "00" };
    this.entries.push(entry);
    return Promise.resolve(entry);
  }

  has(deedUid: string): boolean {
    return this.entries.some((entry) => entry.deedUid === deedUid);
  }

  missing(deedUids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set([...deedUids].filter((uid) => !this.has(uid))));
  }

  read({ limit }: JournalQuestion): Promise<readonly JournalEntry[]> {
    return Promise.resolve(this.entries.toReversed().slice(0, limit));
  }
}

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
  const alerts = new FakeAlerts();
  const questions: TrendQuestion[] = [];
  const logLines: string[] = [];
  const lathe: Asset = {
    assetUid: LATHE,
    label: "CNC-101",
    kind: "lathe",
    name: { zh: "数控车床 101", en: "Lathe 101" },
    equipmentPath: "binjiang/bj1/machining/turning/cell-1/cnc-101",
    pose: { x: 24, y: 51, z: 0, yawDeg: -90 },
    size: { x: 2.6, y: 4.2, z: 2.4 },
    tags: tags.all().map((tag) => tag.ref),
    simulated: true,
  };
  const deps: ApiDeps = {
    plant: {
      site: {
        enterprise: "binjiang",
        id: "bj1",
        name: { zh: "滨江一厂", en: "Binjiang Plant 1" },
        timeZone: "Asia/Shanghai",
        currency: "CNY",
        shifts: [],
      },
      floor: { width: 112, depth: 64 },
      places: [],
      assets: [lathe],
      zones: [
        {
          id: "cell-1",
          name: { zh: "单元", en: "Cell" },
          kind: "robot-zone",
          safeguard: "ssm",
          polygon: [
            [0, 0],
            [1, 0],
            [1, 1],
          ],
        },
      ],
      routes: { nodes: [{ id: "N1", x: 1, y: 2 }], edges: [] },
    },
    tags,
    twin,
    historian: {
      trend: async (question) => {
        questions.push(question);
        return {
          ref: question.ref,
          times: [question.from, question.from + 1],
          min: [1, null],
          max: [3, null],
          mean: [2, Number.NaN],
          last: [3, null],
          doubtful: [false, true],
        };
      },
      raw: async () => ({ times: [], values: [], texts: [], statuses: [] }),
      aggregates: async () => [],
      stateDurations: async () => [],
      aligned: async () => ({ times: [], values: [] }),
    },
    events: { events: async () => [] },
    replay: {
      range: async () => undefined,
      keyframe: async (at) => ({ at, samples: new BatchBuilder().finish(at), alerts: [] }),
      stretch: async ({ from, to }) => ({
        from,
        to,
        samples: new BatchBuilder().finish(to),
        events: [],
        alertChanges: [],
      }),
    },
    waveforms: { waveforms: async () => [], waveform: async () => undefined },
    alerts,
    kpis: { now: () => KPIS, fresh: () => KPIS },
    journal: new MemoryJournal(),
    health: () => ({
      live: true,
      ready: true,
      since: NOW_US / 1000,
      sources: [
        {
          name: "line",
          kind: "opcua",
          state: "running",
          since: NOW_US / 1000,
          samplesPerSecond: 12.5,
          received: 100,
          dropped: 0,
          counts: { refused: 1 },
        },
      ],
      sinks: [
        {
          name: "historian",
          kind: "embedded",
          state: "running",
          since: NOW_US / 1000,
          written: 90,
          rejected: 0,
          backlogSamples: 10,
        },
      ],
      impaired: [],
      followers: [],
      jobs: [{ name: "alert tick", state: "degraded", since: NOW_US / 1000, reason: "no such table", failures: 3 }],
      audit: { checked: 95, missing: 0, declared: 2 },
    }),
    edgeId: "0193-edge",
    epoch: 7,
    site: "bj1",
    staticDir: undefined,
    log: pino({ level: "warn" }, { write: (line: string) => void logLines.push(line) }),
    counters: new Counters(),
    jobs: new Jobs(pino({ level: "silent" })),
    now: () => NOW_US,
    ...over,
  };
  return { deps, twin, tags, alerts, questions, logLines };
}

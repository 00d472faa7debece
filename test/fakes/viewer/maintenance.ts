/** The fake edge's answers for the maintenance room: conditions of components, the life of one, and work items. */
import { WORK_CYCLE } from "../../../edge/contracts/records/work-cycle.ts";
import type {
  ComponentAnswer,
  FiguresAnswer,
  LifeAnswer,
  WorkActAsked,
  WorkActKind,
  WorkItemAnswer,
  WorkState,
} from "../../../twin-viewer/src/data/maintenance-api.ts";
import { dueOf, sparesOf } from "./due.ts";
import type { ViewerState } from "./stream.ts";

const uid = (label: string) => `urn:fake:${label.toLowerCase()}` as ComponentAnswer["assetUid"];
const iso = (ms: number) => new Date(ms).toISOString();
const HOUR_MS = 3_600_000;

const WEAR = {
  kind: "bearing-wear",
  name: { zh: "轴承磨损", en: "bearing wear" },
  advice: { zh: "检查前轴承的振动和温度，备好轴承。", en: "Check vibration and temperature of the front bearing." },
};
const UNBALANCE = {
  kind: "unbalance",
  name: { zh: "不平衡", en: "unbalance" },
  advice: { zh: "检查刀具装夹。", en: "Check how the tool is clamped." },
};

function left(nowMs: number, hours: number): ComponentAnswer["rul"] {
  const s = hours * 3600;
  return { at: iso(nowMs), p05: s * 0.5, p10: s * 0.6, p50: s, p90: s * 1.6, p95: s * 2, model: "degradation-1" };
}

/**
 * Conditions in every stage: two with a time left, one without, one that is watched, and the rest normal or learning.
 */
function componentsOf(nowMs: number): readonly ComponentAnswer[] {
  const make = (label: string, component: string, rest: Partial<ComponentAnswer>): ComponentAnswer => ({
    assetUid: uid(label),
    component,
    name: { zh: "主轴前轴承", en: "Spindle front bearing" },
    stage: "act",
    since: iso(nowMs - 5 * HOUR_MS),
    health: 38,
    evidence: 14,
    hypotheses: [
      { ...WEAR, p: 0.87 },
      { ...UNBALANCE, p: 0.13 },
    ],
    severity: 500,
    rul: null,
    alertUid: null,
    kind: null,
    work: null,
    adaptation: null,
    ...rest,
  });
  return [
    make("CNC-103", "tool", {
      name: { zh: "刀具", en: "Tool" },
      hypotheses: [{ ...WEAR, kind: "tool-wear", name: { zh: "刀具磨损", en: "tool wear" }, p: 1 }],
      rul: left(nowMs, 30),
      severity: 600,
      health: 12,
    }),
    make("CNC-206", "spindle", { rul: left(nowMs, 3), adaptation: { version: 2, verdicts: 14 } }),
    make("CNC-104", "spindle", { alertUid: "alert-cnc-104-200", health: null, severity: 300 }),
    make("OVN-01", "", { stage: "watch", health: null, severity: null, evidence: 6.2, hypotheses: [] }),
    ...["CNC-101", "CNC-102"].map((label) =>
      make(label, "spindle", { stage: "healthy", severity: null, evidence: 0.4, hypotheses: [], health: 96 }),
    ),
    make("ROB-03", "joint-1", {
      name: { zh: "关节 1 减速器", en: "Joint 1 gear" },
      stage: "learning",
      severity: null,
      evidence: 0,
      hypotheses: [],
      health: null,
    }),
  ];
}

function lifeOf(asset: string, nowMs: number, { model }: ViewerState): LifeAnswer {
  const tag = model.signals.find((one) => one.tag.assetUid === asset && one.tag.type === "number")?.tag;
  const points = Array.from({ length: 48 }, (_, at) => at);
  return {
    expected: null,
    kinds: [WEAR, UNBALANCE].map(({ kind, name }) => ({ kind, name })),
    evidence: [
      {
        tagUid: tag?.tagUid ?? null,
        component: "spindle",
        detector: "health",
        from: iso(nowMs - 5 * HOUR_MS),
        to: iso(nowMs),
        value: 7.1,
        limit: null,
        statistic: {
          name: { zh: "振动速度", en: "vibration velocity" },
          meaning: { zh: "振动速度有效值", en: "root mean square of the velocity" },
          value: 7.1,
          unit: "mm/s",
        },
        usual: { low: 1.9, high: 3.2 },
        tailProbability: 1e-14,
        contribution: 0.8,
        since: iso(nowMs - 5 * HOUR_MS),
        regime: { zh: "精铣", en: "finish milling" },
        prediction: null,
        why: { zh: "振动速度高于平时", en: "Vibration velocity is above what is usual" },
      },
    ],
    curve: {
      times: points.map((at) => iso(nowMs - (48 - at) * HOUR_MS)),
      health: points.map((at) => (at < 8 ? null : 100 - 62 * (at / 47) ** 3)),
      evidence: points.map((at) => 14 * (at / 47) ** 4),
    },
    statistics: [
      {
        tagUid: tag?.tagUid ?? null,
        name: { zh: "振动速度", en: "vibration velocity" },
        meaning: { zh: "振动速度有效值", en: "root mean square of the velocity" },
        unit: "mm/s",
        times: points.map((at) => iso(nowMs - (48 - at) * HOUR_MS)),
        value: points.map((at) => 2.5 + 4.6 * (at / 47) ** 6),
        low: points.map(() => 1.9),
        high: points.map(() => 3.2),
      },
    ],
  };
}

/** Work items, as the fake edge keeps them. */
export interface FakeWork {
  items: readonly WorkItemAnswer[];
}

export function fakeWork(nowMs: number): FakeWork {
  const make = (itemUid: string, state: WorkState, rest: Partial<WorkItemAnswer>): WorkItemAnswer => ({
    itemUid,
    kind: "maintenance",
    state,
    title: { zh: "更换主轴前轴承", en: "Replace the spindle front bearing" },
    assetUid: uid("CNC-206"),
    assetLabel: "CNC-206",
    component: null,
    cause: null,
    causeKind: null,
    reportedAt: iso(nowMs - 6 * HOUR_MS),
    reportedBy: { name: "li", as: "person" },
    assignee: null,
    due: null,
    grade: null,
    isOverdue: false,
    startedAt: null,
    finishedAt: null,
    endedAt: null,
    verdict: null,
    replaced: [],
    acts: [],
    may: mayIn(state),
    ...rest,
  });
  const planned = { assignee: "wang", grade: 2, due: iso(nowMs + 8 * HOUR_MS) };
  return {
    items: [
      make("work-1", "reported", { title: { zh: "检查 CNC-104", en: "Inspect CNC-104" }, assetUid: uid("CNC-104") }),
      make("work-2", "planned", { ...planned, due: iso(nowMs - HOUR_MS), isOverdue: true, grade: 1 }),
      make("work-3", "in-progress", { ...planned, title: { zh: "清洗滤芯", en: "Clean the filter" } }),
      make("work-4", "finished", {
        ...planned,
        cause: "alert-cnc-104-200",
        causeKind: "alert",
        finishedAt: iso(nowMs - HOUR_MS),
        acts: [actOf({ actUid: "a1", kind: "finish", done: "换新" }, nowMs - HOUR_MS)],
      }),
      make("work-5", "rejected", { endedAt: iso(nowMs - 2 * HOUR_MS) }),
    ],
  };
}

function mayIn(state: WorkState): readonly WorkActKind[] {
  return Object.entries(WORK_CYCLE.moves).flatMap(([kind, { from }]) =>
    from.includes(state) && kind !== "tick" ? [kind as WorkActKind] : [],
  );
}

function actOf({ actUid, kind, ...said }: WorkActAsked, atMs: number): WorkItemAnswer["acts"][number] {
  return {
    actUid,
    kind,
    at: iso(atMs),
    by: { name: "wang", as: "person" },
    note: said.note ?? null,
    done: said.done ?? null,
    doneBy: null,
    found: said.found ?? null,
    foundKind: said.foundKind ?? null,
    verdict: said.verdict ?? null,
    replaced: said.replaced ?? null,
    parts: said.parts ?? [],
  };
}

function duePage(query: URLSearchParams, nowMs: number): object {
  const entries = dueOf(nowMs).filter(({ assetUid }) => (query.get("asset") ?? assetUid) === assetUid);
  const urgentCount = entries.filter(({ state }) => state === "due" || state === "overdue").length;
  return { now: iso(nowMs), count: entries.length, urgentCount, entries, cursor: null };
}

function figuresOf(): FiguresAnswer {
  const verdicts = { right: 2, wrong: 1, notUseful: 0 };
  const plant = { failures: 2, mtbfS: 4_680_000, mttrS: 9_000, operatingS: 9_360_000, verdicts } as const;
  const own = { failures: 2, mtbfS: 700_000, mttrS: 9_000, operatingS: 1_400_000, verdicts } as const;
  return {
    plant: { ...plant, timeBasis: "operating-time" },
    assets: [{ ...own, timeBasis: "operating-time", assetUid: uid("CNC-206"), assetLabel: "CNC-206" }],
  };
}

/** The answer to a GET; undefined for other paths. */
export function maintenanceAnswer(path: string, query: URLSearchParams, state: ViewerState): object | undefined {
  switch (path) {
    case "/api/v1/component-health":
      return { components: componentsOf(state.now()) };
    case "/api/v1/component-health/life":
      return lifeOf(query.get("asset") ?? "", state.now(), state);
    case "/api/v1/maintenance-due":
      return duePage(query, state.now());
    case "/api/v1/spares":
      return { spares: sparesOf(state.stock) };
    case "/api/v1/spares/changes":
      return { changes: state.stock.filter(({ part }) => part === query.get("part")).toReversed() };
    case "/api/v1/maintenance-figures":
      return figuresOf();
    case "/api/v1/samples":
      return { samples: [], gaps: [], next: null };
    case "/api/v1/work-items": {
      const wanted = query.get("state") ?? "open";
      const isEnded = (one: WorkItemAnswer) => one.state === "closed" || one.state === "rejected";
      const items = state.work.items.filter(
        (one) => wanted === "all" || (wanted === "open" ? !isEnded(one) : one.state === wanted),
      );
      return { version: 1, openCount: items.length, items, cursor: null };
    }
    default:
      return undefined;
  }
}

/** The answer to a report or an act; undefined for an unknown item. */
export function workAct(path: string, body: string, state: ViewerState): object | undefined {
  if (path === "/api/v1/work-items") {
    const asked = JSON.parse(body) as Partial<WorkItemAnswer>;
    const { zh, en } = asked.title ?? { zh: undefined, en: undefined };
    const [template] = fakeWork(state.now()).items;
    const item = {
      ...(template as WorkItemAnswer),
      ...asked,
      title: { zh: zh ?? en ?? "", en: en ?? zh ?? "" },
      causeKind: asked.cause === undefined ? null : ("alert" as const),
      reportedAt: iso(state.now()),
    };
    state.work.items = [item, ...state.work.items];
    return item;
  }
  const itemUid = /^\/api\/v1\/work-items\/([^/]+)\/acts$/.exec(path)?.[1];
  const found = state.work.items.find((one) => one.itemUid === itemUid);
  if (found === undefined) return undefined;
  const act = JSON.parse(body) as WorkActAsked;
  const move = WORK_CYCLE.moves[act.kind];
  const to = move.to ?? found.state;
  const item: WorkItemAnswer = {
    ...found,
    state: to,
    may: mayIn(to),
    acts: [...found.acts, actOf(act, state.now())],
    assignee: act.assignee ?? found.assignee,
    due: act.due ?? found.due,
    grade: act.grade ?? found.grade,
    isOverdue: act.due === undefined && found.isOverdue,
    finishedAt: act.kind === "finish" ? iso(state.now()) : found.finishedAt,
    endedAt: to === "closed" || to === "rejected" ? iso(state.now()) : null,
    verdict: act.verdict ?? found.verdict,
  };
  state.work.items = state.work.items.map((one) => (one === found ? item : one));
  return item;
}

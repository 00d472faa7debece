/** The fake edge's answers for defects, their causes, contained pieces and the closed loop. */
import type {
  CauseAnswer,
  ContainedAnswer,
  DefectAnswer,
  LoopEntryAnswer,
  ParetoAnswer,
} from "../../../twin-viewer/src/data/loop-api.ts";
import type { WorkItemAnswer } from "../../../twin-viewer/src/data/maintenance-api.ts";
import { fakeWork } from "./maintenance.ts";
import type { ViewerState } from "./stream.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
export const BLEMISHES = "OP60 blemishes high";
const CLASSES = [
  { key: BLEMISHES, operation: "OP60", feature: "blemishes", side: "high", bad: 24, pieces: 410, cost: 812 },
  {
    key: "OP80 film-thickness low",
    operation: "OP80",
    feature: "film-thickness",
    side: "low",
    bad: 9,
    pieces: 402,
    cost: 1510,
  },
  {
    key: "OP50 bore-diameter high",
    operation: "OP50",
    feature: "bore-diameter",
    side: "high",
    bad: 6,
    pieces: 96,
    cost: null,
  },
  { key: "OP70 scrap", operation: "OP70", feature: "", side: "scrap", bad: 2, pieces: 404, cost: 96 },
] as const;

export interface FakeLoop {
  /** Decisions by piece. */
  readonly decisions: Map<string, ContainedAnswer["disposition"]>;
  /** Cases that were opened. */
  cases: LoopEntryAnswer[];
}

export function fakeLoop(): FakeLoop {
  return { decisions: new Map(), cases: [] };
}

const share = (bad: number, pieces: number) => ({ bad, pieces });
const range = (value: number, low: number, high: number) => ({ value, low, high });

function causesOf(nowMs: number): readonly CauseAnswer[] {
  const machine: CauseAnswer = {
    candidate: { kind: "machine", operation: "OP20", name: "" },
    level: "CNC-202",
    side: "is",
    cut: null,
    since: iso(nowMs - 5 * HOUR_MS),
    standing: "leading",
    within: share(21, 64),
    outside: share(3, 346),
    difference: range(0.32, 0.21, 0.44),
    ratio: range(33.1, 11.2, 97.8),
    delta: null,
    p: 1e-14,
    q: 3e-12,
    chart: {
      kind: "levels",
      levels: [
        { level: "CNC-202", ...share(21, 64) },
        { level: "CNC-203", ...share(2, 118) },
        { level: "CNC-201", ...share(1, 116) },
        { level: "CNC-204", ...share(0, 112) },
      ],
    },
    sentence: {
      zh: "OP20 设备 CNC-202：64 件中 21 件不良（33 %），其余 346 件中 3 件（0.87 %）；相关最强，但相关不等于因果。",
      en: "OP20 machine CNC-202: 21 of 64 pieces bad (33 %), 3 of 346 otherwise (0.87 %); the strongest association, which is not proof of a cause.",
    },
  };
  const tool: CauseAnswer = {
    ...machine,
    candidate: { kind: "tool", operation: "OP20", name: "3" },
    level: "CNC-202/T-4471",
    standing: "inseparable",
    chart: {
      kind: "levels",
      levels: [
        { level: "CNC-202/T-4471", ...share(21, 64) },
        { level: "CNC-203/T-4460", ...share(2, 118) },
      ],
    },
    sentence: {
      zh: "OP20 刀具 3 CNC-202/T-4471：64 件中 21 件不良（33 %），其余 346 件中 3 件（0.87 %）；这些工件无法将其与首位区分；相关不等于因果。",
      en: "OP20 tool 3 CNC-202/T-4471: 21 of 64 pieces bad (33 %), 3 of 346 otherwise (0.87 %); these pieces cannot tell it from the first one; an association, not proof of a cause.",
    },
  };
  const load: CauseAnswer = {
    ...machine,
    candidate: { kind: "signal", operation: "OP20", name: "spindle/load" },
    level: "%",
    side: "above",
    cut: 61.2,
    since: null,
    standing: "explained",
    within: share(18, 70),
    outside: share(6, 340),
    delta: range(0.62, 0.44, 0.8),
    chart: {
      kind: "distribution",
      from: 34,
      width: 2.4,
      columns: [3, 18, 40, 66, 90, 80, 30, 13, 12, 10, 18, 15, 9, 6].map((pieces, at) =>
        share(at < 11 ? Math.min(1, Math.floor(pieces / 60)) : Math.round(pieces * 0.6), pieces),
      ),
    },
    sentence: {
      zh: "OP20 信号 spindle/load高于 61.2 %：70 件中 18 件不良（26 %），其余 340 件中 6 件（1.8 %）；首位已解释此关联。",
      en: "OP20 signal spindle/load above 61.2 %: 18 of 70 pieces bad (26 %), 6 of 340 otherwise (1.8 %); the first one explains this association.",
    },
  };
  return [machine, tool, load, { ...load, candidate: { kind: "duration", operation: "OP20", name: "" }, level: "s" }];
}

function defectsOf(nowMs: number): readonly DefectAnswer[] {
  return CLASSES.map(
    ({ key, operation, feature, side, bad, pieces }, at): DefectAnswer => ({
      ...{ key, operation, feature, side, bad, judged: pieces },
      newestAt: iso(nowMs - (at + 1) * 7 * MINUTE_MS),
      place: "VIS-01",
      comparedFrom: iso(nowMs - 48 * HOUR_MS),
      uncontained: at === 0 ? 2 : 0,
      ranking:
        at === 0
          ? {
              ...{ pieces, bad, candidates: 312, significant: 4, correction: "benjamini-hochberg" },
              causes: causesOf(nowMs),
              at: iso(nowMs - 6 * MINUTE_MS),
              foundAt: iso(nowMs - 3 * HOUR_MS),
            }
          : null,
    }),
  );
}

function paretoOf(query: URLSearchParams, nowMs: number): ParetoAnswer {
  const by = query.get("by") ?? "class";
  const isNarrow = query.has("variant") || query.has("area");
  const rows =
    by === "class"
      ? CLASSES.slice(0, isNarrow ? 2 : 4).map(({ key, operation, feature, side, bad, pieces, cost }) => ({
          ...{ name: key, of: { operation, feature, side }, bad, pieces, cost },
        }))
      : [
          {
            name: by === "variant" ? "PH-50A" : by === "area" ? "quality" : "VIS-01",
            of: null,
            ...share(30, 800),
            cost: null,
          },
          {
            name: by === "variant" ? "PH-80B" : by === "area" ? "coating" : "LKT-01",
            of: null,
            ...share(11, 420),
            cost: null,
          },
        ];
  return {
    from: iso(nowMs - 7 * 24 * HOUR_MS),
    to: iso(nowMs),
    since: iso(nowMs - 2 * 24 * HOUR_MS),
    currency: "CNY",
    rows,
    total: share(41, 414),
    variants: ["PH-50A", "PH-80B"],
    areas: ["coating", "quality"],
  };
}

function piecesOf(nowMs: number): object {
  const pieces = ["PC-0001204", "PC-0001198", "PC-0001190"].map((piece, at) => ({
    ...{ piece, key: BLEMISHES, station: "VIS-01", variant: "PH-50A" },
    judgedAt: iso(nowMs - (at + 1) * 9 * MINUTE_MS),
  }));
  return { from: null, to: null, count: 24, pieces };
}

function containmentOf(nowMs: number, { decisions }: FakeLoop): object {
  const pieces = Array.from({ length: 17 }, (_, at): ContainedAnswer => {
    const piece = `PC-000${1220 - at}`;
    return {
      piece,
      judgedAt: at < 3 ? null : iso(nowMs - at * 9 * MINUTE_MS),
      verdict: at < 3 ? "open" : at % 3 === 0 ? "bad" : "good",
      place: at < 9 ? (["BUF-02", "AGV-03", "CNC-202"][at % 3] ?? null) : null,
      since: at < 9 ? iso(nowMs - at * 4 * MINUTE_MS) : null,
      disposition:
        decisions.get(piece) ??
        (at === 2 ? { what: "hold", by: "wang", reason: "刀具 T-4471 磨损", at: iso(nowMs - 20 * MINUTE_MS) } : null),
    };
  });
  const counted = { hold: 0, release: 0, rework: 0, scrap: 0, none: 0 };
  for (const { disposition } of pieces) counted[disposition?.what ?? "none"]++;
  return { cause: null, counts: { good: 9, bad: 5, other: 0, open: 3 }, dispositions: counted, pieces };
}

function caseOf(state: ViewerState, step: LoopEntryAnswer["step"], more: Partial<WorkItemAnswer>): LoopEntryAnswer {
  const nowMs = state.now();
  const [template] = fakeWork(nowMs).items;
  const title = {
    zh: "OP80 film-thickness 偏小：OP80 设备 PCB-01",
    en: "OP80 film-thickness too small: OP80 machine PCB-01",
  };
  return {
    key: "OP80 film-thickness low",
    title,
    step,
    since: iso(nowMs - 26 * HOUR_MS),
    ...{ bad: 9, judged: 402, newestAt: iso(nowMs - 14 * MINUTE_MS), uncontained: 0 },
    sentence: {
      zh: "OP80 设备 PCB-01：90 件中 9 件不良（10 %），其余 312 件中 0 件（0 %）；相关最强，但相关不等于因果。",
      en: "OP80 machine PCB-01: 9 of 90 pieces bad (10 %), 0 of 312 otherwise (0 %); the strongest association, which is not proof of a cause.",
    },
    effect: null,
    pieces: 60,
    hasGroup: true,
    recursOf: null,
    work: {
      ...(template as WorkItemAnswer),
      ...{ kind: "corrective-action", title, cause: null, causeKind: null, assignee: "zhang", acts: [] },
      ...more,
    },
  };
}

function boardOf(state: ViewerState): readonly LoopEntryAnswer[] {
  const nowMs = state.now();
  const before = share(9, 90);
  const effect = { before, wanted: 60, between: 3, difference: range(-0.08, -0.15, -0.01), fewest: 28 } as const;
  const none = { work: null, effect: null, pieces: null, recursOf: null };
  const [sentence] = causesOf(nowMs);
  return [
    {
      ...{ key: "OP70 scrap", title: { zh: "OP70 报废", en: "OP70 scrap" }, step: "defect", ...none },
      ...{ since: iso(nowMs - 28 * MINUTE_MS), bad: 2, judged: 404, newestAt: iso(nowMs - 28 * MINUTE_MS) },
      ...{ uncontained: 0, sentence: null, hasGroup: false },
    },
    {
      ...{
        key: BLEMISHES,
        title: { zh: "OP60 blemishes 偏大", en: "OP60 blemishes too large" },
        step: "containment",
        ...none,
      },
      ...{ since: iso(nowMs - 3 * HOUR_MS), bad: 24, judged: 410, newestAt: iso(nowMs - 7 * MINUTE_MS) },
      ...{ uncontained: 2, sentence: sentence?.sentence ?? null, hasGroup: true, recursOf: "w-70" },
    },
    caseOf(state, "action", {
      ...{
        itemUid: "w-71",
        state: "in-progress",
        due: iso(nowMs - 2 * HOUR_MS),
        isOverdue: true,
        may: ["finish", "interrupt"],
      },
    }),
    {
      ...caseOf(state, "check", {
        itemUid: "w-72",
        state: "finished",
        due: null,
        isOverdue: false,
        may: ["verify", "return"],
      }),
      effect: { ...effect, verdict: "pending", after: share(0, 22), p: 0.13 },
    },
    {
      ...caseOf(state, "closed", {
        itemUid: "w-70",
        state: "closed",
        isOverdue: false,
        may: [],
        endedAt: iso(nowMs - 90 * HOUR_MS),
      }),
      effect: { ...effect, verdict: "effective", after: share(0, 60), p: 0.0087 },
    },
    ...state.loop.cases,
  ];
}

export function loopAnswer(path: string, query: URLSearchParams, state: ViewerState): object | undefined {
  const nowMs = state.now();
  switch (path) {
    case "/api/v1/quality/defects":
      return { isCurrent: true, defects: defectsOf(nowMs) };
    case "/api/v1/quality/causes":
      return { ...defectsOf(nowMs)[0]?.ranking, from: query.get("from"), to: query.get("to") };
    case "/api/v1/quality/pareto":
      return paretoOf(query, nowMs);
    case "/api/v1/quality/bad-pieces":
      return piecesOf(nowMs);
    case "/api/v1/quality/containment":
      return containmentOf(nowMs, state.loop);
    case "/api/v1/quality/loop":
      return { isCurrent: true, entries: boardOf(state) };
    default:
      return undefined;
  }
}

/** The answer to a decision about pieces, or to a case. */
export function loopAct(path: string, body: string, state: ViewerState): object | undefined {
  if (path === "/api/v1/quality/dispositions") {
    const { pieces, what, reason } = JSON.parse(body) as {
      readonly pieces: readonly string[];
      readonly what: "hold";
      readonly reason: string;
    };
    for (const piece of pieces) state.loop.decisions.set(piece, { what, reason, by: "li", at: iso(state.now()) });
    return { what, reason, by: "li" };
  }
  if (path !== "/api/v1/quality/cases") return undefined;
  const title = { zh: "新案例", en: "New case" };
  const opened = caseOf(state, "cause", { itemUid: "w-73", state: "reported", title, assignee: null, may: ["plan"] });
  state.loop.cases.push({ ...opened, title });
  return opened.work ?? undefined;
}

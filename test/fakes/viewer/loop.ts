/** The fake edge's answers for contained pieces and the closed loop. */

import type { ContainedAnswer, LoopEntryAnswer } from "../../../twin-viewer/src/data/loop-api.ts";
import type { WorkItemAnswer } from "../../../twin-viewer/src/data/maintenance-api.ts";
import { curvesAnswer } from "./curves.ts";
import {
  BLEMISHES,
  causesOf,
  defectsOf,
  HOUR_MS,
  iso,
  MINUTE_MS,
  paretoOf,
  piecesOf,
  range,
  share,
} from "./defects.ts";
import { fakeWork } from "./maintenance.ts";
import type { ViewerState } from "./stream.ts";

export interface FakeLoop {
  /** Decisions by piece. */
  readonly decisions: Map<string, ContainedAnswer["disposition"]>;
  /** Cases that were opened. */
  cases: LoopEntryAnswer[];
}

export function fakeLoop(): FakeLoop {
  return { decisions: new Map(), cases: [] };
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
      en:
        "OP80 machine PCB-01: 9 of 90 pieces bad (10 %), 0 of 312 otherwise (0 %); the strongest association, which " +
        "is not proof of a cause.",
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
    case "/api/v1/quality/curves":
      return curvesAnswer(query.get("signal"));
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

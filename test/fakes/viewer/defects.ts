/** The fake edge's answers for defects: their Pareto, their causes and bad pieces. */
import type { CauseAnswer, DefectAnswer, ParetoAnswer } from "../../../twin-viewer/src/data/loop-api.ts";

export const iso = (ms: number) => new Date(ms).toISOString();
export const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
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

export const share = (bad: number, pieces: number) => ({ bad, pieces });
export const range = (value: number, low: number, high: number) => ({ value, low, high });

export function causesOf(nowMs: number): readonly CauseAnswer[] {
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
      en:
        "OP20 machine CNC-202: 21 of 64 pieces bad (33 %), 3 of 346 otherwise (0.87 %); the strongest association, " +
        "which is not proof of a cause.",
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
      en:
        "OP20 tool 3 CNC-202/T-4471: 21 of 64 pieces bad (33 %), 3 of 346 otherwise (0.87 %); these pieces cannot " +
        "tell it from the first one; an association, not proof of a cause.",
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
      en:
        "OP20 signal spindle/load above 61.2 %: 18 of 70 pieces bad (26 %), 6 of 340 otherwise (1.8 %); the first " +
        "one explains this association.",
    },
  };
  return [machine, tool, load, { ...load, candidate: { kind: "duration", operation: "OP20", name: "" }, level: "s" }];
}

export function defectsOf(nowMs: number): readonly DefectAnswer[] {
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

export function paretoOf(query: URLSearchParams, nowMs: number): ParetoAnswer {
  const by = query.get("by") ?? "class";
  const isNarrow = query.has("variant") || query.has("area");
  const rows =
    by === "class"
      ? CLASSES.slice(0, isNarrow ? 2 : 4).map(({ key, operation, feature, side, bad, pieces, cost }) => ({
          ...{ name: key, of: { operation, feature, side }, bad, pieces, cost },
          text: null,
        }))
      : by === "reason"
        ? REASONS
        : [
            {
              name: by === "variant" ? "PH-50A" : by === "area" ? "quality" : "VIS-01",
              of: null,
              ...share(30, 800),
              text: null,
              cost: null,
            },
            {
              name: by === "variant" ? "PH-80B" : by === "area" ? "coating" : "LKT-01",
              of: null,
              ...share(11, 420),
              text: null,
              cost: null,
            },
          ];
  return {
    from: iso(nowMs - 7 * 24 * HOUR_MS),
    to: iso(nowMs),
    since: iso(nowMs - 2 * 24 * HOUR_MS),
    currency: "CNY",
    rows,
    total: by === "reason" ? share(27, 414) : share(41, 414),
    variants: ["PH-50A", "PH-80B"],
    refused: 3,
    areas: ["coating", "quality"],
  };
}

/** What people entered, and pieces of which nobody said why. */
const REASONS = [
  { name: "chatter", of: null, text: { zh: "振纹", en: "Chatter marks" }, ...share(14, 210), cost: 2180 },
  { name: "", of: null, text: null, ...share(9, 414), cost: 960 },
  { name: "burr", of: null, text: { zh: "毛刺", en: "Burr" }, ...share(4, 204), cost: 120 },
];

export function piecesOf(nowMs: number): object {
  const pieces = ["PC-0001204", "PC-0001198", "PC-0001190"].map((piece, at) => ({
    ...{ piece, key: BLEMISHES, station: "VIS-01", variant: "PH-50A" },
    judgedAt: iso(nowMs - (at + 1) * 9 * MINUTE_MS),
  }));
  return { from: null, to: null, count: 24, pieces };
}

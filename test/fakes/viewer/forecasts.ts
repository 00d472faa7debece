/** Forecasts, as the fake edge of the viewer answers: stored ones in every state, and questions answered at once. */
import type { FutureFigures, Range } from "../../../edge/contracts/forecast/answer.ts";
import type { AskedForecast, WholeForecast } from "../../../twin-viewer/src/data/forecast-api.ts";
import { statesAnswer } from "./future-states.ts";

const HOUR_MS = 3600_000;
export const SCORED = "00000000-0000-4000-8000-000000000001";
export const OPEN = "00000000-0000-4000-8000-000000000002";
export const WAITING = "00000000-0000-4000-8000-000000000003";
export const WORKING = "00000000-0000-4000-8000-000000000004";
export const FAILED = "00000000-0000-4000-8000-000000000005";
export const REFUSED = "00000000-0000-4000-8000-000000000006";
/** Its time is over, and its reports have not all come. */
export const OVER = "00000000-0000-4000-8000-000000000007";
/** Reports were lost in its time. */
export const UNKNOWN = "00000000-0000-4000-8000-000000000008";
/** One piece more was made than its interval has. */
export const OUTSIDE = "00000000-0000-4000-8000-000000000009";
/** Asked by the API: from a past instant, with a seed, and with changes that need other forms. */
export const BY_API = "00000000-0000-4000-8000-000000000010";

/** Machines with this label are refused, as a machine that the plant does not have. */
export const UNKNOWN_MACHINE = "CNC-999";

const range = (low: number, middle: number, high: number): Range => ({ low, middle, high });

function figures(name: string, good: Range, against: FutureFigures["against"]): FutureFigures {
  return {
    name,
    good,
    scrapped: range(2, 4, 7),
    wip: range(58, 64, 71),
    late: range(0, 1, 3),
    orders: Array.from({ length: 14 }, (_, at) => ({
      order: `ORD-${String(100 + at).padStart(5, "0")}`,
      lateH: { low: at - 9.2, middle: at - 8.4, high: at < 12 ? at - 6.9 : null },
      onTime: at > 12 ? null : 1 - at / 13,
    })),
    energy: { kWh: range(1803, 1842, 1877), perGood: range(4.21, 4.38, 4.52) },
    crews: [{ crew: "setters", busy: 0.62, waitedH: 3.25 }],
    bottlenecks: [{ stations: "CNC-201, CNC-202, CNC-203, CNC-204", share: 0.8, busy: 0.93 }],
    against,
  };
}

function forecastOf(uid: string, question: AskedForecast, atMs: number): WholeForecast {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const { name, hours, replications, futures } = question;
  const base = figures("baseline", range(402.4, 421, 439.6), null);
  const others = futures.map((future, at) =>
    figures(future.name, range(352 + 20 * at, 371 + 20 * at, 390 + 20 * at), {
      good: range(-61 + 20 * at, -50 + 20 * at, -40 + 20 * at),
      late: range(0, 1, 2),
      energyKWh: range(-48, -31, -12),
      more: 0,
      fewer: 1,
    }),
  );
  return {
    ...{ uid, name, hours, by: "li", state: "done", progress: 0, score: null, problems: [], failure: null },
    statesStepS: 60,
    askedAt: iso(atMs),
    at: iso(atMs),
    futures: futures.map((future) => future.name),
    good: base.good,
    question: { name, hours, replications, seed: question.seed ?? 1, at: question.at ?? null, futures },
    answer: {
      at: iso(atMs),
      learntFrom: iso(atMs - 72 * HOUR_MS),
      pieces: 3_841,
      machines: { failures: [], out: [{ machine: "CNC-204", forH: 0.2 }] },
      metered: { with: ["CNC-201", "CNC-202"], without: ["LKT-02"] },
      lives: {
        knownFrom: null,
        isPartial: false,
        parts: [
          {
            ...{ machine: "CNC-101", component: "spindle", unplayed: null, fails: 0.4 },
            leftH: { low: 3.1, middle: 9.4, high: 22 },
            lost: { low: 0, middle: 0, high: 31, mean: 11.6 },
          },
          ...(["no-repair", "not-in-model", "out"] as const).map((unplayed, at) => ({
            ...{ machine: `CNC-20${at + 1}`, component: "", unplayed, fails: 0, lost: null },
            leftH: { low: 12, middle: 40, high: 200 },
          })),
        ],
      },
      changed: [{ machine: "CNC-101", variant: "PH-50A", since: iso(atMs - 9 * HOUR_MS), fromMin: 1.24, toMin: 1.31 }],
      unplaced: [{ place: "RCK-09", pieces: 3 }],
      horizonS: 3600 * hours,
      replications,
      trials: Array.from({ length: 4 }, (_, at) => ({
        at: iso(atMs - (36 - 8 * at) * HOUR_MS),
        foreseen: 418 + 3 * at,
        happened: 424 - 2 * at,
        horizonS: Math.min(8, hours) * 3600,
      })),
      futures: [base, ...others],
    },
  };
}

export interface FakeForecasts {
  readonly stored: Map<string, WholeForecast>;
  /** What the record of pieces allows to ask. */
  record: "whole" | "short" | "none" | "impossible";
}

export function fakeForecasts(nowMs: number): FakeForecasts {
  const scored = forecastOf(
    SCORED,
    { name: "Night shift", hours: 8, replications: 30, futures: [] },
    nowMs - 9 * HOUR_MS,
  );
  const out = { name: "lathe 101 out", changes: [{ out: "CNC-101", from: 1, hours: 4 }] };
  const rush = { name: "two more vehicles", changes: [{ vehicles: 2 }] };
  const asked = { name: "Next shift", hours: 8, replications: 30, futures: [out, rush] };
  const score = { scoredAt: new Date(nowMs).toISOString(), happened: 433, isInside: true, unknown: null, source: null };
  return {
    record: "whole",
    stored: new Map([
      [OPEN, forecastOf(OPEN, asked, nowMs - 600_000)],
      // Of an earlier edge.
      [SCORED, { ...scored, score, statesStepS: null }],
      ...unansweredForecasts(nowMs),
      ...pastForecasts(nowMs, score),
    ]),
  };
}

type Entries = readonly (readonly [string, WholeForecast])[];

function unansweredForecasts(nowMs: number): Entries {
  const out = { name: "lathe out", changes: [{ out: UNKNOWN_MACHINE, from: 0, hours: 4 }] };
  const made = (uid: string, name: string, more: Partial<WholeForecast>): Entries[number] => {
    const asked = forecastOf(uid, { name, hours: 8, replications: 30, futures: [out] }, nowMs - 3 * HOUR_MS);
    return [uid, { ...asked, answer: null, good: null, at: null, ...more }];
  };
  const from = new Date(nowMs - 72 * HOUR_MS).toISOString();
  const early =
    `${new Date(nowMs - 80 * HOUR_MS).toISOString()} has less than half an hour of history before it: the record ` +
    `has ${from} to ${new Date(nowMs).toISOString()}; give a later time with at, or let the edge watch the plant ` +
    "for longer";
  return [
    made(WAITING, "Waits", { state: "waiting" }),
    made(WORKING, "Works", { state: "working", progress: 0.4 }),
    made(FAILED, "Fails", {
      state: "failed",
      failure: "The forecast could not be made: it took more than 300 s. Ask for fewer hours, runs or futures",
    }),
    made(REFUSED, "Too early", { state: "refused", problems: [{ future: null, change: null, reason: early }] }),
  ];
}

function pastForecasts(nowMs: number, score: NonNullable<WholeForecast["score"]>): Entries {
  const asked = { name: "Early shift", hours: 8, replications: 30, futures: [] };
  const past = (uid: string, name: string, more: Partial<WholeForecast>): Entries[number] => [
    uid,
    { ...forecastOf(uid, { ...asked, name }, nowMs - 9 * HOUR_MS), ...more },
  ];
  const byApi = {
    ...{ name: "By API", hours: 0.25, replications: 12, seed: 7, at: "2026-11-30T06:00:00.000Z" },
    futures: [
      { name: "island", changes: [{ route: "PH-50A", over: ["CNC-10*"] }, { sequence: "short" }] },
      { name: "of a later edge", changes: [{ weather: "hot", hours: 2 }] },
    ],
  };
  const whole = forecastOf(BY_API, byApi, nowMs - 2 * HOUR_MS);
  const trials = whole.answer?.trials.map((trial) => ({ ...trial, horizonS: 450 })) ?? [];
  return [
    past(OVER, "Just over", {}),
    past(UNKNOWN, "Gap in it", {
      score: { ...score, happened: null, isInside: null, unknown: "gap", source: "plc-line-1" },
    }),
    past(OUTSIDE, "One more", { score: { ...score, happened: 440, isInside: false } }),
    [BY_API, { ...whole, answer: whole.answer === null ? null : { ...whole.answer, trials } }],
  ];
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly query?: URLSearchParams;
}

export function forecastAnswer(
  { method, path, body, query }: Asked,
  { forecasts, now }: { readonly forecasts: FakeForecasts; now(): number },
): object | undefined {
  const nowMs = now();
  const { stored } = forecasts;
  if (path === "/api/v1/forecasts/choices") return choicesAt(nowMs, forecasts.record);
  if (path === "/api/v1/forecasts" && method === "POST") {
    const uid = `00000000-0000-4000-8000-${String(stored.size + 1).padStart(12, "0")}`;
    const made = forecastOf(uid, JSON.parse(body) as AskedForecast, nowMs);
    const reason =
      `${UNKNOWN_MACHINE} is none of the plant's machines; write its label, ` +
      "or for vehicles how many fewer (vehicles: -1)";
    const problems = made.question.futures.flatMap(({ name: future, changes }) =>
      changes.flatMap((one, change) => (one["out"] === UNKNOWN_MACHINE ? [{ future, change, reason }] : [])),
    );
    stored.set(
      uid,
      problems.length === 0 ? made : { ...made, state: "refused", problems, answer: null, good: null, at: null },
    );
    return stored.get(uid);
  }
  if (path === "/api/v1/forecasts")
    return { forecasts: [...stored.values()].toSorted((a, b) => (a.askedAt > b.askedAt ? -1 : 1)) };
  const played = stored.get(/^\/api\/v1\/forecasts\/([\w-]+)\/states$/.exec(path)?.[1] ?? "");
  if (played !== undefined) {
    const future = Number(query?.get("future") ?? 0);
    return statesAnswer(future, played.hours, played.answer?.futures[future]?.name ?? "");
  }
  const uid = /^\/api\/v1\/forecasts\/([\w-]+)$/.exec(path)?.[1] ?? "";
  const found = stored.get(uid);
  if (found === undefined || method !== "DELETE") return found;
  stored.delete(uid);
  return { uid };
}

function choicesAt(nowMs: number, record: FakeForecasts["record"]): object {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const none = { record: null, leastS: 1800, plan: null, problems: [] };
  const problem = "material.ways: BLT-01, BLT-02 form a circle without a way out; add where pieces leave it";
  if (record === "none") return none;
  if (record === "short") return { ...none, record: { from: iso(nowMs - 700_000), to: iso(nowMs - 20_000) } };
  if (record === "impossible")
    return { ...none, record: { from: iso(nowMs - 72 * HOUR_MS), to: iso(nowMs) }, problems: [problem] };
  return {
    record: { from: iso(nowMs - 72 * HOUR_MS), to: iso(nowMs - 20_000) },
    leastS: 1800,
    plan: {
      machines: ["CNC-101", "CNC-102", "CNC-201", UNKNOWN_MACHINE, "PCK-01"],
      belts: ["CNV-01"],
      places: [
        { label: "BUF-MILL-IN", capacity: 24 },
        { label: "RCK-01", capacity: null },
      ],
      lanes: [{ from: "BUF-TURN-OUT", load: 4 }],
      spots: [
        { label: "CNC-101", x: 24, y: 51 },
        { label: "BUF-MILL-IN", x: 65, y: 36 },
      ],
      vehicles: 6,
      variants: ["PH-50A", "PH-50B"],
      lives: [{ machine: "CNC-101", component: "spindle" }],
      crews: ["setters"],
      orders: [
        { order: "ORD-00100", due: iso(nowMs + 2 * HOUR_MS), isBegun: true },
        { order: "ORD-00112", due: iso(nowMs + 9 * HOUR_MS), isBegun: false },
      ],
    },
    problems: [],
  };
}

/** Forecasts, as the fake edge of the viewer answers: one is scored, and questions are answered at once. */
import type { FutureFigures, Range } from "../../../edge/contracts/forecast/answer.ts";
import type { AskedForecast, WholeForecast } from "../../../twin-viewer/src/data/forecast-api.ts";

const HOUR_MS = 3600_000;
export const SCORED = "00000000-0000-4000-8000-000000000001";
export const OPEN = "00000000-0000-4000-8000-000000000002";

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
    bottlenecks: [{ stations: "CNC-201, CNC-202, CNC-203, CNC-204", share: 0.8, busy: 0.93 }],
    against,
  };
}

function forecastOf(uid: string, question: AskedForecast, atMs: number): WholeForecast {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const { name, hours, replications, futures } = question;
  const base = figures("baseline", range(402, 421, 440), null);
  const others = futures.map((future, at) =>
    figures(future.name, range(352 + 20 * at, 371 + 20 * at, 390 + 20 * at), {
      good: range(-61 + 20 * at, -50 + 20 * at, -40 + 20 * at),
      late: range(0, 1, 2),
      more: 0,
      fewer: 1,
    }),
  );
  return {
    ...{ uid, name, hours, by: "li", state: "done", progress: 0, score: null, problems: [], failure: null },
    askedAt: iso(atMs),
    at: iso(atMs),
    futures: futures.map((future) => future.name),
    good: base.good,
    question: { name, hours, replications, seed: 1, at: question.at ?? null, futures },
    answer: {
      at: iso(atMs),
      learntFrom: iso(atMs - 72 * HOUR_MS),
      pieces: 3_841,
      machines: { failures: [], out: [{ machine: "CNC-204", forH: 0.2 }] },
      unplaced: [{ place: "RCK-09", pieces: 3 }],
      replications,
      trials: Array.from({ length: 4 }, (_, at) => ({
        at: iso(atMs - (36 - 8 * at) * HOUR_MS),
        foreseen: 418 + 3 * at,
        happened: 424 - 2 * at,
      })),
      futures: [base, ...others],
    },
  };
}

export type FakeForecasts = Map<string, WholeForecast>;

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
  return new Map([
    [OPEN, forecastOf(OPEN, asked, nowMs - 600_000)],
    [SCORED, { ...scored, score }],
  ]);
}

/** Machines with this label are refused, as a machine that the plant does not have. */
export const UNKNOWN_MACHINE = "CNC-999";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export function forecastAnswer(
  { method, path, body }: Asked,
  { forecasts, now }: { readonly forecasts: FakeForecasts; now(): number },
): object | undefined {
  const nowMs = now();
  if (path === "/api/v1/forecasts/choices") return choicesAt(nowMs);
  if (path === "/api/v1/forecasts" && method === "POST") {
    const uid = `00000000-0000-4000-8000-${String(forecasts.size + 1).padStart(12, "0")}`;
    const made = forecastOf(uid, JSON.parse(body) as AskedForecast, nowMs);
    const reason =
      `${UNKNOWN_MACHINE} is none of the plant's machines; write its label, ` +
      "or for vehicles how many fewer (vehicles: -1)";
    const problems = made.question.futures.flatMap(({ name: future, changes }) =>
      changes.flatMap((one, change) => (one["out"] === UNKNOWN_MACHINE ? [{ future, change, reason }] : [])),
    );
    forecasts.set(
      uid,
      problems.length === 0 ? made : { ...made, state: "refused", problems, answer: null, good: null, at: null },
    );
    return forecasts.get(uid);
  }
  if (path === "/api/v1/forecasts")
    return { forecasts: [...forecasts.values()].toSorted((a, b) => (a.askedAt > b.askedAt ? -1 : 1)) };
  const uid = /^\/api\/v1\/forecasts\/([\w-]+)$/.exec(path)?.[1] ?? "";
  const found = forecasts.get(uid);
  if (found === undefined || method !== "DELETE") return found;
  forecasts.delete(uid);
  return { uid };
}

function choicesAt(nowMs: number): object {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    record: { from: iso(nowMs - 72 * HOUR_MS), to: iso(nowMs - 20_000) },
    leastS: 1800,
    plan: {
      machines: ["CNC-101", "CNC-102", "CNC-201", UNKNOWN_MACHINE, "PCK-01"],
      places: [
        { label: "BUF-MILL-IN", capacity: 24 },
        { label: "RCK-01", capacity: null },
      ],
      lanes: [{ from: "BUF-TURN-OUT", load: 4 }],
      vehicles: 6,
      variants: ["PH-50A", "PH-50B"],
      orders: [
        { order: "ORD-00100", due: iso(nowMs + 2 * HOUR_MS), isBegun: true },
        { order: "ORD-00112", due: iso(nowMs + 9 * HOUR_MS), isBegun: false },
      ],
    },
    problems: [],
  };
}

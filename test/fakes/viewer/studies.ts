/** Studies, as the fake edge of the viewer answers: stored ones in several states, and new ones answered at once. */
import { readConfigText } from "../../../edge/config/read-file.ts";
import type { Estimate, StudyAnswer, VariantFigures } from "../../../edge/contracts/forecast/study-answer.ts";
import { ConfigRefused } from "../../../edge/contracts/plant/config-text.ts";
import { studySchema } from "../../../edge/forecast/study/file/study-file.ts";
import { studyProblems } from "../../../edge/forecast/study/file/study-problems.ts";
import type { AskedStudy, WholeStudy } from "../../../twin-viewer/src/data/study-api.ts";

const HOUR_MS = 3600_000;
export const STUDIED = "00000000-0000-4000-8000-000000000021";
export const SEARCHING = "00000000-0000-4000-8000-000000000022";
export const BEST_AS_IT_IS = "00000000-0000-4000-8000-000000000023";
export const CANNOT_BE = "00000000-0000-4000-8000-000000000024";
const ADVICE = "00000000-0000-7000-8000-000000000029";
const TEXT = "gemba-study: 1\nname: Lathes and vehicles\n";

const about = (mean: number, half: number): Estimate => ({ mean, low: mean - half, high: mean + half });
const SPEEDS = ["as-is", "1.1", "1.2"];
const VEHICLES = ["as-is", "-2", "+2"];
const FLEET_GOOD = [0, -2.3, 0.4];
const FLEET_WIP = [0, 1.5, -1];

function variantsAt(): readonly VariantFigures[] {
  return SPEEDS.flatMap((lathes, speed) =>
    VEHICLES.map((vehicles, fleet): VariantFigures => {
      const at = 3 * speed + fleet;
      const good = 602 + 34 * Math.sqrt(speed) * 1.2 + (FLEET_GOOD[fleet] ?? 0);
      const wip = 110 + 6 * speed + (FLEET_WIP[fleet] ?? 0);
      return {
        levels: { lathes, vehicles },
        runs: at === 6 ? 40 : 12 + at,
        outcomes: {
          ...{ good: about(good, 2.2), scrapped: about(9.5, 0.8), late: about(0.4, 0.3) },
          ...{ wip: about(wip, 1.2), lead: about(1.4, 0.1) },
        },
        gain: about(good - 602, 1.1),
        keeps: [{ share: 1 - 0.03 * fleet, verdict: "keeps" }],
        fate: at === 6 ? { kind: "picked" } : at > 6 ? { kind: "left" } : { kind: "worse", number: 0, afterRuns: 12 },
        isPareto: at === 0 || at === 2 || at === 5 || at === 6 || at === 8,
      };
    }),
  );
}

function answerAt(atMs: number): StudyAnswer {
  const variants = variantsAt();
  const picked = 6;
  return {
    ...{ name: "Lathes and vehicles", design: "all", at: 1000 * atMs, horizonS: 4 * 3600, seed: 1, confidence: 0.95 },
    ...{ within: 5, intervals: 0.9, isComplete: true, failure: null, replications: 100, runs: 196, runsOfAll: 900 },
    ...{ searched: null, constraints: [{ outcome: "wip", bound: 400, share: 0.9 }], pareto: ["good", "wip"] },
    ...{ variants, impossible: [], picked, isSure: true, modelError: 0.032, trials: 4 },
    effects: [
      { ...{ factor: "lathes", level: "1.2", against: "as-is", score: about(57, 3.1), matters: true } },
      { ...{ factor: "vehicles", level: "+2", against: "as-is", score: about(0.4, 2.8), matters: false } },
    ].map((one) => ({ ...one, outcomes: (variants[0] as VariantFigures).outcomes })),
    islands: [
      { id: "island-1", name: { zh: "机器岛 1", en: "Island 1" }, machines: ["CNC-101"], variants: ["PH-40*"] },
      { id: "island-2", name: { zh: "机器岛 2", en: "Island 2" }, machines: ["CNC-102"], variants: ["PH-65*"] },
    ],
    changes: [{ speed: 1.2, at: "CNC-10*" }],
    confirmed: {
      ...{ runs: 30, score: about(57.4, 1.2), isBetter: true, decides: 0, better: 1, worse: 0 },
      outcomes: {
        ...{ good: about(57.4, 1.2), scrapped: about(2, 0.4), late: about(0, 0), wip: about(12, 0.9) },
        lead: about(0.02, 0.01),
      },
    },
    foreseen: { asIs: { low: 566, middle: 602, high: 638 }, picked: { low: 621, middle: 659, high: 697 } },
    recommendation: {
      ...{ rule: "study/pick", key: "study", about: {}, what: { en: "lathes: 1.2", zh: "lathes: 1.2" } },
      why: { en: "In 30 further runs of 4 h it is better in 100 %.", zh: "在另外 30 次运行中全部更好。" },
      effect: { quantity: "good", unit: "1", expected: 57.4, low: 56.2, high: 58.6, confidence: 0.9 },
      ...{ evidence: [], basis: [], proposedBy: { name: "study", as: "program" } },
      validUntil: 1000 * (atMs + 4 * HOUR_MS),
    },
  };
}

function studyOf(uid: string, name: string, atMs: number, more: Partial<WholeStudy> = {}): WholeStudy {
  const iso = new Date(atMs).toISOString();
  return {
    ...{ uid, name, by: "li", askedAt: iso, state: "done", progress: null, at: iso, hours: 4, design: "all" },
    ...{ picked: null, good: null, pickedGood: null, score: null, adviceUid: null, problems: [], failure: null },
    ...{ question: { study: TEXT, at: null, minutes: 30 }, answer: null },
    ...more,
  };
}

export interface FakeStudies {
  readonly stored: Map<string, WholeStudy>;
  advice: "proposed" | "accepted" | "declined";
}

export function fakeStudies(nowMs: number): FakeStudies {
  const answer = answerAt(nowMs - 600_000);
  const { asIs: good, picked: pickedGood } = answer.foreseen;
  const picked = { lathes: "1.2", vehicles: "as-is" };
  const none = { ...answer, picked: 0, islands: null, changes: [], confirmed: null, recommendation: null };
  const progress = { runs: 1_240, most: 5_200, variants: 64, best: { islands: "CNC-101 ← PH-40*", vehicles: "+1" } };
  const all = [
    studyOf(STUDIED, "Lathes and vehicles", nowMs - 600_000, { answer, picked, good, pickedGood }),
    studyOf(SEARCHING, "Islands", nowMs - 300_000, { state: "working", design: "search", progress, at: null }),
    studyOf(BEST_AS_IT_IS, "Nothing better", nowMs - 9 * HOUR_MS, {
      ...{ answer: none, picked: { lathes: "as-is", vehicles: "as-is" }, good, pickedGood: good },
      score: { scoredAt: new Date(nowMs).toISOString(), happened: 611, isInside: true, unknown: null, source: null },
    }),
    studyOf(CANNOT_BE, "Wrong machine", nowMs - 10 * HOUR_MS, {
      ...{ state: "refused", at: null },
      problems: ["factor speed, level 1.1, change 1 (speed): CNC-999 is none of the plant's machines; write its label"],
    }),
  ];
  return { stored: new Map(all.map((one) => [one.uid, one])), advice: "proposed" };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export function studyAnswer(
  { method, path, body }: Asked,
  { studies, now }: { readonly studies: FakeStudies; now(): number },
): object | undefined {
  const { stored } = studies;
  if (path === "/api/v1/studies" && method === "POST") return asked(JSON.parse(body) as AskedStudy, stored, now());
  if (path === "/api/v1/studies")
    return { studies: [...stored.values()].toSorted((a, b) => (a.askedAt > b.askedAt ? -1 : 1)) };
  if (path === `/api/v1/recommendations/${ADVICE}`) return { adviceUid: ADVICE, state: studies.advice };
  if (path === `/api/v1/recommendations/${ADVICE}/acts`) {
    studies.advice = JSON.parse(body).kind === "accept" ? "accepted" : "declined";
    return { adviceUid: ADVICE, state: studies.advice };
  }
  const [, uid = "", act] = /^\/api\/v1\/studies\/([\w-]+)(\/recommendation)?$/.exec(path) ?? [];
  const study = stored.get(uid);
  if (study === undefined) return undefined;
  if (method === "DELETE") {
    stored.delete(uid);
    return { uid };
  }
  if (act === undefined) return study;
  stored.set(uid, { ...study, adviceUid: ADVICE });
  return { adviceUid: ADVICE };
}

/** A study with mistakes is refused as the edge does. */
function asked({ study, minutes }: AskedStudy, stored: FakeStudies["stored"], nowMs: number): object {
  try {
    const { name, design } = readConfigText(study, "study", { schema: studySchema, problemsOf: studyProblems });
    const uid = `00000000-0000-4000-8000-${String(stored.size + 40).padStart(12, "0")}`;
    const question = { study, at: null, minutes };
    const made = studyOf(uid, name, nowMs, { state: "waiting", design, at: null, question });
    stored.set(uid, made);
    return made;
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    const problems = error.problems.map(({ message: text, ...more }) => ({ ...more, text }));
    return { status: 400, detail: error.message.split("\n")[0], problems };
  }
}

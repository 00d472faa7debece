/** A book of studies whose threads are functions. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { Shelf } from "../../edge/asked/shelf.ts";
import type { StudyQuestion } from "../../edge/contracts/forecast/studies.ts";
import type { Estimate, StudyAnswer, VariantFigures } from "../../edge/contracts/forecast/study-answer.ts";
import type { BookParts } from "../../edge/futures/book-parts.ts";
import { createLog } from "../../edge/observe/log.ts";
import { Studies, type StudiesParts } from "../../edge/studies/book.ts";
import { STUDIES } from "../../edge/studies/stored.ts";
import type { StudyResult } from "../../edge/studies/task.ts";

export const LOG = createLog({ level: "silent" });
export const NOW_US = Date.UTC(2026, 2, 2, 8) * 1000;
export const TEXT = `gemba-study: 1
name: lathes
hours: 4
factors: [{ name: speed, speed: [1.1], at: CNC-* }]
objective: [{ good: 1, within: 5 }]
`;
export const QUESTION: StudyQuestion = { study: TEXT, at: null, minutes: 5 };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "gemba-studies-test-"));
  folders.push(made);
  return made;
}

const about = (mean: number): Estimate => ({ mean, low: mean - 2, high: mean + 2 });
function variant(levels: VariantFigures["levels"], good: number, kind: "picked" | "left"): VariantFigures {
  const outcomes = { good: about(good), scrapped: about(2), late: about(0), wip: about(20), lead: about(1) };
  return { levels, runs: 30, outcomes, gain: about(good - 100), keeps: [], fate: { kind }, isPareto: true };
}

export function answerWith(more: Partial<StudyAnswer> = {}): StudyAnswer {
  const levels = { speed: "1.1" };
  const good = about(12);
  const outcomes = { good, scrapped: about(0), late: about(0), wip: about(1), lead: about(0) };
  return {
    ...{ name: "lathes", design: "all", at: NOW_US, horizonS: 4 * 3600, seed: 1, confidence: 0.95, within: 5 },
    ...{ intervals: 0.9, isComplete: true, failure: null, replications: 100, runs: 60, runsOfAll: 200 },
    ...{ searched: null, constraints: [], pareto: ["good", "wip"], impossible: [], effects: [], picked: 1 },
    variants: [variant({ speed: "as-is" }, 100, "left"), variant(levels, 112, "picked")],
    ...{ islands: null, changes: [{ speed: 1.1, at: "CNC-*" }], isSure: true, modelError: 0.02, trials: 4 },
    confirmed: { runs: 30, outcomes, score: good, isBetter: true, decides: 0, better: 1, worse: 0 },
    foreseen: { asIs: { low: 90, middle: 100, high: 110 }, picked: { low: 102, middle: 112, high: 122 } },
    recommendation: {
      ...{ rule: "study/pick", key: "study lathes", about: {}, what: { en: "speed: 1.1", zh: "speed: 1.1" } },
      why: { en: "In 30 further runs it is better.", zh: "在另外 30 次运行中更好。" },
      effect: { quantity: "good", unit: "1", expected: 12, low: 10, high: 14, confidence: 0.9 },
      ...{ evidence: [], basis: [], proposedBy: { name: "study", as: "program" } },
      validUntil: NOW_US + 4 * 3600e6,
    },
    ...more,
  };
}

export const DONE: StudyResult = { kind: "answer", answer: answerWith(), counted: { left: ["PCK-1"], entered: [] } };
export type Make = StudiesParts["make"];
const making: Make = async () => DONE;
const NOTHING: BookParts["run"] = async () => ({ kind: "score", happened: 105, unknown: null, source: null });

/** A book whose threads are `make`. `clock` may be moved. */
export function opened(dir: string, make: Make = making, run: BookParts["run"] = NOTHING) {
  const clock = { now: NOW_US };
  const { shelf, heads } = Shelf.open(dir, STUDIES, LOG);
  const book = new Studies({ shelf, heads, make, run, lostIn: async () => [], log: LOG, now: () => clock.now++ });
  return { book, clock, shelf };
}

export async function settled(book: Studies, uid: string): Promise<void> {
  while (["waiting", "working"].includes(book.list().find((one) => one.uid === uid)?.state ?? ""))
    await new Promise(setImmediate);
}

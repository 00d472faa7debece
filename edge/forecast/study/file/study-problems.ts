import { AS_IS, OUTCOMES } from "../../../contracts/forecast/study-answer.ts";
import type { ConfigText } from "../../../contracts/plant/config-text.ts";
import type { SectionProblem } from "../../../contracts/plant/edge-config.ts";
import { problem } from "../../problem-table.ts";
import { readChange } from "../../whatif/question.ts";
import { sizeOf } from "../design/design.ts";
import { FACTOR_KINDS, type FactorKind, factorsOf, kindsOf } from "../factors.ts";
import { leastRuns } from "../race/keeps.ts";
import { errorOfKeeping } from "../race/race.ts";
import { SEARCHED } from "../search/search.ts";
import type { FactorEntry, StudyFile } from "./study-file.ts";

/** Pairs of variants are compared, so their number is bounded. */
const MOST_VARIANTS = 2_000;
/** Hours of all runs together: about an hour and a half of the demo plant on two cores. */
const MOST_HOURS = 1_600_000;
/** Outcomes of a run take 40 bytes, and its plan some ms, however short it is. */
const MOST_RUNS = 2_000_000;

/** More are not told at once. */
const MOST_PROBLEMS = 500;

/** Returns whether more can be told. */
type Report = (steps: SectionProblem["steps"], text: ConfigText) => boolean;

const KINDS = Object.keys(FACTOR_KINDS).join(", ");
const EXAMPLES: Readonly<Record<string, string>> = { at: "at: CNC-*", hours: "hours: 4" };

/** What is wrong with a study that fits its schema, `MOST_PROBLEMS` at most, each with its place and what to do. */
export function studyProblems(study: StudyFile): readonly SectionProblem[] {
  const found: SectionProblem[] = [];
  const report: Report = (steps, text) => {
    if (found.length < MOST_PROBLEMS) found.push({ steps, ...text });
    return found.length < MOST_PROBLEMS;
  };
  for (const [at, entry] of study.factors.entries())
    if (found.length < MOST_PROBLEMS) factorProblems(entry, ["factors", at], report);
  twice(study.factors, ["factors"], report);
  searchProblems(study, report);
  for (const [at, entry] of study.objective.entries())
    if (!OUTCOMES.some((outcome) => entry[outcome] !== undefined))
      report(["objective", at], problem("study-objective-empty", { known: OUTCOMES.join(", ") }));
  for (const [at, entry] of study.constraints.entries()) {
    const count = OUTCOMES.filter((outcome) => entry[outcome] !== undefined).length;
    if (count !== 1)
      report(["constraints", at], problem("study-constraint-bounds", { count, known: OUTCOMES.join(", ") }));
  }
  if (found.length === 0) sizeProblems(study, report);
  return found;
}

function factorProblems(entry: FactorEntry, steps: SectionProblem["steps"], report: Report): void {
  const { name } = entry;
  const kinds = kindsOf(entry);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const none = { en: "no levels", zh: "没有水平" };
    report(
      steps,
      problem("study-factor-kind", { name, kinds: kind === undefined ? none : kinds.join(", "), known: KINDS }),
    );
    return;
  }
  const needed: readonly (keyof FactorEntry)[] = FACTOR_KINDS[kind];
  for (const key of needed)
    if (entry[key] === undefined)
      report(steps, problem("study-factor-needs", { name, kind, key, example: EXAMPLES[key] ?? key }));
  for (const key of ["at", "from", "hours"] as const)
    if (entry[key] !== undefined && !isOf(kind, key))
      report([...steps, key], problem("study-factor-stray", { name, kind, key }));
  if (!entry.asIs && kind !== "islands" && entry[kind]?.length === 1)
    report(steps, problem("study-factor-one-level", { name }));
  twice(entry.levels ?? [], [...steps, "levels"], report);
  levelProblems(entry.levels ?? [], [...steps, "levels"], report);
}

function levelProblems(
  levels: NonNullable<FactorEntry["levels"]>,
  steps: SectionProblem["steps"],
  report: Report,
): void {
  for (const [at, { name: level, changes }] of levels.entries()) {
    if (level === AS_IS) report([...steps, at, "name"], problem("study-level-as-is", { level }));
    for (const [number, change] of changes.entries()) {
      const read = readChange(change);
      if (!Array.isArray(read)) continue;
      const reason = read.map((one) => one.replace(/^: /, "")).join("; ");
      if (!report([...steps, at, "changes", number], problem("study-change", { reason }))) return;
    }
  }
}

/** Whether a kind of factor reads this key. */
function isOf(kind: FactorKind, key: "at" | "from" | "hours"): boolean {
  const needed: readonly string[] = FACTOR_KINDS[kind];
  return needed.includes(key === "from" ? "hours" : key);
}

function twice(items: readonly { readonly name: string }[], steps: SectionProblem["steps"], report: Report): void {
  const seen = new Set<string>();
  for (const [at, { name }] of items.entries()) {
    if (seen.has(name)) report([...steps, at, "name"], problem("study-twice", { name }));
    seen.add(name);
  }
}

/** Islands are searched for, by one factor: two would send the same variants on different ways. */
function searchProblems({ design, factors }: StudyFile, report: Report): void {
  const islands = factors.flatMap((entry, at) => (entry.islands === undefined ? [] : [{ at, name: entry.name }]));
  for (const [number, { at, name }] of islands.entries()) {
    if (design !== "search") report(["factors", at, "islands"], problem("study-islands-design", { name, design }));
    if (number > 0)
      report(["factors", at, "islands"], problem("study-islands-twice", { name, first: islands[0]?.name ?? "" }));
  }
}

function sizeProblems(study: StudyFile, report: Report): void {
  const { design, replications, hours, confidence, search } = study;
  const isSearch = design === "search";
  const variants = design === "search" ? 1 + search.finalists : sizeOf(design, factorsOf(study));
  if (variants > MOST_VARIANTS) {
    report(["factors"], problem("study-many-variants", { count: variants, most: MOST_VARIANTS }));
    return;
  }
  if (design !== "screening")
    for (const [at, { in: share }] of study.constraints.entries()) {
      const least = leastRuns(share, errorOfKeeping({ variants, constraints: study.constraints, confidence }));
      const shown = `${Math.round(100 * share)} %`;
      if (least > replications)
        report(["constraints", at], problem("study-few-runs", { share: shown, least, replications }));
    }
  const looks = isSearch ? search.variants * SEARCHED : 0;
  const compared = variants * replications;
  const runs = compared + looks;
  const total = Math.round(runs * hours);
  if (isSearch) {
    const told = { looks, compared, hours, runs, total };
    const place = ["search", "variants"];
    if (runs > MOST_RUNS) report(place, problem("study-search-many-runs", { ...told, most: MOST_RUNS }));
    if (total > MOST_HOURS) report(place, problem("study-search-long", { ...told, most: MOST_HOURS }));
    return;
  }
  if (runs > MOST_RUNS)
    report(["replications"], problem("study-many-runs", { variants, replications, total: runs, most: MOST_RUNS }));
  if (total > MOST_HOURS)
    report(["replications"], problem("study-long", { variants, replications, hours, total, most: MOST_HOURS }));
}

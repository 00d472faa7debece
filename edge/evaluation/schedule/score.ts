/** How near a search comes to the best known makespans (rules in docs/rules/schedule.md). */
import { solve } from "../../schedule/search/solve.ts";
import { tableRow } from "../report.ts";
import { type Instance, isFlexible, readShop } from "./instances.ts";

/** What a search found. */
export interface Found {
  readonly makespan: number;
  /** CPU seconds of the search, and those after which its best schedule stood. */
  readonly seconds: number;
  readonly bestAfterS: number;
  readonly steps: number;
}

export type ScoredInstance = Found & Pick<Instance, "name" | "family" | "known" | "others">;

/** Searches for `seconds` of CPU time of this thread, or until the makespan is proven or equals the best known one. */
export function searchInstance(instance: Instance, seconds: number, seed: number): Found {
  const shop = readShop(instance.file, isFlexible(instance));
  const begun = process.threadCpuUsage().user;
  const spent = (): number => (process.threadCpuUsage().user - begun) / 1e6;
  const goal = instance.known?.[1] ?? 0;
  let best = Number.POSITIVE_INFINITY;
  let bestAfterS = 0;
  const isOver = (): boolean => best <= goal || spent() >= seconds;
  const { makespan, steps } = solve(shop, seed, isOver, (better) => {
    best = better;
    bestAfterS = spent();
  });
  return { makespan, seconds: spent(), bestAfterS, steps };
}

/** Percent above the best known makespan; undefined where none is known. */
function gapOf(makespan: number, known: Instance["known"]): number | undefined {
  return known === undefined ? undefined : (100 * (makespan - known[1])) / known[1];
}

export interface FamilyScore {
  readonly family: string;
  readonly instances: number;
  readonly atBest: number;
  readonly meanGap: number;
  readonly worstGap: number;
  /** Mean gaps of other engines on the same instances, where they have a value for each. */
  readonly others: Readonly<Record<string, number>>;
}

/** Scores by family; instances without a known makespan count in none. */
export function familyScores(scored: readonly ScoredInstance[]): readonly FamilyScore[] {
  const judged = scored.filter(({ known }) => known !== undefined);
  const families = Map.groupBy(judged, ({ family }) => family);
  return [...families].map(([family, members]) => scoreOf(family, members));
}

function scoreOf(family: string, members: readonly ScoredInstance[]): FamilyScore {
  const gaps = members.map(({ makespan, known }) => gapOf(makespan, known) as number);
  const engines = Object.keys(members[0]?.others ?? {});
  const others = engines.flatMap((engine) => {
    const theirs = members.map((one) => gapOf(one.others[engine] ?? Number.NaN, one.known) as number);
    return theirs.some(Number.isNaN) ? [] : [[engine, mean(theirs)] as const];
  });
  return {
    family,
    instances: members.length,
    atBest: gaps.filter((gap) => gap <= 0).length,
    meanGap: mean(gaps),
    worstGap: Math.max(...gaps),
    others: Object.fromEntries(others),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const FAMILY_WIDTHS = [18, 11, 9, 10, 10, 0] as const;
const INSTANCE_WIDTHS = [22, 10, 16, 9, 10, 0] as const;

/** The scores as a page of text. */
export function scheduleScoreText(scored: readonly ScoredInstance[], seconds: number): string {
  const lines = [
    `${scored.length} instances, at most ${seconds} s of one core each; gap to the best known makespan`,
    "",
    tableRow(["family", "instances", "at best", "mean gap", "worst", "other engines, mean gap"], FAMILY_WIDTHS),
    ...familyScores(scored).map(({ family, instances, atBest, meanGap, worstGap, others }) => {
      const theirs = Object.entries(others).map(([engine, gap]) => `${engine} ${gap.toFixed(2)} %`);
      const cells = [family, String(instances), String(atBest), `${meanGap.toFixed(2)} %`, `${worstGap.toFixed(2)} %`];
      return tableRow([...cells, theirs.join(", ")], FAMILY_WIDTHS);
    }),
    "",
    tableRow(["instance", "makespan", "known", "gap", "best after", "steps"], INSTANCE_WIDTHS),
    ...scored.map(({ name, makespan, known, bestAfterS, steps }) => {
      const gap = gapOf(makespan, known);
      const cells = [name, String(makespan), known?.join("–") ?? "", gap === undefined ? "" : `${gap.toFixed(2)} %`];
      return tableRow([...cells, `${bestAfterS.toFixed(1)} s`, String(steps)], INSTANCE_WIDTHS);
    }),
  ];
  return `${lines.join("\n")}\n`;
}

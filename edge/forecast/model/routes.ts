import type { Learnt } from "../learn/learnt.ts";
import type { Flow } from "./flow.ts";
import type { RouteChoice } from "./plan.ts";

/** Fewer pieces of a variant say less than all variants together. */
const FEW = 8;

/**
 * Shares by place and variant: as pieces went. Where none was seen, all take the first way that the config names. The
 * place behind all others is where scrap leaves.
 */
export function routesFor(
  { places }: Flow,
  learnt: Learnt,
  variants: readonly string[],
): readonly (readonly (readonly RouteChoice[])[])[] {
  return places.map(({ steps }, at) => {
    const groups = [...steps.map(({ group }) => group), [places.length]];
    const went = learnt.places[at]?.went ?? {};
    const ofAll = added(Object.values(went), groups.length);
    return variants.map((variant): readonly RouteChoice[] => {
      if (steps.length === 0) return [];
      const own = went[variant] ?? [];
      const counts = sum(own) >= FEW ? own : ofAll;
      const total = sum(counts);
      if (total === 0) return [{ share: 1, group: groups[0] as readonly number[] }];
      return groups.flatMap((group, step) => {
        const count = counts[step] ?? 0;
        return count === 0 ? [] : [{ share: count / total, group }];
      });
    });
  });
}

function added(rows: readonly (readonly number[])[], length: number): readonly number[] {
  return Array.from({ length }, (_, at) => rows.reduce((total, row) => total + (row[at] ?? 0), 0));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

import type { StudyAnswer, VariantFigures } from "./study-answer.ts";

/** How plots mark a variant; later ones are drawn over earlier ones. */
export const MARKS = ["other", "front", "as-is", "picked"] as const;
export type VariantMark = (typeof MARKS)[number];

/** Mark of the variant at a position. */
export function markAt({ variants, picked }: Pick<StudyAnswer, "variants" | "picked">, at: number): VariantMark {
  if (at === picked) return "picked";
  if (at === 0) return "as-is";
  return variants[at]?.isPareto === true ? "front" : "other";
}

/** Positions of the variants that have run: the pick, then by the gain of the objective. */
export function ranked({ variants, picked }: Pick<StudyAnswer, "variants" | "picked">): readonly number[] {
  const rank = (at: number): number => {
    const { fate, gain } = variants[at] as VariantFigures;
    if (at === picked) return Number.POSITIVE_INFINITY;
    return fate.kind === "breaks" || !Number.isFinite(gain.mean) ? Number.NEGATIVE_INFINITY : gain.mean;
  };
  const isKnown = (at: number): boolean => (variants[at] as VariantFigures).runs > 0;
  return [...variants.keys()].filter(isKnown).toSorted((a, b) => {
    const [one, other] = [rank(a), rank(b)];
    return one === other ? a - b : other - one;
  });
}

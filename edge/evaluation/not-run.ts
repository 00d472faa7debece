/** Parts that an evaluation does not run: rule E14 in docs/rules/evaluation.md. */
import type { Watched } from "./occurrences.ts";

/** Inputs that a running edge has and a streamed run lacks. */
const WIRES = "wires: sessions, clocks, doubled and late messages";
/**
 * Inputs that a running edge has and files lack. A rule that needs one of these raises no alert here, which does not
 * count in its favour.
 */
const NOT_IN_FILES = [
  "events: alarm conditions and messages of servers, so nothing that a controller itself reports",
  "states: what machines did, and the mismatches of record and observation that follow from it",
  "waveforms: bursts of spindles and curves of joining",
] as const;

export interface NotRun {
  /** Parts of a running edge that are missing. */
  readonly parts: readonly string[];
  /** Tags of the config, and how many of these had no sample, by kind of their asset: rules on them raise no alert. */
  readonly tags: number;
  readonly tagsWithoutSample: Readonly<Record<string, number>>;
  /** Samples of tags that the config does not have. */
  readonly unknownSamples: number;
}

export function notRunOf({
  plant,
  hasSample,
  unknownSamples,
  isWhole,
}: Pick<Watched, "plant" | "hasSample" | "unknownSamples" | "isWhole">): NotRun {
  const without = new Map<string, number>();
  for (const { kind, tags } of plant.assets) {
    const count = tags.filter((tag) => !hasSample(tag)).length;
    if (count > 0) without.set(kind, (without.get(kind) ?? 0) + count);
  }
  return {
    parts: isWhole ? [WIRES] : [...NOT_IN_FILES, WIRES],
    tags: plant.assets.reduce((sum, { tags }) => sum + tags.length, 0),
    tagsWithoutSample: Object.fromEntries([...without].sort(([, a], [, b]) => b - a)),
    unknownSamples,
  };
}

import { SampleFlag } from "../../../../edge/contracts/path/sample-batch.ts";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "../../data/mirror.ts";

export const SHOWN = ["all", "doubtful", "simulated"] as const;
export type Shown = (typeof SHOWN)[number];

export interface TagQuestion {
  readonly words: string;
  readonly shown: Shown;
  readonly labelOf: (tag: Tag) => string;
}

/**
 * Tags with every word in label, names, signal, source or address, of the chosen kind: all, doubtful ones (stale, bad,
 * uncertain, without data), or simulated ones.
 */
export function tagRows(tags: readonly Tag[], mirror: Mirror, { words, shown, labelOf }: TagQuestion): readonly Tag[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return tags.filter((tag) => {
    if (shown === "doubtful" && mirror.freshness(tag.ref) === "live") return false;
    if (shown === "simulated" && (mirror.flags(tag.ref) & SampleFlag.simulated) === 0) return false;
    if (wanted.length === 0) return true;
    const { name, component, signal, source, address } = tag;
    const text = [labelOf(tag), name.zh, name.en, component, signal, source, address].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

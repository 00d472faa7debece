/** Evidence of a component, as alerts show it. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText, TagRef } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import type { ComponentWatch } from "../watch.ts";

/** Indications with less evidence are left out. */
const LEAST = 2;
const MOST = 6;

/** A component, and a function that returns the newest number of a tag, or undefined if the tag has none. */
export interface Subject {
  readonly path: string;
  newest(tag: TagRef): number | undefined;
}

/** The evidence for a change, strongest first: the newest value of each tag, and the statistic in its own unit. */
export function evidenceOf(
  watches: readonly ComponentWatch[],
  { path, newest }: Subject,
  now: Micros,
): readonly Evidence[] {
  const found = watches.flatMap((watch) =>
    watch.indications.flatMap((_name, indication) => {
      const strength = watch.strengths[indication] as number;
      return Math.abs(strength) < LEAST ? [] : [{ watch, indication, strength }];
    }),
  );
  const total = found.reduce((sum, { strength }) => sum + Math.abs(strength), 0);
  return found
    .sort((a, b) => Math.abs(b.strength) - Math.abs(a.strength))
    .slice(0, MOST)
    .map(({ watch, indication, strength }): Evidence => {
      const { value, usual, unit, title, meaning, tag, since, regime } = watch.describe(indication);
      return {
        tag,
        detector: "health",
        watch: watch.id,
        from: Number.isNaN(since) ? now : since,
        to: now,
        ...valueField(newest(tag)),
        statistic: { name: title, meaning, value, unit },
        ...(usual === undefined ? {} : { usual }),
        tailProbability: 10 ** -Math.abs(strength),
        contribution: Math.abs(strength) / total,
        ...(Number.isNaN(since) ? {} : { since }),
        ...(regime === undefined ? {} : { regime }),
        ...(path === "" ? {} : { component: path }),
        why: whyOf(title, strength),
      };
    });
}

function whyOf(title: LocalizedText, strength: number): LocalizedText {
  return strength > 0
    ? { zh: `${title.zh}高于平时`, en: `${title.en} is above what is usual` }
    : { zh: `${title.zh}低于平时`, en: `${title.en} is below what is usual` };
}

/** Field of evidence. */
export function valueField(value: number | undefined): Pick<Evidence, "value"> {
  return value === undefined ? {} : { value };
}

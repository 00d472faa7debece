/** What a hub must know of a tag: the same as a segment of the commit log says of it (rule L2). */
import type { DictionaryEntry } from "../../historian/log/rare-blocks.ts";

export type DescribedTag = DictionaryEntry;

/** Largest ref of a tag: it is a number of 32 bits. */
export const MOST_REF = 2 ** 32 - 1;
/** Longest text of an entry. */
const MOST_LETTERS = 1_000;

/** Tags from outside. Throws RangeError where they are none. */
export function readDescribedTags(value: unknown): DescribedTag[] {
  if (!Array.isArray(value) || !value.every(isTag)) throw new RangeError("the tags of a message are none");
  return value;
}

function isTag(value: unknown): value is DescribedTag {
  const tag = value as Partial<Record<keyof DescribedTag, unknown>> | null;
  return (
    Number.isInteger(tag?.ref) &&
    (tag?.ref as number) >= 0 &&
    (tag?.ref as number) <= MOST_REF &&
    [tag?.tagUid, tag?.assetUid, tag?.component, tag?.signal, tag?.type].every(isText) &&
    (tag?.unit === undefined || isText(tag.unit))
  );
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.length <= MOST_LETTERS;
}

/** Whether the config of the edge has not changed what may change of a tag. */
export function hasSameWords(a: DescribedTag, b: DescribedTag): boolean {
  return a.unit === b.unit && a.component === b.component && a.signal === b.signal;
}

export function areSame(a: DescribedTag, b: DescribedTag): boolean {
  return a.tagUid === b.tagUid && a.assetUid === b.assetUid && a.type === b.type;
}

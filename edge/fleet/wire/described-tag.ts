/** What a hub must know of a tag: the same as a segment of the commit log says of it (rule L2). */
import { crc32 } from "node:zlib";
import type { DictionaryEntry } from "../../historian/log/rare-blocks.ts";

export type DescribedTag = DictionaryEntry;

/** Largest ref of a tag: it is a number of 32 bits. */
export const MOST_REF = 2 ** 32 - 1;
/** Longest text of an entry. */
const MOST_LETTERS = 1_000;
/** Hex digits of the checksum of a text that was cut: two that differ at their ends only stay different. */
const CHECKSUM_DIGITS = 8;

/** The tag with texts that a hub takes: longer ones are cut, the same each time (rule UL26). */
export function shortened(tag: DictionaryEntry): DescribedTag {
  const { tagUid, assetUid, component, signal, type, unit = "" } = tag;
  if ([tagUid, assetUid, component, signal, type, unit].every((text) => text.length <= MOST_LETTERS)) return tag;
  const short = {
    tagUid: shortText(tagUid),
    assetUid: shortText(assetUid),
    component: shortText(component),
    signal: shortText(signal),
    type: shortText(type),
  };
  return { ...tag, ...short, ...(tag.unit === undefined ? {} : { unit: shortText(tag.unit) }) };
}

/** At most as many letters as a description may have: the rest is an ellipsis and a checksum of the whole. */
export function shortText(text: string): string {
  if (text.length <= MOST_LETTERS) return text;
  const checksum = crc32(text).toString(16).padStart(CHECKSUM_DIGITS, "0");
  return `${text.slice(0, MOST_LETTERS - CHECKSUM_DIGITS - 1).toWellFormed()}…${checksum}`;
}

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

import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { keyOfSite } from "./base.ts";
import { isCurve, keyTags } from "./key-tags.ts";

/** As many as are chosen from at a glance; the explore room lists all. */
const MOST = 8;
/** Choices that are remembered: a few kinds of machine. */
const MOST_CHOICES = 8;
const KEY = keyOfSite("gemba.viewer.curves");

/** Tags chosen together, by the part of their identity that other machines of the kind share: `spindle/speed`. */
type Choice = readonly string[];

function pathOf(tag: Tag): string {
  return tag.tagUid.slice(tag.assetUid.length + 1);
}

/**
 * A few tags of an asset to choose curves from, and which are ticked at first: the tag whose value was dragged, else
 * the last choice among tags like these; `choices` has the newest first. The most informative tags follow.
 */
export function curvesOf(
  tags: readonly Tag[],
  shown: Tag | undefined,
  choices: readonly Choice[],
): { readonly offered: readonly Tag[]; readonly ticked: readonly Tag[] } {
  const curves = tags.filter(isCurve);
  const byPath = new Map(curves.map((tag) => [pathOf(tag), tag]));
  const known = choices.map((choice) => choice.flatMap((path) => byPath.get(path) ?? []));
  const first = shown === undefined ? [] : [shown];
  const offered = [...new Set([...first, ...known.flat(), ...keyTags(curves)])].slice(0, MOST);
  const ticked = shown === undefined ? (known.find((choice) => choice.length > 0) ?? []) : first;
  return { offered, ticked: ticked.filter((tag) => offered.includes(tag)) };
}

/** The choices with another one before them, without an older one that is the same. */
export function withChoice(choices: readonly Choice[], tags: readonly Tag[]): readonly Choice[] {
  const choice = tags.map(pathOf);
  const others = choices.filter((one) => one.join() !== choice.join());
  return [choice, ...others].slice(0, MOST_CHOICES);
}

/** The earlier choices in this browser. */
export function readChoices(): readonly Choice[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? "[]");
    const isChoice = (one: unknown) => Array.isArray(one) && one.every((path) => typeof path === "string");
    if (Array.isArray(stored) && stored.every(isChoice)) return stored;
  } catch {
    // Storage is off or holds something else: the choices are a convenience.
  }
  return [];
}

export function storeChoices(choices: readonly Choice[]): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // The next choice begins with the most informative tags again.
  }
}

/** What is reported as blocked, and how one person's report changes it. Pure (rule RE2). */
import type { BlockedPlace, Blocking } from "../../../data/responses-api.ts";

/** The id of an exit or assembly point, or a part of the floor. */
export type BlockedOne = string | BlockedPlace;

/** What a person has ticked and freed, each by its key. All else stays as others have reported it. */
interface BlockedChange {
  readonly ticked: ReadonlyMap<string, BlockedOne>;
  readonly freed: ReadonlySet<string>;
}

export const NO_CHANGE: BlockedChange = { ticked: new Map(), freed: new Set() };

export function keyOf(one: BlockedOne): string {
  return typeof one === "string" ? `exit ${one}` : `floor ${one.x} ${one.y} ${one.radiusM}`;
}

export function isBlocked(one: BlockedOne, now: Blocking, { ticked, freed }: BlockedChange): boolean {
  const key = keyOf(one);
  return ticked.has(key) || (keysOf(now).has(key) && !freed.has(key));
}

export function toggled(one: BlockedOne, now: Blocking, change: BlockedChange): BlockedChange {
  return isBlocked(one, now, change) ? freeing(one, change) : ticking(one, change);
}

export function ticking(one: BlockedOne, { ticked, freed }: BlockedChange): BlockedChange {
  const key = keyOf(one);
  return { ticked: new Map(ticked).set(key, one), freed: new Set([...freed].filter((other) => other !== key)) };
}

function freeing(one: BlockedOne, { ticked, freed }: BlockedChange): BlockedChange {
  const key = keyOf(one);
  return { ticked: new Map([...ticked].filter(([other]) => other !== key)), freed: new Set(freed).add(key) };
}

/** What is reported from then on. */
export function changed(now: Blocking, { ticked, freed }: BlockedChange): Blocking {
  const all = new Map<string, BlockedOne>([...now.exits, ...now.places].map((one) => [keyOf(one), one]));
  for (const [key, one] of ticked) all.set(key, one);
  for (const key of freed) all.delete(key);
  const list = [...all.values()];
  return {
    exits: list.filter((one) => typeof one === "string"),
    places: list.filter((one) => typeof one !== "string"),
  };
}

/** Whether a report adds something to the one before it, and whether it leaves something out. */
export function differenceOf(before: Blocking, after: Blocking) {
  const [old, now] = [keysOf(before), keysOf(after)];
  return { isMore: [...now].some((key) => !old.has(key)), isFreed: [...old].some((key) => !now.has(key)) };
}

function keysOf({ exits, places }: Blocking): ReadonlySet<string> {
  return new Set([...exits, ...places].map(keyOf));
}

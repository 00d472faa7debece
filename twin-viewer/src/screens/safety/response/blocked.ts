/** How one person's report changes what is reported as blocked. Pure (rule RE2). */
import { type BlockedOne, keyOf, keysOf } from "../../../../../edge/contracts/safety/blocking.ts";
import type { Blocking } from "../../../../../edge/contracts/safety/response.ts";

/** What a person has ticked and freed, each by its key. All else stays as others have reported it. */
interface BlockedChange {
  readonly ticked: ReadonlyMap<string, BlockedOne>;
  readonly freed: ReadonlySet<string>;
}

export const NO_CHANGE: BlockedChange = { ticked: new Map(), freed: new Set() };

export function isBlocked(one: BlockedOne, now: Blocking, { ticked, freed }: BlockedChange): boolean {
  const key = keyOf(one);
  return ticked.has(key) || (keysOf(now).has(key) && !freed.has(key));
}

/** A press at what the page shows. A second one takes back the first, and says nothing of what others report. */
export function toggled(one: BlockedOne, now: Blocking, change: BlockedChange): BlockedChange {
  const key = keyOf(one);
  if (change.ticked.has(key)) return { ...change, ticked: new Map([...change.ticked].filter(([it]) => it !== key)) };
  if (isBlocked(one, now, change)) return { ...change, freed: new Set(change.freed).add(key) };
  return keysOf(now).has(key) ? { ...change, freed: without(change.freed, key) } : ticking(one, change);
}

export function ticking(one: BlockedOne, { ticked, freed }: BlockedChange): BlockedChange {
  const key = keyOf(one);
  return { ticked: new Map(ticked).set(key, one), freed: without(freed, key) };
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

function without(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...keys].filter((one) => one !== key));
}

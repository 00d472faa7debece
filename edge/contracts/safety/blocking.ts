/** How a report changes what is reported as blocked: room and paper read it alike (rules RE2, RE14). */
import type { BlockedPlace, Blocking } from "./response.ts";

/** The id of an exit or assembly point, or a part of the floor. */
export type BlockedOne = string | BlockedPlace;

export function keyOf(one: BlockedOne): string {
  return typeof one === "string" ? `exit ${one}` : `floor ${one.x} ${one.y} ${one.radiusM}`;
}

export function keysOf({ exits, places }: Blocking): ReadonlySet<string> {
  return new Set([...exits, ...places].map(keyOf));
}

interface BlockingAct {
  readonly blocked?: Blocking | null | undefined;
}

/**
 * What an act of a response says of exits and ways: that some are blocked, that some no longer are, or both. Empty
 * where it says nothing of them, also where nothing was blocked before and nothing is after it.
 */
export function blockingWords<Act extends BlockingAct>(
  act: Act,
  acts: readonly Act[],
): readonly ("blocked" | "freed")[] {
  if (!act.blocked) return [];
  const before = acts.slice(0, acts.indexOf(act)).findLast(({ blocked }) => blocked)?.blocked;
  const old = before ? keysOf(before) : new Set<string>();
  const now = keysOf(act.blocked);
  const isFreed = [...old].some((key) => !now.has(key));
  const isMore = [...now].some((key) => !old.has(key));
  if (isFreed) return isMore ? ["blocked", "freed"] : ["freed"];
  return now.size > 0 ? ["blocked"] : [];
}

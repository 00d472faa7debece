import type { FollowerHealth } from "../../contracts/path/follower.ts";

/** The state of followers before their thread reports for the first time. */
export function firstHealth(names: readonly string[]): readonly FollowerHealth[] {
  const since = Date.now();
  const none = { backlogItems: 0, taken: 0, leftOut: 0, setAside: 0, retries: 0, missed: 0, overMemory: 0 };
  return names.map((name) => ({ name, state: "starting", since, ...none }));
}

/** The health of a thread's followers, with the counts of the threads before it (rule FO5). */
export function withEarlier(
  health: readonly FollowerHealth[],
  earlier: readonly FollowerHealth[],
): readonly FollowerHealth[] {
  return health.map((one, at) => ({
    ...one,
    taken: one.taken + (earlier[at]?.taken ?? 0),
    leftOut: one.leftOut + (earlier[at]?.leftOut ?? 0),
    retries: one.retries + (earlier[at]?.retries ?? 0),
    missed: one.missed + (earlier[at]?.missed ?? 0),
  }));
}

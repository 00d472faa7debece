import type { FollowerHealth } from "../../contracts/path/follower.ts";

/** How followers stand before their thread reports for the first time. */
export function firstHealth(names: readonly string[]): readonly FollowerHealth[] {
  const since = Date.now();
  const none = { backlogItems: 0, taken: 0, setAside: 0, retries: 0, missed: 0, overMemory: 0 };
  return names.map((name) => ({ name, state: "starting", since, ...none }));
}

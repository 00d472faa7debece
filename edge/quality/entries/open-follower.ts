/** Opens the book of entries, in the thread of the followers. */
import type { FollowerModule } from "../../contracts/path/follower-plugin.ts";
import { EntryBook } from "./entry-book.ts";

/** Plain data of the follower's plan. */
export interface EntryPlan {
  readonly keepDays: number;
}

export const openFollower: FollowerModule<EntryPlan>["openFollower"] = ({ keepDays }, context) =>
  new EntryBook({ ...context, keepDays });

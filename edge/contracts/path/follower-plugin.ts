/** Followers of the commit log as plugins. They run in one thread, watched and each with its own failures. */
import type { Logger } from "pino";
import type { EdgeConfig } from "../plant/edge-config.ts";
import type { Plant } from "../plant/plant.ts";
import type { AssetUid, Tag, TagTable } from "../plant/tag.ts";
import type { DeletionTime, Follower } from "./follower.ts";

/** Services of the edge for a follower in its thread. */
export interface FollowerContext {
  readonly plant: Plant;
  /** The tags that followers may use. */
  readonly tags: TagTable;
  /** Path of the follower's own file, `production/NAME.db` in the data folder. */
  readonly path: string;
  /** The log whose positions the file holds, and the one that the folder names for files that hold none. */
  readonly follows: { readonly uid: string; readonly uidOfFolder: string | undefined };
  readonly log: Logger;
  readonly deletionTime: DeletionTime;
  readonly isSimulated: boolean;
  /** Carrier of alerts that concern no asset. */
  readonly edgeUid: AssetUid;
  /** Name of a tag's link. */
  linkOf(tag: Tag): string;
}

/** Data that is passed to the thread. */
interface FollowerPlan<Own = unknown> {
  /** Plain data for `openFollower`. */
  readonly own: Own;
  /** Whether the follower may use this tag: the thread knows no other tags. */
  goesBy(tag: Tag): boolean;
}

/** How a follower is named, planned and opened. `Sections`: the sections of the config that it reads. */
export interface FollowerPlugin<Sections = unknown> {
  /** Name in health, cursors and dead letters. Never changes: the data folder holds it. */
  readonly name: string;
  /** File of a `FollowerModule`, which the thread loads. */
  readonly module: URL;
  plan(config: EdgeConfig<Sections>): FollowerPlan;
}

/** The module of a follower: it exports this function. */
export interface FollowerModule<Own> {
  /** Opens the follower at its mark. Throws where its file cannot be opened; then the edge tries again. */
  openFollower(own: Own, context: FollowerContext): Follower;
}

/**
 * Followers of the commit log as plugins. They run in one thread, which is supervised, and a failure of one does not
 * affect the others.
 */
import type { Logger } from "pino";
import type { EdgeConfig, TagShape } from "../plant/edge-config.ts";
import type { Plant } from "../plant/plant.ts";
import type { AssetUid, Tag, TagTable } from "../plant/tag.ts";
import type { Together } from "../plant/together.ts";
import type { EdgeEvent } from "./event-batch.ts";
import type { Answers, DeletionTime, Follower } from "./follower.ts";
import type { Micros } from "./sample-batch.ts";
import type { TwinReader } from "./twin.ts";

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

/** A follower as the edge queries it: each question crosses to its thread (rules FO10 and FO13). */
export interface AskedFollower<Of extends Answers> {
  /** Whether the follower had caught up with the log at its last report. */
  readonly isCurrent: boolean;
  /** Rejects with the EdgeError that the answer threw, or `unavailable` with the follower's name. */
  ask<Q extends keyof Of & string>(question: Q, ...asked: Parameters<Of[Q]>): Promise<ReturnType<Of[Q]>>;
}

/** Parts of the edge that the readers of a follower may use. */
export interface ReadersContext<Sections = unknown> {
  readonly config: EdgeConfig<Sections>;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  /** This follower, or another one, by name. `Of`: its answers. */
  follower<Of extends Answers>(name: string): AskedFollower<Of>;
  /** Puts an event into the log; resolves when it is on disk. */
  record(event: EdgeEvent): Promise<void>;
  now(): Micros;
}

/** A tag that a follower publishes samples of. */
export interface PublishedTag {
  readonly assetUid: AssetUid;
  readonly shape: TagShape;
}

/**
 * The name of a follower, its plan, its module and its readers. `Sections`: the sections of the config that it reads.
 * `Readers`: the queries of the API, by the names under which route groups need them.
 */
export interface FollowerPlugin<Sections = unknown, Readers extends object = object> {
  /** Name in health, cursors and dead letters. Never changes: the data folder holds it. */
  readonly name: string;
  /** File of a `FollowerModule`, which the thread loads. */
  readonly module: URL;
  plan(config: EdgeConfig<Sections>): FollowerPlan;
  /** The meter right above each asset of a media tree, past nodes without a meter. */
  metersAbove?(config: EdgeConfig<Sections>): ReadonlyMap<AssetUid, AssetUid>;
  /** Tags of its own samples. Those of assets that are not read, and names that an asset has already, are left out. */
  publishes?(config: EdgeConfig<Sections>): readonly PublishedTag[];
  readers?(context: ReadersContext<Sections>): Readers;
}

/** The readers of a list of followers, all together. */
export type ReadersOf<List extends readonly FollowerPlugin<never>[]> = Together<
  List[number] extends infer One ? (One extends FollowerPlugin<never, infer Readers> ? Readers : never) : never
>;

/** The module of a follower: it exports this function. */
export interface FollowerModule<Own> {
  /** Opens the follower at its mark. Throws where its file cannot be opened; then the edge tries again. */
  openFollower(own: Own, context: FollowerContext): Follower;
}

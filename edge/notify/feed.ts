/** A record whose changes a channel may send instead of alarms (rules N25 to N32). */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ChannelConfig } from "./config.ts";

/** A change to be sent. */
export interface Notice {
  /** Sent once per channel, whatever happens in between. */
  readonly key: string;
  /** Uid of the record. */
  readonly about: string;
  readonly assetUid: string;
  readonly priority: number;
  readonly at: Micros;
  /** Only programs get it: it says nothing that people need to hear at once. */
  readonly isForPrograms?: boolean;
  /** Only this channel sends it. */
  readonly channel?: string;
}

export interface Feed {
  /** Each notice names its channel and is owed to it, also where the channel has sent nothing before. */
  readonly isOwed?: true;
  /** Channels with this word are for it. */
  readonly sends: NonNullable<ChannelConfig["sends"]>;
  /** Notices of the newest changes, newest first. */
  newestFirst(): readonly Notice[];
  /** Calls `listener` with each change that is on disk. Returns the unsubscriber. */
  subscribe(listener: (notice: Notice) => unknown): () => void;
}

/** Key of a channel that has begun before there was any change: all that come are owed to it. */
export const begunKey = (sends: Feed["sends"]) => `begun ${sends}`;
/** Changes are noted in another order than that of their times by less: acts that go to disk side by side, clocks. */
const OUT_OF_ORDER_US = 60e6;

/**
 * What a kill left unnoted (rules N27 and N52), newest first; and the keys by which a channel that has noted nothing
 * yet remembers where it begins.
 */
export function owedTo(
  { newestFirst, isOwed, sends }: Pick<Feed, "newestFirst" | "isOwed" | "sends">,
  { isKnown, most }: { readonly most: number; isKnown(key: string): boolean },
): { readonly owed: readonly Notice[]; readonly begins: readonly string[] } {
  const notices = newestFirst().slice(0, most);
  if (isOwed === true) return { owed: notices, begins: [] };
  const newest = notices.find(({ key }) => isKnown(key));
  const unknown = notices.filter(({ key }) => !isKnown(key));
  if (newest !== undefined) return { owed: unknown.filter(({ at }) => at > newest.at - OUT_OF_ORDER_US), begins: [] };
  if (isKnown(begunKey(sends))) return { owed: notices, begins: [] };
  const [last] = notices;
  if (last === undefined) return { owed: [], begins: [begunKey(sends)] };
  return { owed: [], begins: notices.filter(({ at }) => at > last.at - OUT_OF_ORDER_US).map(({ key }) => key) };
}

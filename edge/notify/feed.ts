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

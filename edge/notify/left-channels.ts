/** Channels that no longer send the changes of a record (rule N53). */
import { type ChannelConfig, sentBy } from "./config.ts";
import { begunKey, type Feed } from "./feed.ts";
import type { Outbox } from "./outbox.ts";

/** Key of a channel that has begun, whatever it sends, as earlier versions noted it. */
const BEGUN = "begun";

/** Ids of the channels that send the changes of a record. */
export function channelsOf({ sends }: Pick<Feed, "sends">, channels: readonly ChannelConfig[]): readonly string[] {
  return channels.filter((one) => sentBy(one) === sends).map(({ id }) => id);
}

/**
 * A channel that is gone, or sends another record now, forgets the changes: if it comes back, it begins anew. All is
 * forgotten before this first waits for the disk, which may refuse: then it is written with the next notices.
 */
export async function forgetLeft(
  outbox: Pick<Outbox, "isKnown" | "forget" | "finish">,
  feeds: readonly Feed[],
  channels: readonly ChannelConfig[],
): Promise<void> {
  const records = feeds
    .filter(({ isOwed }) => isOwed !== true)
    .map((feed) => {
      const begun = begunKey(feed.sends);
      return {
        begun,
        here: channelsOf(feed, channels),
        keys: new Set([begun, ...feed.newestFirst().map(({ key }) => key)]),
      };
    });
  const renamed = records.flatMap(({ begun, here }) =>
    here.filter((id) => outbox.isKnown(id, BEGUN)).map((id) => outbox.finish(id, [begun])),
  );
  const isLeft = (id: string, key: string) => records.some(({ here, keys }) => keys.has(key) && !here.includes(id));
  await Promise.allSettled([...renamed, outbox.forget((id, key) => key === BEGUN || isLeft(id, key))]);
}

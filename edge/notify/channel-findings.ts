/** Alerts of the edge about channels that do not get through (rule N4). */
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";

const RULE = "notify/";

/** Rule of the alert about a channel. */
export function ruleOf(channel: string): string {
  return `${RULE}${channel}`;
}

export function channelFinding(
  channel: string,
  standing: boolean,
  { edgeUid, now }: { readonly edgeUid: AssetUid; readonly now: Micros },
): Finding {
  return {
    rule: ruleOf(channel),
    assetUid: edgeUid,
    kind: "system",
    standing,
    at: now,
    severity: 550,
    message: { zh: `通知渠道 ${channel} 无法送达消息`, en: `Notification channel ${channel} cannot deliver messages` },
    evidence: [],
  };
}

/** Channels whose alert is active, from this start or an earlier one. */
export function channelsWithAlert({
  book,
  edgeUid,
}: {
  readonly book: Pick<AlertBook, "standing">;
  readonly edgeUid: AssetUid;
}): readonly string[] {
  return book
    .standing()
    .filter(({ assetUid, clearedAt, rule }) => assetUid === edgeUid && clearedAt === undefined && rule.startsWith(RULE))
    .map(({ rule }) => rule.slice(RULE.length));
}

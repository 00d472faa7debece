import { causeInWords, causeOf } from "../../contracts/alerts/causes.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import { edgeFindings } from "../../contracts/alerts/edge-finding.ts";
import type { FollowerHealth } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";

/** A shorter failure recovers by itself. */
const STANDS_AFTER_MS = 10_000;

/** Findings about followers for the operator: one is stuck, has set an item aside, or has missed items. */
export function followerFindings(followers: readonly FollowerHealth[], edge: AssetUid, at: Micros): readonly Finding[] {
  const finding = edgeFindings(edge, at);
  return followers.flatMap(({ name, state, since, reason, note, setAside, missed }) => {
    const rule = `edge/follower-${name}`;
    const isStuck = state === "degraded" && at / 1000 - since >= STANDS_AFTER_MS;
    const why = causeInWords(causeOf(reason ?? ""));
    return [
      finding(rule, isStuck, {
        severity: 700,
        zh: `派生记录 ${name} 停滞：${why.zh}`,
        en: `Follower ${name} is stuck: ${why.en}`,
      }),
      finding(`${rule}-lost`, setAside > 0 || missed > 0, {
        severity: 500,
        zh: `派生记录 ${name} 缺少数据：部分数据项被跳过或未能读取，数量见诊断页`,
        en: `Follower ${name} lacks data: items were set aside or missed; see their number on the diagnostics page`,
      }),
      finding(`${rule}-file`, note !== undefined, {
        severity: 500,
        zh: `派生记录 ${name} 的文件：${causeInWords(causeOf(note ?? "")).zh}`,
        en: `File of follower ${name}: ${note ?? ""}`,
      }),
    ];
  });
}

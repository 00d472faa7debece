/** `uns` in the plant's config: topics by equipment path on a broker. Off without a broker. */
import type { CauseWords } from "../contracts/alerts/cause-table/row.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { defineSection, type OpenSection } from "../contracts/plant/section.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { type UnsConfig, unsConfig, unsProblems } from "./config.ts";
import type { OpenUns, UnsContext } from "./context.ts";

const RULE = "uns/broker";

export const unsSection = defineSection({
  name: "uns",
  schema: unsConfig,
  opens: "with-alerts",
  problems: unsProblems,
  open: openUns,
});

async function openUns(
  config: UnsConfig,
  context: UnsContext,
): Promise<OpenSection<UnsConfig, { readonly uns: OpenUns }>> {
  const { book, edgeUid, now } = context;
  if (config.broker === undefined) {
    // The alert of an earlier start ends, because only this part can end it.
    book.apply([brokerFinding(edgeUid, undefined, now())]);
    const uns: OpenUns = { follow: () => Promise.resolve({ stop: () => Promise.resolve() }) };
    return { offers: { uns }, close: () => undefined };
  }
  // Loaded only where a broker is configured.
  const { startPublishing } = await import("./start-publishing.ts");
  const publishing = await startPublishing({ ...config, broker: config.broker }, context);
  return {
    offers: { uns: publishing },
    tick(at) {
      book.apply([brokerFinding(edgeUid, publishing.problem, at)]);
      publishing.tick(at);
    },
    close: () => publishing.close(),
  };
}

function brokerFinding(edgeUid: AssetUid, problem: CauseWords | undefined, now: Micros): Finding {
  return {
    rule: RULE,
    assetUid: edgeUid,
    kind: "system",
    standing: problem !== undefined,
    at: now,
    severity: 550,
    message: {
      zh: `数据无法发布到消息代理（uns.broker）${problem === undefined ? "" : `：${problem.zh}`}`,
      en: `Data do not reach the broker (uns.broker)${problem === undefined ? "" : `: ${problem.en}`}`,
    },
    evidence: [],
  };
}

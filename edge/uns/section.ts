/** `uns` in the plant's config: topics by equipment path on a broker. Off without a broker. */
import { join } from "node:path";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { PredictionBook } from "../contracts/health/prediction.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { type UnsConfig, unsConfig, unsProblems } from "./config.ts";

const RULE = "uns/broker";
/** Ended predictions leave the broker a day later, and not to the second. */
const WAKE_EVERY_US = 60e6;

interface UnsContext extends SectionContext {
  readonly predictions: Pick<PredictionBook, "current" | "subscribe">;
  readonly book: { apply(findings: readonly Finding[]): void };
}

export const unsSection = defineSection({
  name: "uns",
  schema: unsConfig,
  opens: "with-alerts",
  problems: unsProblems,
  open: openUns,
});

async function openUns(
  { broker, prefix, viewer }: UnsConfig,
  { plant, tags, dataDir, edgeUid, log, predictions, book, now }: UnsContext,
): Promise<OpenSection<UnsConfig>> {
  if (broker === undefined) return withoutBroker(book, edgeUid, now());
  // Loaded only where a broker is configured.
  const [{ Publisher }, { Published }, { edgeTopic }] = await Promise.all([
    import("./publisher.ts"),
    import("./published.ts"),
    import("./topics.ts"),
  ]);
  const part = log.child({ part: "uns" });
  const assets = new Map(plant.assets.map((asset) => [asset.assetUid as string, asset]));
  const publisher = new Publisher({
    broker,
    clientId: broker.clientId ?? `gemba-${edgeUid.slice(edgeUid.lastIndexOf(":") + 1)}-uns`,
    prefix,
    edgeTopic: edgeTopic(prefix, plant.site, edgeUid),
    predictions,
    entry: { edgeUid, viewer, assetOf: (uid) => assets.get(uid), tagOf: (ref) => tags.at(ref) },
    published: await Published.open(join(dataDir, "uns", "published.json"), part),
    log: part,
  });
  const over = new AbortController();
  const running = publisher.run(over.signal);
  const end = predictions.subscribe(() => publisher.wake());
  let wokenAt = now();
  return {
    tick(at) {
      book.apply([brokerFinding(edgeUid, publisher.problem !== undefined, at)]);
      if (Math.abs(at - wokenAt) < WAKE_EVERY_US) return;
      wokenAt = at;
      publisher.wake();
    },
    async close() {
      end();
      over.abort();
      await running;
    },
  };
}

/** The alert of an earlier start ends, because only this part can end it. */
function withoutBroker(book: UnsContext["book"], edgeUid: AssetUid, now: Micros): OpenSection<UnsConfig> {
  book.apply([brokerFinding(edgeUid, false, now)]);
  return { close: () => undefined };
}

function brokerFinding(edgeUid: AssetUid, standing: boolean, now: Micros): Finding {
  return {
    rule: RULE,
    assetUid: edgeUid,
    kind: "system",
    standing,
    at: now,
    severity: 550,
    message: { zh: "预测无法发布到消息代理（uns.broker）", en: "Predictions do not reach the broker (uns.broker)" },
    evidence: [],
  };
}

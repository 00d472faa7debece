import type { PredictionChange } from "../../../edge/contracts/health/prediction.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { Published } from "../../../edge/uns/published.ts";
import { Publisher } from "../../../edge/uns/publisher.ts";
import { StateTopics } from "../../../edge/uns/state-topics.ts";
import { predictionStates } from "../../../edge/uns/states.ts";
import { log } from "../../unit/detect/bench-plant.ts";

/** A publisher of predictions alone, of one asset. */
export function predictionPublisher(parts: {
  readonly url: string;
  readonly prefix: string;
  readonly edgeTopic: string;
  readonly current: () => readonly PredictionChange[];
  readonly asset?: Asset | undefined;
  readonly published: Published;
}) {
  const { url, prefix, edgeTopic, current, asset, published } = parts;
  const edgeUid = "urn:gemba:edge:e";
  const entry = { edgeUid, assetOf: () => asset, tagOf: () => undefined };
  const topics = new StateTopics({
    states: () => predictionStates({ current }, prefix, entry),
    published,
    others: new Set(),
  });
  const broker = { url, keepAliveS: 5 };
  const publisher = new Publisher({ broker, clientId: "e-uns", edgeTopic, edgeUid, outlets: [topics], log });
  return { publisher, topics };
}

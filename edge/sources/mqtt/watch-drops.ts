import type { MqttClient } from "mqtt";
import { count, type SourceContext } from "../../contracts/path/plugin.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import type { DropSpan } from "./broker-drops.ts";
import type { Continuity } from "./continuity.ts";
import type { Delivery } from "./delivery.ts";
import { gapEvent } from "./events.ts";
import { nowUs, type Outlet } from "./outlet.ts";

/** Default window of mosquitto; MQTT 3.1.1 does not negotiate it. */
const USUAL_WINDOW = 20;

interface Parts {
  readonly client: MqttClient;
  readonly receiveMaximum: number | undefined;
  readonly delivery: Delivery;
  readonly continuity: Continuity;
  readonly acknowledgements: Acknowledgements;
  readonly outlet: Outlet;
  readonly context: SourceContext;
}

/**
 * Declares drops of the broker that may concern this session (rule Q14 in docs/rules/delivery.md). Returns the topics
 * it reads.
 */
export function watchDrops({
  client,
  receiveMaximum,
  delivery,
  continuity,
  acknowledgements,
  outlet,
  context,
}: Parts): readonly string[] {
  const { keepSessionS, uptimeTopic, droppedTopic } = delivery;
  if (keepSessionS === 0 || uptimeTopic === "" || droppedTopic === "") return [];
  const drops = continuity.dropsOfSession();
  // Half of the window: the network may deliver a full one in two parts.
  const window = Math.ceil((receiveMaximum ?? USUAL_WINDOW) / 2);
  const declare = (span: DropSpan | undefined): void => {
    if (span === undefined) return;
    count(context.counters, "brokerDrops");
    outlet.addEvent(gapEvent({ source: context.name, ...span, reason: "source_queue_overflow" }));
    outlet.schedule();
  };
  client.on("message", (topic, payload, { retain }) => {
    const now = nowUs();
    if (topic === droppedTopic) declare(drops.counted(payload.toString("latin1", 0, 20), retain, now));
    if (topic !== uptimeTopic || retain) return;
    declare(drops.refreshed({ now, newest: outlet.newestUs, isWindowFull: acknowledgements.takeMost() >= window }));
  });
  // Without waiting: a broker may refuse these topics.
  client.subscribe([uptimeTopic, droppedTopic], { qos: 0 }, () => undefined);
  return [uptimeTopic, droppedTopic];
}

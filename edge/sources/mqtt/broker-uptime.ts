import type { MqttClient } from "mqtt";

/** A retained message comes right behind the SUBACK. */
const ANSWER_WITHIN_MS = 1_000;

/**
 * Asks the broker how long it has been running, in seconds; a lower bound, since
 * brokers refresh the figure every few seconds. Undefined where it does not say.
 */
export async function askUptime(client: MqttClient, topic: string): Promise<number | undefined> {
  let take: ((topic: string, payload: Buffer) => void) | undefined;
  const answer = new Promise<number | undefined>((resolve) => {
    const timer = setTimeout(resolve, ANSWER_WITHIN_MS, undefined);
    take = (from, payload) => {
      if (from !== topic) return;
      clearTimeout(timer);
      const seconds = Number.parseInt(payload.toString("latin1", 0, 20), 10);
      resolve(Number.isNaN(seconds) ? undefined : seconds);
    };
    client.on("message", take);
    client.once("close", () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
  client.subscribe(topic, { qos: 0 }, () => {});
  const seconds = await answer;
  if (take !== undefined) client.removeListener("message", take);
  if (client.connected) client.unsubscribe(topic, () => {});
  return seconds;
}

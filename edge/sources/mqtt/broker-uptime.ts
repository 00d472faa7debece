import type { MqttClient } from "mqtt";

/** A retained message follows the SUBACK at once. */
const BEHIND_SUBACK_MS = 1_000;
/** How long a broker may take for the SUBACK. */
const SUBACK_WITHIN_MS = 10_000;

/**
 * Asks the broker how long it has been running, in seconds; a lower bound, since brokers refresh the figure every few
 * seconds. Undefined where it does not report it. The wait begins with the broker's answer, because a start that keeps
 * this thread busy for seconds does not mean that the broker is silent.
 */
export async function askUptime(client: MqttClient, topic: string): Promise<number | undefined> {
  let leave: (() => void) | undefined;
  const answer = new Promise<number | undefined>((resolve) => {
    // Bytes already in the socket are read before the broker counts as silent.
    const none = (): void => void setImmediate(resolve, undefined);
    let timer = setTimeout(none, SUBACK_WITHIN_MS);
    const take = (from: string, payload: Buffer): void => {
      if (from !== topic) return;
      const seconds = Number.parseInt(payload.toString("latin1", 0, 20), 10);
      resolve(Number.isNaN(seconds) ? undefined : seconds);
    };
    const closed = (): void => resolve(undefined);
    client.on("message", take);
    client.once("close", closed);
    client.subscribe(topic, { qos: 0 }, () => {
      clearTimeout(timer);
      timer = setTimeout(none, BEHIND_SUBACK_MS);
    });
    leave = () => {
      clearTimeout(timer);
      client.removeListener("message", take);
      client.removeListener("close", closed);
    };
  });
  const seconds = await answer;
  leave?.();
  if (client.connected) client.unsubscribe(topic, () => {});
  return seconds;
}

import { createRequire } from "node:module";
import type { MqttClient } from "mqtt";

/** The part of `mqtt-packet` that is used here. */
interface Packets {
  readonly writeToStream: { cacheNumbers: boolean };
}

/**
 * The client of mqtt.js, loaded with the first connection. It would keep a buffer for each of the 65,536 packet
 * identifiers from its first packet on: 8 MB, to save two bytes a packet.
 */
export async function loadClient(): Promise<typeof MqttClient> {
  // From where mqtt.js itself finds its part.
  const partOf = createRequire(createRequire(import.meta.url).resolve("mqtt"));
  (partOf("mqtt-packet") as Packets).writeToStream.cacheNumbers = false;
  return (await import("mqtt")).MqttClient;
}

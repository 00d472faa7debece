import { createRequire } from "node:module";
import type { MqttClient } from "mqtt";

/** The part of `mqtt-packet` that is used here. */
interface Packets {
  readonly writeToStream: { cacheNumbers: boolean };
}

/**
 * The client of mqtt.js, loaded with the first connection. Its cache of packet identifiers is switched off: from the
 * first packet on it would keep a buffer for each of the 65,536, 8 MB in all, to save two bytes a packet.
 */
export async function loadClient(): Promise<typeof MqttClient> {
  // Resolves the package as mqtt.js itself does.
  const partOf = createRequire(createRequire(import.meta.url).resolve("mqtt"));
  (partOf("mqtt-packet") as Packets).writeToStream.cacheNumbers = false;
  return (await import("mqtt")).MqttClient;
}

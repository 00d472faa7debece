import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { loadClient } from "../../../edge/mqtt/load-client.ts";

it("[PA7] the client of mqtt.js is loaded without its table of all packet identifiers", async () => {
  const Client = await loadClient();
  const partOf = createRequire(createRequire(import.meta.url).resolve("mqtt"));
  const packets = partOf("mqtt-packet") as {
    readonly writeToStream: { readonly cacheNumbers: boolean };
    generate(packet: object): Buffer;
  };
  expect(packets.writeToStream.cacheNumbers).toBe(false);
  // Identifiers of two bytes, as before.
  expect(packets.generate({ cmd: "puback", messageId: 0x1234 })).toEqual(Buffer.from([0x40, 2, 0x12, 0x34]));
  expect(Client.prototype.publish).toBeTypeOf("function");
});

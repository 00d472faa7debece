import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { type InfluxConfig, influxConfig } from "../../../../edge/sinks/influx/config.ts";
import { InfluxStore } from "../../../../edge/sinks/influx/store.ts";
import { withDefaults } from "../../../fakes/config/with-defaults.ts";
import { fakeTag } from "../../../fakes/source/tags.ts";

it("[S20] a server that repeats the request brings no credentials into the answers about history", async () => {
  const server = createServer((request, response) => response.writeHead(400).end(JSON.stringify(request.headers)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = new InfluxStore(
    withDefaults(influxConfig, { url, api: "v1", database: "d", user: "u", password: "t0ken" }) as InfluxConfig,
    { at: (ref) => fakeTag(ref) },
    { edgeId: "e", site: "s" },
  );
  const message = await store.before(0 as TagRef, 1).catch((error: Error) => `${error.message} ${error.cause}`);
  expect(message).toContain("***");
  expect(message).not.toMatch(/t0ken|dTp0MGtlbg/);
  server.close();
});

/** Rules UN1, UN3 and UN6 in docs/rules/predictions.md: what needs no broker. */

import { getEventListeners } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { openClient } from "../../../edge/mqtt/client.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { unsProblems } from "../../../edge/uns/config.ts";
import { Published } from "../../../edge/uns/published.ts";
import { unsSection } from "../../../edge/uns/section.ts";
import { edgeTopic, predictionTopic } from "../../../edge/uns/topics.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { askingBroker } from "../../fakes/mqtt/asking-broker.ts";
import { freePort } from "../../fakes/net/free-port.ts";
import { changeOf } from "../../fakes/uns/changes.ts";
import { predictionPublisher } from "../../fakes/uns/prediction-publisher.ts";
import { log, S, T0 } from "../detect/bench-plant.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-uns-unit-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("[UN1] topics follow the equipment path, and no name of the plant can change their levels", () => {
  expect(predictionTopic("gemba/v1", "acme/p1/line/m-1", "spindle/bearing")).toBe(
    "gemba/v1/acme/p1/line/m-1/_predictions/spindle/bearing",
  );
  expect(predictionTopic("gemba/v1", "acme/p1/line/m-1", "")).toBe("gemba/v1/acme/p1/line/m-1/_predictions");
  expect(predictionTopic("p", "a/b", "x+#\0y")).toBe("p/a/b/_predictions/x___y");
  expect(edgeTopic("p", { enterprise: "a", id: "b" }, "urn:gemba:edge:e1")).toBe("p/a/b/_edges/e1");
});

it("[UN6] a certificate without its key is a problem of the config", () => {
  const of = (broker: object) =>
    unsProblems({
      broker: { url: "mqtts://b", keepAliveS: 5, ...broker },
      prefix: "p",
      sends: ["predictions"],
      everyMs: 1,
    });
  expect(of({ cert: "c" })[0]?.remedy).toMatchObject({ en: "add key, or remove the other one" });
  expect(of({ key: "k" })).toHaveLength(1);
  expect(of({ cert: "c", key: "k" })).toEqual([]);
});

it("[UN3] the list of topics survives, and a damaged one is begun anew", async () => {
  const path = join(dir, "published.json");
  const first = await Published.open(path, log);
  await first.begin(["a"]);
  first.acknowledged("b", "uid/1");
  await first.save();
  const second = await Published.open(path, log);
  expect([second.topics(), second.has("a", ""), second.has("b", "uid/1")]).toEqual([["a", "b"], true, true]);
  second.removed("a");
  await second.save();
  expect((await Published.open(path, log)).topics()).toEqual(["b"]);
  writeFileSync(path, "{");
  expect((await Published.open(path, log)).topics()).toEqual([]);
});

/** The section at work on this broker, with what it reports of itself. */
async function section(url: string | undefined) {
  const { plant, tags, twin } = fakeEdge().deps;
  const found: Finding[] = [];
  const open = await unsSection.open?.(
    {
      ...(url === undefined ? {} : { broker: { url, keepAliveS: 5, user: "u", password: "s3cret-of-the-broker" } }),
      prefix: "gemba/v1",
      sends: ["predictions"],
      everyMs: 1_000,
    },
    {
      plant,
      tags,
      twin,
      dataDir: dir,
      edgeUid: "urn:gemba:edge:e" as AssetUid,
      jobs: new Jobs(log),
      log,
      now: () => T0,
      predictions: { current: () => [], subscribe: () => () => undefined },
      advice: { newestFirst: () => [], subscribe: () => () => undefined },
      book: {
        apply: (findings) => found.push(...findings),
        standing: () => [],
        subscribe: () => () => undefined,
      },
    },
  );
  return { open, found };
}

it("[UN6] an absent broker is an alert of the edge after three attempts, and a stop does not wait for it", async () => {
  const { open, found } = await section(`mqtt://127.0.0.1:${await freePort()}`);
  let at = T0;
  await vi.waitFor(
    () => {
      at += S;
      open?.tick?.(at);
      expect(found.at(-1)).toMatchObject({ rule: "uns/broker", standing: true });
    },
    { timeout: 60_000, interval: 20 },
  );
  expect(JSON.stringify(found)).not.toContain("s3cret");
  await open?.close();
});

it("[UN6] attempts at an absent broker leave nothing behind that a long outage would pile up", async () => {
  const { signal } = new AbortController();
  const url = `mqtt://127.0.0.1:${await freePort()}`;
  const options = { url, clientId: "e", keepSessionS: 0, signal, oversized: () => undefined };
  const refused = openClient({ url, keepAliveS: 5 }, { ...options, publication: (_packet, done) => done() });
  await expect(refused).rejects.toMatchObject({ code: "connect-failed" });
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("[UN3] [UN6] a stop amid many predictions waits for the one on its way; all topics are on disk", async () => {
  const path = join(dir, "published.json");
  const over = new AbortController();
  const got: string[] = [];
  const broker = await askingBroker((topic, acknowledge) => {
    got.push(topic);
    if (got.length === 2) over.abort();
    acknowledge();
  });
  const current = Array.from({ length: 50 }, (_, n) => changeOf("new", 0, `part-${n}`));
  const { publisher } = predictionPublisher({
    url: broker.url,
    prefix: "p",
    edgeTopic: "p/online",
    current: () => current,
    published: await Published.open(path, log),
  });
  await publisher.run(over.signal);
  broker.close();
  expect(got).toEqual(["p/online", expect.stringMatching(/part-0$/), "p/online"]);
  expect((await Published.open(path, log)).topics()).toHaveLength(50);
});

it("[UN6] without a broker nothing is connected, and an alert of an earlier start ends", async () => {
  const { open, found } = await section(undefined);
  expect(found).toMatchObject([{ rule: "uns/broker", standing: false }]);
  await open?.close();
});

it("[UN6] a broker that takes the connection and never answers holds up no stop", async () => {
  const server = createServer(() => undefined).listen(0, "127.0.0.1");
  await vi.waitFor(() => expect(server.listening).toBe(true));
  const { port } = server.address() as { port: number };
  const { open } = await section(`mqtt://127.0.0.1:${port}`);
  await open?.close();
  server.close();
});

/** The partitions of a hub over one connection, while several edges greet it at once (rule HU10). */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, it } from "vitest";
import { OWNERS, OWNERS_STREAM, STREAM, upOf } from "../../edge/fleet/wire/subjects.ts";
import { HubFolder } from "../../edge/hub/hub-folder.ts";
import { Ownership } from "../../edge/hub/ownership.ts";
import { makeStream, PartitionReaders } from "../../edge/hub/stream.ts";
import { Fleet, hasNats, until } from "../fakes/fleet/fleet.ts";
import { between } from "../reliability/random.ts";
import { randomOf } from "../run/seed.ts";

const PARTITIONS = 8;

it.runIf(hasNats)(
  "[HU10] edges that greet at once, each in a partition of its own, do not end what the hub reads",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats");
    const link = await connect({ servers: `127.0.0.1:${fleet.port}` });
    const manager = await jetstreamManager(link);
    await makeStream(manager, { replicas: 1, streamMegabytes: 16 }, PARTITIONS);
    const heard: string[] = [];
    const readers = new PartitionReaders(link, async (_subject, message) => {
      heard.push(Buffer.from(message.data).toString());
      message.ack();
    });
    let hasEnded = false;
    void readers.ended.then(() => {
      hasEnded = true;
    });
    // Each greeting claims one more, and reads all that there are.
    const random = randomOf("greetings");
    const own = new Set<number>();
    const greetings = Array.from({ length: PARTITIONS }, async (_, partition) => {
      await sleep(between(random, 0, 10));
      own.add(partition);
      await readers.adjust(new Set(own));
    });
    await Promise.all(greetings);
    const publish = async (texts: readonly string[]) => {
      for (const text of texts) await jetstream(link).publish(upOf(text), text);
    };
    const sent = Array.from({ length: 64 }, (_, n) => `edge-${n}`);
    await publish(sent);
    await until(
      () => heard.length >= sent.length,
      () => `${heard.length} of ${sent.length} came; ended: ${hasEnded}`,
    );
    expect(heard.toSorted()).toEqual(sent.toSorted());
    expect(hasEnded).toBe(false);
    // Nor does a partition that another hub has taken over go on.
    await readers.adjust(new Set());
    await publish(sent);
    await sleep(500);
    expect(heard).toHaveLength(sent.length);
    expect((await manager.streams.info(STREAM)).state.messages).toBe(sent.length);
    await link.close();
  },
  60_000,
);

it.runIf(hasNats)(
  "[HU32] an edge that has a server put its answer in the place of the table of hubs stops no hub",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats");
    const link = await connect({ servers: `127.0.0.1:${fleet.port}` });
    const manager = await jetstreamManager(link);
    await makeStream(manager, { replicas: 1, streamMegabytes: 16 }, PARTITIONS);
    const open = (name: string) => {
      mkdirSync(join(fleet.dir, name), { recursive: true });
      const folder = HubFolder.open(join(fleet.dir, name));
      return Ownership.open(link, { name, folder, partitions: PARTITIONS, replicas: 1 });
    };
    const hub = await open("one");
    await hub.claim([1, 2, 3]);
    const stored = async () => (await manager.streams.getMessage(OWNERS_STREAM, { last_by_subj: OWNERS }))?.string();
    const before = await stored();
    // JetStream answers where the message says, whatever the sender may publish itself.
    const overwrite = async () => {
      link.publish(upOf("bad"), "x", { reply: OWNERS });
      await until(
        async () => (await stored())?.includes("GEMBA_UP") === true,
        () => "the table is as it was",
      );
    };
    await overwrite();
    // A hub that knows nothing must not make an empty table of it.
    await expect(open("two")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("overwritten"),
    });
    await hub.refresh();
    expect(await stored()).toBe(before);
    await overwrite();
    const again = await open("one");
    expect([...again.own]).toEqual([1, 2, 3]);
    expect(await stored()).toBe(before);
    expect((await open("two")).own.size).toBe(0);
    // Of a version to come it is left alone.
    await jetstream(link).publish(OWNERS, JSON.stringify({ version: 2, owners: {} }));
    await expect(hub.refresh()).rejects.toThrow("of another version");
    await link.close();
  },
  60_000,
);

/** The partitions of a hub over one connection, while several edges greet it at once (rule HU10). */
import { setTimeout as sleep } from "node:timers/promises";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, it } from "vitest";
import { STREAM, upOf } from "../../edge/fleet/wire/subjects.ts";
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

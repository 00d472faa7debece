/** Several hubs on one cluster of NATS servers (rules HU10 to HU14 in docs/rules/hub.md). */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, it } from "vitest";
import { NO_COUNTS } from "../../edge/fleet/wire/counts.ts";
import { encode, readGreeting } from "../../edge/fleet/wire/greeting.ts";
import { adopt } from "../../edge/hub/adopt.ts";
import { readLedgers } from "../../edge/hub/ledger.ts";
import { makeStream } from "../../edge/hub/stream.ts";
import { Fleet, hasNats, type PartName, until } from "../fakes/fleet/fleet.ts";
import { between } from "../reliability/random.ts";
import { IS_FULL, sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

const ROUNDS = sizeOf("GEMBA_FLEET_KILLS", { short: 1, full: 40 });
/** In full longer than the time after which an edge sends again what makes no progress. */
const QUIET_MS = IS_FULL ? 22_000 : 3_000;
const NODES: readonly PartName[] = ["nats", "nats-1", "nats-2"];

it.runIf(hasNats)(
  `[HU13] nothing is missing, spurious or twice while ${ROUNDS} times a node of three is killed or loses its store`,
  async () => {
    const random = randomOf("fleet nodes");
    await using fleet = await Fleet.make(3);
    await fleet.start(...NODES, "hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 0);
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(between(random, 100, 1_500));
      const node = NODES[Math.floor(random() * NODES.length)] as PartName;
      const losesStore = random() < 0.5;
      await (losesStore ? fleet.loseStore(node) : fleet.kill(node));
      if (random() < 0.3) {
        await fleet.kill("hub");
        await fleet.start("hub");
      }
      await sleep(between(random, 0, 2_000));
      await fleet.start(node);
    }
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(
      ({ hub, store }) => hub.position === position && store.samples === hub.counts.samples,
      90_000,
    );
    expect(ledger).toMatchObject({ miscounted: 0, retiredUnread: 0, refused: null, problem: null });
    expect(await fleet.compare()).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });
  },
  60_000 + ROUNDS * 20_000,
);

/** Ids of the edges that have a folder at a hub. */
const idsOf = (fleet: Fleet, hub: PartName): string[] => {
  const dir = join(fleet.dir, hub, "edges");
  return existsSync(dir) ? readdirSync(dir) : [];
};
const positionAt = (fleet: Fleet, hub: PartName, id: string): number =>
  readLedgers(join(fleet.dir, hub)).find(({ edgeId }) => edgeId === id)?.hub.position ?? 0;
const hasEntered = (fleet: Fleet, hub: PartName): boolean => {
  const file = join(fleet.dir, hub, "hub.json");
  return existsSync(file) && readFileSync(file, "utf8").includes("partitions");
};

it.runIf(hasNats)(
  "[HU10] [HU11] [HU12] each edge is of one hub; while that is away the others go on, and one takes over on command",
  async () => {
    await using fleet = await Fleet.make();
    fleet.hub = { partitions: 64 };
    const said = () => `${idsOf(fleet, "hub")} / ${idsOf(fleet, "hub-1")}; ${fleet.said}`;
    await fleet.start("nats", "hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 500);
    const [first = ""] = idsOf(fleet, "hub");
    await fleet.start("hub-1");
    await until(() => hasEntered(fleet, "hub-1"), said);
    await fleet.start("edge-1");
    // The edge is new and hub-1 has none.
    await until(() => idsOf(fleet, "hub-1").length === 1, said);
    const [second = ""] = idsOf(fleet, "hub-1");
    expect(idsOf(fleet, "hub")).toEqual([first]);
    await fleet.kill("hub");
    const before = positionAt(fleet, "hub-1", second);
    await until(() => positionAt(fleet, "hub-1", second) > before + 500, said);
    expect(idsOf(fleet, "hub-1")).toEqual([second]);
    await fleet.start("hub");
    const position = await fleet.stopAdding();
    await fleet.ledger(({ hub }) => hub.position === position);
    expect(await fleet.compare()).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });

    const config = { ...fleet.hubConfig, name: "hub-1" };
    await expect(adopt(config, join(fleet.dir, "hub-1"), "hub")).rejects.toThrow("hub hub runs: stop it first");
    await fleet.kill("hub");
    expect(await adopt(config, join(fleet.dir, "hub-1"), first)).toMatchObject({ from: ["hub"] });
    await until(() => positionAt(fleet, "hub-1", first) === position, said);
    const taken = readLedgers(join(fleet.dir, "hub-1")).find(({ edgeId }) => edgeId === first);
    expect(taken).toMatchObject({ miscounted: 0, refused: null, problem: null });
    // The first one comes back with its folder, and lets the edge alone.
    await fleet.start("hub");
    await until(() => /"hub":"hub-1","folder":"[^"]*","term":2/.test(hubFile(fleet, "hub")), said);
    expect(positionAt(fleet, "hub-1", first)).toBe(position);
  },
  90_000,
);

const hubFile = (fleet: Fleet, hub: PartName): string => readFileSync(join(fleet.dir, hub, "hub.json"), "utf8");

it.runIf(hasNats)(
  "[HU11] a second hub under the same name is refused with what to do, whether the first one runs or not",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats", "hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 500);
    const other = join(fleet.dir, "other");
    fleet.startHub("hub-1", other, "hub");
    await until(
      () => fleet.said.includes("two hubs run under the name hub: stop one of them"),
      () => fleet.said,
    );
    await fleet.kill("hub");
    await until(
      () => fleet.said.includes("another data folder is hub hub already. Give this hub another name"),
      () => fleet.said,
    );
    expect(readdirSync(join(other, "edges"))).toEqual([]);
    await fleet.kill("hub-1");
    // The first folder is lost for good: the second one takes its name and its edges.
    await adopt({ ...fleet.hubConfig, name: "hub" }, other, "hub");
    fleet.startHub("hub-1", other, "hub");
    const position = await fleet.stopAdding();
    const [id = ""] = idsOf(fleet, "hub");
    await until(
      () => readLedgers(other).some(({ edgeId, hub }) => edgeId === id && hub.position === position),
      () => fleet.said,
    );
  },
  90_000,
);

it.runIf(hasNats)(
  "[HU14] an edge sends nothing while its hub says that the disk is full, and goes on when it takes items again",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats");
    const link = await connect({ servers: `127.0.0.1:${fleet.port}` });
    await makeStream(await jetstreamManager(link), { replicas: 1, streamMegabytes: 16 }, 1);
    // This test is the hub.
    const heard = { run: "", id: "", messages: 0 };
    link.subscribe("gemba.up.*", {
      callback: () => {
        heard.messages++;
      },
    });
    link.subscribe("gemba.hello.*", {
      callback: (_, message) => {
        const greeting = readGreeting(message.data);
        heard.id = greeting?.edgeId ?? "";
        heard.run = greeting?.starts.at(-1)?.run ?? "";
        message.respond(encode({ kind: "welcome", storeUid: "store", head: 0, counts: NO_COUNTS, chains: true }));
      },
    });
    await fleet.start("edge");
    await until(
      () => heard.messages > 0,
      () => fleet.said,
    );
    let again: "full" | undefined = "full";
    const marks = setInterval(() => {
      const mark = { kind: "mark", run: heard.run, head: 0, storeUid: "store" } as const;
      link.publish(`gemba.down.${heard.id}`, encode(again === undefined ? mark : { ...mark, again }));
    }, 200);
    try {
      await until(
        () => fleet.said.includes("the hub's disk takes nothing"),
        () => fleet.said,
      );
      await link.flush();
      const sent = heard.messages;
      await sleep(QUIET_MS);
      expect(heard.messages).toBe(sent);
      again = undefined;
      await until(
        () => heard.messages > sent,
        () => fleet.said,
      );
    } finally {
      clearInterval(marks);
      await link.close();
    }
  },
  90_000,
);

it.runIf(hasNats)(
  "[HU10] a stream and a data folder of a version without partitions go on, and nothing stays behind",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats");
    const link = await connect({ servers: `127.0.0.1:${fleet.port}` });
    const manager = await jetstreamManager(link);
    const limits = { retention: RetentionPolicy.Workqueue, discard: DiscardPolicy.New, max_bytes: 1e8 };
    await manager.streams.add({ name: "GEMBA_UP", storage: StorageType.File, subjects: ["gemba.up.*"], ...limits });
    await manager.consumers.add("GEMBA_UP", { durable_name: "hub", ack_policy: AckPolicy.Explicit });
    await jetstream(link).publish("gemba.up.some-edge", "not taken yet");
    await fleet.start("hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 500);
    await fleet.kill("hub");
    await rm(join(fleet.dir, "hub", "hub.json"));
    await manager.streams.delete("GEMBA_HUBS");
    await fleet.start("hub");
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(({ hub }) => hub.position === position);
    expect(ledger).toMatchObject({ miscounted: 0, problem: null });
    expect(await fleet.compare()).toMatchObject({ undeclared: 0, spurious: 0, changed: 0, items: position });
    await until(
      async () => (await manager.streams.info("GEMBA_UP")).state.messages === 0,
      () => "messages stay in the stream",
    );
    await link.close();
  },
  90_000,
);

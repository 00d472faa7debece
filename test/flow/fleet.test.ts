/** An edge and its hub over a real nats-server (docs/rules/uplink.md, docs/rules/hub.md). */
import { existsSync, readFileSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { expect, it } from "vitest";
import { readSide } from "../../edge/fleet/wire/side-frame.ts";
import { Fleet, hasNats, until } from "../fakes/fleet/fleet.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { randomOf } from "../run/seed.ts";

const NOTHING = { undeclared: 0, spurious: 0, changed: 0 };

it.runIf(hasNats)(
  "[UL1] [HU1] [HU8] the hub gets every item under its position, and edge, hub and store count the same",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats", "hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 2_000);
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(
      (one) => one.hub.position === position && one.store.samples === one.hub.counts.samples,
    );
    expect(ledger).toMatchObject({ miscounted: 0, retiredUnread: 0, refused: null, problem: null });
    const { samples, events, leftOut, lost } = ledger.hub.counts;
    expect(samples + events + leftOut + lost).toBe(position);
    expect(await fleet.compare()).toMatchObject({ ...NOTHING, items: position });
  },
  120_000,
);

it.runIf(hasNats)(
  "[UL4] a link that is cut, or half open, costs nothing",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats");
    await using proxy = await TcpProxy.to(fleet.port);
    fleet.edgePort = proxy.port;
    await fleet.start("hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 500);
    for (const mode of ["blackhole", "reset"] as const) {
      proxy.mode = mode;
      await sleep(mode === "blackhole" ? 10_000 : 1_000);
      proxy.mode = "reset";
      proxy.mode = "pass";
    }
    const cut = fleet.position;
    await fleet.ledger(({ hub }) => hub.position > cut);
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(({ hub }) => hub.position === position);
    expect(ledger.miscounted).toBe(0);
    expect(await fleet.compare()).toMatchObject({ ...NOTHING, items: position });
  },
  150_000,
);

it.runIf(hasNats)(
  "[UL7] [UL8] a budget holds history back, and the newest values and events go ahead of it",
  async () => {
    await using fleet = await Fleet.make();
    fleet.uplink = { megabytesPerHour: 5 };
    await fleet.start("nats", "hub", "edge");
    const ledger = await fleet.ledger(({ live, hub }) => live !== null && live.tags > 0 && hub.position > 0, 90_000);
    expect(Date.now() - (ledger.live?.at ?? 0)).toBeLessThan(10_000);
    expect(ledger.hub.position).toBeLessThan(fleet.position);
  },
  120_000,
);

it.runIf(hasNats)(
  "[HU5] [HU6] a second box with a copy of the data folder is refused, and so is an older copy",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats", "hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 500);
    await fleet.kill("edge");
    const copy = join(fleet.dir, "copy");
    await cp(join(fleet.dir, "edge"), copy, { recursive: true });
    const copied = fleet.position;
    await fleet.start("edge");
    const { hub } = await fleet.ledger((one) => one.hub.position > copied + 3_000);
    await fleet.kill("edge");
    fleet.startEdge(copy);
    const refused = await fleet.ledger((one) => one.refused !== null);
    expect(refused.refused?.why.en).toContain("two boxes use the id");
    await until(
      () => fleet.said.includes("the hub refuses this edge"),
      () => fleet.said,
    );
    await fleet.kill("edge");
    await fleet.start("edge");
    await fleet.ledger((one) => one.hub.position > hub.position + 500);
    await fleet.stopAdding();
    expect(await fleet.compare()).toMatchObject({ spurious: 0, changed: 0 });
  },
  150_000,
);

it.runIf(hasNats)(
  "[HU3] [HU4] messages that are replayed, damaged, foreign or no messages change nothing",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats", "hub");
    const spy = await connect({ servers: `127.0.0.1:${fleet.port}` });
    const seen: { readonly subject: string; readonly data: Uint8Array }[] = [];
    spy.subscribe("gemba.up.*", {
      callback: (_, { subject, data }) => void seen.push({ subject, data: Uint8Array.from(data) }),
    });
    const greetings: typeof seen = [];
    spy.subscribe("gemba.hello.*", {
      callback: (_, { subject, data }) => void greetings.push({ subject, data: Uint8Array.from(data) }),
    });
    await fleet.start("edge");
    await fleet.ledger(({ hub }) => hub.position > 2_000);
    expect(greetings).not.toEqual([]);
    // The hub may publish what an edge may not, so it answers a greeting in the edge's own inbox alone.
    const elsewhere: unknown[] = [];
    spy.subscribe("another.inbox", { callback: (_, { data }) => void elsewhere.push(data) });
    for (const { subject, data } of greetings.splice(0)) spy.publish(subject, data, { reply: "another.inbox" });
    const random = randomOf("hostile messages");
    for (const { subject, data } of seen.slice(0, 60)) {
      spy.publish(subject, data);
      const damaged = data.slice();
      damaged[Math.floor(random() * damaged.length)] = (damaged[0] as number) ^ Math.floor(random() * 256);
      spy.publish(subject, damaged);
      spy.publish(subject, data.slice(0, Math.floor(random() * data.length)));
      spy.publish("gemba.up.0190aaaa-0000-7000-8000-000000000000", data);
      spy.publish("gemba.up.evil%id", data);
      spy.publish(subject.replace("up", "live"), damaged);
      spy.publish(subject.replace("up", "hello"), damaged);
    }
    await spy.flush();
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(
      ({ hub, store }) => hub.position === position && store.samples === hub.counts.samples,
    );
    expect(ledger).toMatchObject({ miscounted: 0, refused: null, problem: null });
    expect(elsewhere).toEqual([]);
    expect(ledger.messages.repeated).toBeGreaterThan(0);
    expect(ledger.messages.damaged).toBeGreaterThan(0);
    expect(await fleet.compare()).toMatchObject({ ...NOTHING, items: position });
    await spy.close();
  },
  120_000,
);

it.runIf(hasNats)(
  "[UL12] messages beside the log go both ways, and reach no other start, whatever else is sent",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats", "hub");
    const spy = await connect({ servers: `127.0.0.1:${fleet.port}` });
    const asked: { readonly subject: string; readonly data: Uint8Array }[] = [];
    spy.subscribe("gemba.back.*", {
      callback: (_, { subject, data }) => void asked.push({ subject, data: Uint8Array.from(data) }),
    });
    await spy.flush();
    const echoes = (): string[] => {
      const file = join(fleet.dir, "hub", "echoes");
      return existsSync(file) ? readFileSync(file, "latin1").trimEnd().split("\n") : [];
    };
    await fleet.start("edge");
    await until(
      () => echoes().length === 1,
      () => fleet.said,
    );
    const [{ subject, data } = { subject: "", data: new Uint8Array() }] = asked;
    const id = subject.slice("gemba.back.".length);
    expect(echoes()).toEqual([`${id} ${id}`]);
    for (const damaged of [new Uint8Array(0), data.slice(0, 9), data.with(8, 255), data.with(9, 0), data.with(0, 1)]) {
      spy.publish(subject, damaged);
      spy.publish(`gemba.side.${id}`, damaged);
    }
    spy.publish("gemba.side.0190aaaa-0000-7000-8000-000000000000", data);
    spy.publish(`gemba.side.${id}`, Buffer.concat([data, Buffer.alloc(50_000)]));
    // In the name of the earlier start.
    await fleet.kill("edge");
    await fleet.start("edge");
    spy.publish(`gemba.side.${id}`, data);
    await until(
      () => echoes().length === 2,
      () => fleet.said,
    );
    expect(echoes()).toEqual([`${id} ${id}`, `${id} ${id}`]);
    expect(readSide(data)?.run).not.toBe(readSide(asked.at(-1)?.data ?? data)?.run);
    await spy.close();
  },
  90_000,
);

it.runIf(hasNats)(
  "[UL3] a hub whose disk is lost gets again what the log of the edge still has",
  async () => {
    await using fleet = await Fleet.make();
    await fleet.start("nats", "hub", "edge");
    await fleet.ledger(({ hub }) => hub.position > 500);
    await fleet.kill("hub");
    await rm(join(fleet.dir, "hub", "edges"), { recursive: true });
    await fleet.start("hub");
    const position = await fleet.stopAdding();
    const ledger = await fleet.ledger(({ hub }) => hub.position === position);
    expect(ledger.miscounted).toBe(0);
    expect(fleet.said).toContain("the hub has less than it had confirmed");
    expect(await fleet.compare()).toMatchObject({ ...NOTHING, items: position });
  },
  120_000,
);

/** What comes over a link of two boxes, and what a link that ends leaves. */
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DiskEnd } from "../../../edge/contracts/path/write-gate.ts";
import type { ConfigPrints } from "../../../edge/contracts/plant/config-prints.ts";
import { Follower } from "../../../edge/standby/box/follower.ts";
import { Channel } from "../../../edge/standby/link/channel.ts";
import { configIn } from "../../../edge/standby/link/config-frame.ts";
import { encodeFrame, FrameReader } from "../../../edge/standby/link/frames.ts";
import { listen, open } from "../../../edge/standby/link/sockets.ts";
import { look, lookInto } from "../../../edge/standby/replicate/folder.ts";
import { Receiver } from "../../../edge/standby/replicate/receiver.ts";
import { Sender } from "../../../edge/standby/replicate/sender.ts";
import { freePort } from "../../fakes/net/free-port.ts";

const log = pino({ level: "silent" });
const CONFIG = { own: undefined, hear: () => undefined };
let dir: string;
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-standby-"));
  for (const box of ["a", "b"]) mkdirSync(join(dir, box, "standby"), { recursive: true });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(dir, { recursive: true, force: true });
});

/** Both ends of a connection. */
async function connected(): Promise<{ socket: Socket; channel: Channel }> {
  const place = { host: "127.0.0.1", port: await freePort() };
  const { promise, resolve } = Promise.withResolvers<Channel>();
  const server = await listen(place, undefined, (accepted) => resolve(new Channel(accepted)));
  const socket = await open(place, undefined, AbortSignal.timeout(10_000));
  const channel = await promise;
  closing.push(
    () => server.close(),
    () => socket.destroy(),
    () => channel.close(),
  );
  return { socket, channel };
}

const bytesOf = (...heads: object[]): Buffer => Buffer.concat(heads.flatMap((head) => encodeFrame(head)));

it("[SB20] after a frame that ends the connection nothing of the same packet counts", async () => {
  const { socket, channel } = await connected();
  const got: unknown[] = [];
  channel.onFrame = ({ head }) => {
    got.push(head["n"]);
    channel.close();
  };
  socket.write(bytesOf({ n: 1 }, { n: 2 }, { n: 3 }));
  await channel.closed;
  expect(got).toEqual([1]);
});

it("[SB20] an answer that is no number acknowledges nothing, and ends the connection", async () => {
  const { socket, channel } = await connected();
  const committed = (): DiskEnd => ({ number: 1, bytes: 100 });
  const dataDir = join(dir, "a");
  const sender = new Sender({ dataDir, channel, term: 1, log, committed, config: CONFIG, onChange: () => undefined });
  closing.push(() => sender.close());
  socket.write(bytesOf({ kind: "logged", number: "all", bytes: 100 }));
  await vi.waitFor(() => expect(sender.isClosed).toBe(true), { timeout: 10_000 });
  expect(sender.acknowledged).toEqual({ number: 0, bytes: 0 });
});

it("[SB42] boxes say what they have read, and once more when they read it again", async () => {
  const { socket, channel } = await connected();
  const heard: ConfigPrints[] = [];
  const config = {
    own: { version: "1", files: [["a", "1"]] } as ConfigPrints,
    hear: (one: ConfigPrints) => heard.push(one),
  };
  const committed = (): DiskEnd => ({ number: 0, bytes: 0 });
  const parts = { term: 1, log, committed, onChange: () => undefined };
  const sender = new Sender({ dataDir: join(dir, "a"), channel, config, ...parts });
  closing.push(() => sender.close());
  const got: unknown[] = [];
  const reader = new FrameReader();
  socket.on("data", (chunk) => got.push(...reader.push(chunk).map(({ head }) => head)));
  const told = (): unknown[] => got.filter((head) => (head as { kind: string }).kind === "config");
  socket.write(bytesOf({ kind: "follow", box: "b", term: 0 }, { kind: "config", version: "2", files: [] }));
  socket.write(bytesOf({ kind: "begin" }));
  await vi.waitFor(() => expect(heard).toEqual([{ version: "2", files: [] }]), { timeout: 10_000 });
  await vi.waitFor(() => expect(told()).toEqual([{ kind: "config", term: 1, ...config.own }]), { timeout: 10_000 });
  config.own = { version: "1", files: [["a", "2"]] };
  await vi.waitFor(() => expect(told().slice(1)).toEqual([{ kind: "config", term: 1, ...config.own }]), {
    timeout: 10_000,
  });
});

it("[SB42] a box that stands by says what it has read, and hears the other one", async () => {
  const place = { host: "127.0.0.1", port: await freePort() };
  const got: unknown[] = [];
  const server = await listen(place, undefined, (socket) => {
    const channel = new Channel(socket);
    closing.push(() => channel.close());
    channel.onFrame = ({ head }) => {
      got.push(head);
      if (head["kind"] === "begin") channel.send({ kind: "config", term: 1, version: "1", files: [["a", "1"]] });
    };
  });
  const heard: ConfigPrints[] = [];
  const config = { own: { version: "2", files: [] }, hear: (one: ConfigPrints) => heard.push(one) };
  const box = { box: "b", place, key: undefined, dataDir: join(dir, "b"), log, knownTerm: () => 1 };
  const follower = new Follower({ ...box, config, onWhole: () => undefined });
  closing.push(
    () => server.close(),
    () => follower.end(),
  );
  await vi.waitFor(() => expect(heard).toEqual([{ version: "1", files: [["a", "1"]] }]), { timeout: 10_000 });
  await vi.waitFor(() => expect(got).toContainEqual({ kind: "config", ...config.own }), { timeout: 10_000 });
});

it("[SB42] what are no prints ends the connection, and changes nothing", async () => {
  const file = ["a.yaml", "print"];
  const wrong: object[] = [
    {},
    { version: 1, files: [] },
    { version: "1" },
    { version: "1", files: "all" },
    { version: "1", files: [file, ["a.yaml"]] },
    { version: "1", files: [["a.yaml", 7]] },
    { version: "1", files: [["\u001b[2J", "print"]] },
    { version: "1", files: [["a".repeat(201), "print"]] },
    { version: "1", files: [["a.yaml", "p".repeat(65)]] },
    { version: "1", files: Array.from({ length: 1_001 }, () => file) },
    { version: "1\n2", files: [] },
  ];
  for (const head of wrong)
    expect(() => configIn({ kind: "config", ...head }), JSON.stringify(head)).toThrow(RangeError);
  expect(configIn({ version: "1", files: [file] })).toEqual({ version: "1", files: [file] });
  const { socket, channel } = await connected();
  const config = { own: undefined, hear: () => expect.unreachable() };
  const parts = { term: 1, log, committed: () => ({ number: 0, bytes: 0 }), onChange: () => undefined };
  const sender = new Sender({ dataDir: join(dir, "a"), channel, config, ...parts });
  closing.push(() => sender.close());
  socket.write(bytesOf({ kind: "config", version: "1", files: [null] }));
  await vi.waitFor(() => expect(sender.isClosed).toBe(true), { timeout: 10_000 });
});

it("[SB20] a peer that begins no TLS is sent away", async () => {
  const place = { host: "127.0.0.1", port: await freePort() };
  const server = await listen(place, "a key that both boxes have, long enough", () => expect.unreachable());
  closing.push(() => server.close());
  const socket = connect(place).resume();
  socket.on("error", () => undefined);
  closing.push(() => socket.destroy());
  await vi.waitFor(() => expect(socket.closed).toBe(true), { timeout: 10_000 });
});

it("[SB21] an address that cannot be one is refused with what to change", async () => {
  const listening = listen({ host: "127.0.0.1", port: 70_000 }, undefined, () => undefined);
  await expect(listening).rejects.toThrow(/cannot listen on 127\.0\.0\.1:70000; .*change the address/);
});

it("[SB13] a folder that cannot be read is an error and not empty: its files stay at the other box", async () => {
  writeFileSync(join(dir, "file"), "");
  await expect(lookInto(join(dir, "file"))).rejects.toThrow(/ENOTDIR/);
  await expect(look(join(dir, "file", "below"))).rejects.toThrow(/ENOTDIR/);
  expect(await look(join(dir, "none"))).toBeUndefined();
  expect([...(await lookInto(join(dir, "none")))]).toEqual([]);
});

it.runIf(process.platform === "linux")("[SB14] a connection that ends within a file leaves no file open", async () => {
  const { socket, channel } = await connected();
  const box = { dataDir: join(dir, "b"), knownTerm: () => 1, onWhole: () => undefined, config: CONFIG };
  const receiver = new Receiver({ ...box, channel, log });
  await receiver.begin("b");
  const head = { kind: "file", term: 1, path: "users.json", base: 0, size: 100, at: 0, mode: 0o600 };
  socket.write(Buffer.concat(encodeFrame(head, Buffer.from("half"))));
  await vi.waitFor(() => expect(openIn(join(dir, "b"))).toHaveLength(1), { timeout: 10_000 });
  await receiver.end();
  expect(openIn(join(dir, "b"))).toEqual([]);
});

/** Files below the folder that this process has open. */
function openIn(folder: string): string[] {
  return readdirSync("/proc/self/fd")
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        // The one that lists them is gone by now.
        return "";
      }
    })
    .filter((path) => path.startsWith(`${folder}/`));
}

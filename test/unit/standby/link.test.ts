/** What comes over a link of two boxes, and what a link that ends leaves. */
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DiskEnd } from "../../../edge/contracts/path/write-gate.ts";
import { Channel } from "../../../edge/standby/link/channel.ts";
import { encodeFrame } from "../../../edge/standby/link/frames.ts";
import { listen, open } from "../../../edge/standby/link/sockets.ts";
import { look, lookInto } from "../../../edge/standby/replicate/folder.ts";
import { Receiver } from "../../../edge/standby/replicate/receiver.ts";
import { Sender } from "../../../edge/standby/replicate/sender.ts";
import { freePort } from "../../fakes/net/free-port.ts";

const log = pino({ level: "silent" });
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
  const sender = new Sender({ dataDir, channel, term: 1, log, committed, onChange: () => undefined });
  closing.push(() => sender.close());
  socket.write(bytesOf({ kind: "logged", number: "all", bytes: 100 }));
  await vi.waitFor(() => expect(sender.isClosed).toBe(true), { timeout: 10_000 });
  expect(sender.acknowledged).toEqual({ number: 0, bytes: 0 });
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
  const box = { dataDir: join(dir, "b"), knownTerm: () => 1, onWhole: () => undefined };
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

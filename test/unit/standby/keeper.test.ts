/** The keeper of a box, with a witness, and without a process that writes. */
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Box } from "../../../edge/standby/box/box.ts";
import { differenceIn, lastWritten } from "../../../edge/standby/box/box-files.ts";
import { Channel } from "../../../edge/standby/link/channel.ts";
import { hello } from "../../../edge/standby/link/serve.ts";
import { open } from "../../../edge/standby/link/sockets.ts";
import { startWitness } from "../../../edge/standby/witness.ts";
import { freePort } from "../../fakes/net/free-port.ts";
import { WriterChild } from "../../fakes/standby/writer-child.ts";

const LEASE_MS = 1_000;
const WITHIN = { timeout: 20_000, interval: 20 };
let dir: string;
let said: string;
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-keeper-"));
  said = "";
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(dir, { recursive: true, force: true });
});

/** A box whose other box is off. */
async function started() {
  const place = async () => ({ host: "127.0.0.1", port: await freePort() });
  const [own, other, witness, page] = [await place(), await place(), await place(), await place()];
  const shared = { key: undefined, leaseMs: LEASE_MS };
  const served = await startWitness({ ...shared, dataDir: join(dir, "witness"), place: witness });
  const children: WriterChild[] = [];
  const ending = new AbortController();
  const box = new Box({
    ...{ ...shared, dataDir: join(dir, "a"), name: "a", place: own, witness, page, commit: "replicated" },
    other: { name: "b", place: other, url: undefined },
    aloneSince: performance.now(),
    log: pino({}, { write: (line: string) => (said += line) }),
    fork: () => {
      const child = new WriterChild();
      children.push(child);
      return child.process;
    },
  });
  const running = box.run(ending.signal);
  closing.push(
    () => served.close(),
    () => {
      ending.abort();
      return Promise.race([running, sleep(5_000)]);
    },
  );
  const newest = (): WriterChild => children.at(-1) as WriterChild;
  /** Resolves once the newest process may write, with its term. */
  const goes = () =>
    vi.waitFor(() => {
      const go = newest().got.find(({ kind }) => kind === "go");
      if (go?.kind !== "go") throw new Error(`no lease yet: ${said}`);
      return go.term;
    }, WITHIN);
  return { dataDir: join(dir, "a"), own, children, newest, goes, ending, running };
}

it("[SB17] a box that is stopped just after its writer ended ends as well", async () => {
  const { newest, ending, running } = await started();
  newest().end(1);
  await vi.waitFor(() => expect(said).toContain("process ended"), WITHIN);
  ending.abort();
  expect(await Promise.race([running, sleep(10_000, "still runs")])).toBeUndefined();
});

it("[SB7] a box whose folder cannot be made ready gives the lease back, says why, and tries again", async () => {
  const { dataDir, newest, goes } = await started();
  writeFileSync(join(dataDir, "edge.json"), "{");
  newest().say({ kind: "ready" });
  await vi.waitFor(() => expect(said).toContain("cannot take over"), WITHIN);
  writeFileSync(join(dataDir, "edge.json"), JSON.stringify({ version: 1, edgeId: "e", epoch: 1 }));
  const term = await goes();
  expect(JSON.parse(readFileSync(join(dataDir, "edge.json"), "utf8"))).toMatchObject({ epoch: term - 1 });
});

it("[SB9] a writer that was killed before its first commit has declared nothing: the next one does", async () => {
  const { dataDir, children, newest, goes } = await started();
  newest().say({ kind: "ready" });
  await goes();
  newest().end(137);
  await vi.waitFor(() => expect(children).toHaveLength(2), WITHIN);
  newest().say({ kind: "ready" });
  const term = await goes();
  expect(newest().got[0]).toMatchObject({ kind: "go", gap: { reason: "not_replicated" } });
  expect(lastWritten(dataDir)).toBe(0);
  newest().say({ kind: "committed", number: 1, bytes: 100 });
  expect(lastWritten(dataDir)).toBe(term);
});

it("[SB42] [SB44] a box compares what its process and the other box have read, also when it reads again", async () => {
  const { dataDir, own, newest, goes } = await started();
  newest().say({ kind: "config", config: { version: "1", files: [["a.yaml", "1"]] } });
  newest().say({ kind: "ready" });
  const term = await goes();
  newest().say({ kind: "committed", number: 1, bytes: 100 });
  const channel = new Channel(await open(own, undefined, AbortSignal.timeout(10_000)));
  closing.push(() => channel.close());
  const heard: unknown[] = [];
  channel.onFrame = ({ head }) => heard.push(head);
  channel.send(hello("follow"));
  channel.send({ kind: "follow", box: "b", term });
  channel.send({ kind: "config", version: "1", files: [["a.yaml", "2"]] });
  channel.send({ kind: "begin" });
  await vi.waitFor(() => expect(differenceIn(dataDir)).toBe("config files a.yaml"), WITHIN);
  await vi.waitFor(
    () => expect(heard).toContainEqual({ kind: "config", term, version: "1", files: [["a.yaml", "1"]] }),
    WITHIN,
  );
  newest().say({ kind: "config", config: { version: "1", files: [["a.yaml", "2"]] } });
  await vi.waitFor(() => expect(said).toContain("same config"), WITHIN);
  expect(differenceIn(dataDir)).toBeUndefined();
});

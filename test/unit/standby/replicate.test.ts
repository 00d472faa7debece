import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DiskEnd } from "../../../edge/contracts/path/write-gate.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { Channel } from "../../../edge/standby/link/channel.ts";
import { listen, open } from "../../../edge/standby/link/sockets.ts";
import { isReplicated, LEFT_OUT } from "../../../edge/standby/replicate/left-out.ts";
import { Receiver } from "../../../edge/standby/replicate/receiver.ts";
import { numberOf, planSegments, segmentsIn } from "../../../edge/standby/replicate/segments.ts";
import { Sender } from "../../../edge/standby/replicate/sender.ts";
import { TailTaker, takeOwnTails } from "../../../edge/standby/replicate/tails.ts";
import { freePort } from "../../fakes/net/free-port.ts";

const log = pino({ level: "silent" });
const CONFIG = { own: undefined, hear: () => undefined };
const KEY = "a key that both boxes have, long enough";
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

/** Adds events to the log of box a, and closes it. */
async function commit(texts: readonly string[], box = "a"): Promise<DiskEnd> {
  const commitLog = await openLog({ dir: join(dir, box, "log"), edgeId: "e", epoch: 1, log, segmentBytes: 400 });
  for (const text of texts) {
    const event = { eventUid: text, type: "t", time: 1, receivedAt: 1, schema: "s", payload: { text } };
    await commitLog.committed(commitLog.pushEvents({ events: [event] }), AbortSignal.timeout(10_000));
  }
  await commitLog.close();
  return await endOf(box);
}

async function endOf(box: string): Promise<DiskEnd> {
  const last = (await segmentsIn(join(dir, box, "log"))).at(-1);
  return last === undefined ? { number: 0, bytes: 0 } : { number: numberOf(last.name), bytes: last.bytes };
}

/** Connects b, which follows, to a, which writes. */
async function connected(end: () => DiskEnd, knownTerm = 1): Promise<{ sender: Sender; receiver: Receiver }> {
  const place = { host: "127.0.0.1", port: await freePort() };
  const { promise, resolve } = Promise.withResolvers<Sender>();
  const server = await listen(place, KEY, (socket) => {
    const channel = new Channel(socket);
    resolve(
      new Sender({
        dataDir: join(dir, "a"),
        channel,
        term: 1,
        log,
        committed: end,
        config: CONFIG,
        onChange: () => undefined,
      }),
    );
  });
  const channel = new Channel(await open(place, KEY, AbortSignal.timeout(10_000)));
  const receiver = new Receiver({
    dataDir: join(dir, "b"),
    channel,
    knownTerm: () => knownTerm,
    log,
    onWhole: () => undefined,
    config: CONFIG,
  });
  await receiver.begin("b");
  const sender = await promise;
  closing.push(
    () => server.close(),
    () => receiver.end(),
    () => sender.close(),
  );
  return { sender, receiver };
}

const whole = (sender: Sender): Promise<void> =>
  vi.waitFor(() => expect(sender.isWhole).toBe(true), { timeout: 20_000, interval: 20 });

function contents(box: string, folder: string): Record<string, string> {
  const path = join(dir, box, folder);
  return Object.fromEntries(
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".lock"))
      .map(({ name }) => [name, readFileSync(join(path, name), "base64")]),
  );
}

it("[SB11] the standby has the same bytes in the same segments, also after it was away; retired ones go", async () => {
  let end = await commit(["one", "two", "three"]);
  const first = await connected(() => end);
  await whole(first.sender);
  expect(contents("b", "log")).toEqual(contents("a", "log"));
  end = await commit(["four"]);
  first.sender.wake();
  await vi.waitFor(() => expect(first.sender.acknowledged).toEqual(end), { timeout: 20_000 });
  await first.receiver.end();
  await first.sender.close();
  end = await commit(["five", "six"]);
  await rm(join(dir, "a", "log", readdirSync(join(dir, "a", "log")).find((name) => name.endsWith(".seg")) as string));
  await whole((await connected(() => end)).sender);
  await vi.waitFor(() => expect(contents("b", "log")).toEqual(contents("a", "log")), { timeout: 20_000 });
});

it("[SB12] what the writer never had is set aside, not mixed in", async () => {
  const end = await commit(["one", "two"]);
  const first = await connected(() => end);
  await whole(first.sender);
  await first.receiver.end();
  await first.sender.close();
  await commit(["only here", "and this"], "b");
  const mine = contents("a", "log");
  await whole((await connected(() => end)).sender);
  expect(contents("b", "log")).toEqual(mine);
  const tails = readdirSync(join(dir, "b", "standby", "tails"));
  expect(tails.length).toBeGreaterThan(0);
  const kept = tails.map((name) => readFileSync(join(dir, "b", "standby", "tails", name), "utf8")).join();
  expect(kept).toContain("only here");
  expect(kept).toContain("and this");
});

it("[SB12] plans: a longer file is cut, another start's file goes aside, a retired one is dropped", () => {
  const name = (number: number) => `${String(number).padStart(8, "0")}-0000000000000000.seg`;
  const mine = [
    { name: name(2), bytes: 100, id: "two" },
    { name: name(3), bytes: 80, id: "three" },
    { name: name(4), bytes: 90, id: "four" },
  ];
  const theirs = [
    { name: name(1), bytes: 10, id: "one" },
    { name: name(2), bytes: 60, id: "two" },
    { name: name(3), bytes: 99, id: "three" },
    { name: name(4), bytes: 5, id: "another" },
    { name: name(5), bytes: 5, id: "five" },
  ];
  const plan = planSegments(mine, theirs, { number: 4, bytes: 70 });
  expect([...plan.from]).toEqual([
    [name(2), 60],
    [name(3), 80],
    [name(4), 0],
  ]);
  expect(plan.aside).toEqual([
    { name: name(3), from: 80 },
    { name: name(4), from: 0 },
    { name: name(5), from: 0 },
  ]);
  expect(plan.drop).toEqual([name(1)]);
});

it("[SB13] [SB14] files that grow, change, vanish and tables reach the standby; those of the list do not", async () => {
  const [a, b] = [join(dir, "a"), join(dir, "b")];
  mkdirSync(join(a, "deep", "er"), { recursive: true });
  const files = { "users.json": "{}", "deep/er/lines.log": "one\n", empty: "" };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(a, path), text);
  for (const path of ["lock", "run.json", "reserve", "x.new", "box"]) writeFileSync(join(a, path), "own");
  const tables = new DatabaseSync(join(a, "book.db"));
  closing.push(() => tables.close());
  tables.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)");
  writeFileSync(join(b, "left.json"), "of an earlier copy");
  const end = await commit(["one"]);
  const { sender } = await connected(() => end);
  await whole(sender);
  for (const [path, text] of Object.entries(files)) expect(readFileSync(join(b, path), "utf8")).toBe(text);
  expect(readdirSync(b).sort()).toEqual(["book.db", "deep", "empty", "log", "standby", "users.json"]);
  const copy = new DatabaseSync(join(b, "book.db"));
  closing.push(() => copy.close());
  expect(copy.prepare("SELECT n FROM t").get()).toEqual({ n: 7 });
  writeFileSync(join(a, "deep", "er", "lines.log"), "one\ntwo\n");
  writeFileSync(join(a, "users.json"), '{"b":1}');
  await rm(join(a, "empty"));
  await sender.flush();
  expect(readFileSync(join(b, "deep", "er", "lines.log"), "utf8")).toBe("one\ntwo\n");
  expect(readFileSync(join(b, "users.json"), "utf8")).toBe('{"b":1}');
  expect(readdirSync(b)).not.toContain("empty");
});

it("[SB13] a name from outside reaches no other file", () => {
  for (const path of ["../x", "a/../../x", "/etc/x", "a//b", "log/../lock", "standby/vote.json", "lock", "a\0b", "."])
    expect(isReplicated(path), path).toBe(false);
  for (const path of ["users.json", "log/cursors/influx.json", "historian/spans/x/samples.parquet"])
    expect(isReplicated(path), path).toBe(true);
  for (const { reason } of LEFT_OUT) expect(reason.length).toBeGreaterThan(5);
});

it("[SB10] a standby that has granted a later term takes nothing", async () => {
  const end = await commit(["one"]);
  const { sender } = await connected(() => end, 2);
  await vi.waitFor(() => expect(sender.isClosed).toBe(true), { timeout: 10_000 });
  expect(Object.keys(contents("b", "log"))).toEqual([]);
});

it("[SB20] who has another key, or speaks no frames, gets no connection", async () => {
  const place = { host: "127.0.0.1", port: await freePort() };
  let accepted = 0;
  const server = await listen(place, KEY, () => accepted++);
  closing.push(() => server.close());
  await expect(open(place, "another key, which is long enough too", AbortSignal.timeout(5_000))).rejects.toThrow();
  await expect(
    open(place, undefined, AbortSignal.timeout(5_000)).then((socket) => socket.destroy()),
  ).resolves.toBeDefined();
  expect(accepted).toBe(0);
  const plain = createServer((socket) => {
    const channel = new Channel(socket);
    socket.on("close", () => plain.close());
    channel.onFrame = () => expect.unreachable();
  });
  const port = await freePort();
  plain.listen(port, "127.0.0.1");
  const socket = await open({ host: "127.0.0.1", port }, undefined, AbortSignal.timeout(5_000));
  socket.write("GET / HTTP/1.1\r\n\r\n");
  await new Promise((resolve) => socket.once("close", resolve));
});

it("[SB29] once its connection is closed a taker of tails ends its write, and begins no other", async () => {
  const fills = join(dir, "a", "standby", "fills");
  const name = "1700000000000-7-00000001-0000000000000000.seg";
  const channel = { isClosed: false, close: () => undefined, send: () => undefined };
  const taker = new TailTaker(join(dir, "a"), channel as never, 1);
  taker.take(name, { at: 0, size: 4, body: Buffer.from("12") });
  await taker.end();
  expect(readdirSync(fills, { recursive: true }).map(String).sort()).toEqual([
    `${name}.part`,
    join(`${name}.part`, "00000001-0000000000000000.seg"),
  ]);
  taker.take(name, { at: 2, size: 4, body: Buffer.from("34") });
  channel.isClosed = true;
  await taker.end();
  expect(readdirSync(fills)).toEqual([`${name}.part`]);
  // The next connection sends it from its beginning.
  const next = new TailTaker(join(dir, "a"), { ...channel, isClosed: false } as never, 2);
  next.take(name, { at: 0, size: 4, body: Buffer.from("1234") });
  await next.end();
  expect(readFileSync(join(fills, name, "00000001-0000000000000000.seg"), "utf8")).toBe("1234");
  rmSync(join(fills, name), { recursive: true });
});

it("[SB37] what a box set aside itself is put where its writer fills it in, after a kill at any step too", async () => {
  const name = "1700000000000-7-00000001-0000000000000000.seg";
  const standby = join(dir, "own", "standby");
  mkdirSync(join(standby, "tails"), { recursive: true });
  const stages = [
    () => undefined,
    // Killed before the draft was complete, and after it had its name.
    () => mkdirSync(join(standby, "fills", `${name}.own`), { recursive: true }),
    () => {
      mkdirSync(join(standby, "fills", name), { recursive: true });
      writeFileSync(join(standby, "fills", name, "00000001-0000000000000000.seg"), "tail");
    },
  ];
  for (const kill of stages) {
    writeFileSync(join(standby, "tails", name), "tail");
    kill();
    await takeOwnTails(join(dir, "own"));
    expect(readdirSync(join(standby, "tails"))).toEqual([]);
    expect(readdirSync(join(standby, "fills"), { recursive: true }).map(String).sort()).toEqual([
      name,
      join(name, "00000001-0000000000000000.seg"),
    ]);
    expect(readFileSync(join(standby, "fills", name, "00000001-0000000000000000.seg"), "utf8")).toBe("tail");
    rmSync(join(standby, "fills"), { recursive: true });
  }
});

/** Large plants, and edges that mean harm: what of a site's files goes to the hub and stays there (HS11, HS12). */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SiteFileSet } from "../../../edge/fleet/site-file-set.ts";
import { SiteFiles } from "../../../edge/fleet/site-files.ts";
import {
  FILES_TOPIC,
  type ListedFile,
  MOST_LIST_BYTES,
  PIECE_TOPIC,
  readSiteFileList,
  writeFilesMessage,
  writePiece,
} from "../../../edge/fleet/wire/site-files.ts";
import { SiteFileStore } from "../../../edge/hub/site/site-file-store.ts";
import { type SiteFileFigures, SiteFilesOfEdges } from "../../../edge/hub/site/site-files.ts";
import { FakeSideChannels } from "../../fakes/fleet/side-channels.ts";
import { randomOf } from "../../run/seed.ts";

const MB = 1024 * 1024;
let dir = "";
let now = 0;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-site-bounds-"));
  for (const name of ["edge", "plant"]) mkdirSync(join(dir, name));
  writeFileSync(join(dir, "edge", "plant.json"), JSON.stringify({ version: 1, edgeId: "e", tags: [], plant: {} }));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** What a part has logged. */
function logOf() {
  const lines: string[] = [];
  return { lines, log: pino({ level: "info" }, { write: (line: string) => void lines.push(line) }) };
}

function rig(models: readonly string[], { mostAtHub = 64 * MB } = {}) {
  const clock = () => now;
  const channels = new FakeSideChannels();
  const [edgeLog, hubLog] = [logOf(), logOf()];
  const plant = () => ({ floor: {}, assets: models.map((model) => ({ model })) }) as never;
  const set = { dataDir: join(dir, "edge"), plantFolder: join(dir, "plant"), plant, mostBytes: 64 * MB };
  const files = new SiteFileSet(set);
  const sending = { channel: channels.edge, files, bytesPerSecond: MB, log: edgeLog.log, now: () => now * 1000, clock };
  const edge = new SiteFiles(sending);
  const store = new SiteFileStore(join(dir, "hub"), mostAtHub);
  const figures: SiteFileFigures[] = [];
  const hub = new SiteFilesOfEdges({
    channels: channels.hub,
    storeOf: () => store,
    log: hubLog.log,
    onChange: () => undefined,
    onFigures: (_edgeId, one) => void figures.push(one),
    clock,
  });
  return { channels, edge, hub, store, files, figures, edgeLog, hubLog };
}

async function pass({ edge, hub }: ReturnType<typeof rig>, until: () => boolean): Promise<void> {
  await vi.waitFor(
    async () => {
      now += 1_000;
      edge.tick();
      hub.tick();
      await hub.settled();
      expect(until()).toBe(true);
    },
    { timeout: 30_000, interval: 5 },
  );
}

it("[HS11] a plant with more than a thousand models with long names has all of them at the hub", async () => {
  // Three folders of 80 letters with three bytes each: the list is longer than a MiB.
  const folder = [1, 2, 3].map((n) => `${n}${"机".repeat(79)}`).join("/");
  mkdirSync(join(dir, "plant", folder), { recursive: true });
  const models = Array.from({ length: 1_500 }, (_, n) => `${folder}/${n}.glb`);
  for (const model of models) writeFileSync(join(dir, "plant", model), "the same for all of them");
  const parts = rig(models);
  parts.channels.greet();
  await pass(parts, () => parts.store.versions.length === 1);
  const [version] = parts.store.versions;
  expect(statSync(parts.store.pathOf(version?.list ?? "")).size).toBeGreaterThan(MB);
  const list = await parts.store.list(version?.list ?? "");
  expect(list?.files).toHaveLength(1_501);
  expect(list).toMatchObject({ leftOut: [], leftOutMore: 0 });
  expect(parts.figures.at(-1)).toEqual({ leftOut: 0, refusedLists: 0 });
  await parts.edge.close();
}, 90_000);

it("[HS11] what the list has no room for is counted on both sides, and the edge says so", async () => {
  const models = Array.from({ length: 4_000 }, (_, n) => `${n}-${"机".repeat(280)}.glb`);
  const parts = rig([...models, "a:b.glb", `${"x".repeat(400)}.glb`]);
  const list = await parts.files.look();
  expect(list.leftOut).toHaveLength(1_000);
  expect(list.leftOutMore).toBe(3_002);
  const bytes = Buffer.from(JSON.stringify(list));
  expect(bytes.length).toBeLessThan(MOST_LIST_BYTES);
  expect(readSiteFileList(bytes, 64 * MB)).toEqual(list);
  parts.channels.greet();
  await pass(parts, () => parts.store.versions.length === 1);
  expect(parts.edge.leftOut).toBe(4_002);
  expect(parts.figures.at(-1)).toEqual({ leftOut: 4_002, refusedLists: 0 });
  expect(parts.edgeLog.lines.join()).toContain('"count":4002');
  await parts.edge.close();
}, 90_000);

it("[HS11] names that JSON writes with six bytes a letter make no list that the hub does not take", async () => {
  const models = Array.from({ length: 1_000 }, (_, n) => `${n}-${(n % 2 === 0 ? "\u0001" : "\ud800").repeat(290)}.glb`);
  const parts = rig(models);
  const list = await parts.files.look();
  expect(list.leftOut).toHaveLength(1_000);
  // What the list keeps free for them.
  expect(Buffer.byteLength(JSON.stringify(list.leftOut))).toBeLessThan(4 * 300 * 1_000);
  expect(readSiteFileList(Buffer.from(JSON.stringify(list)), 64 * MB)).toEqual(list);
  await parts.edge.close();
});

it("[HS11] files that the hub does not take are said at both ends, counted once, and not named again", async () => {
  const random = randomOf("too large for the hub");
  const noise = Buffer.from(Array.from({ length: 60_000 }, () => Math.floor(random() * 256)));
  writeFileSync(join(dir, "plant", "arm.glb"), noise);
  const parts = rig(["arm.glb"], { mostAtHub: 50_000 });
  parts.channels.greet();
  await pass(parts, () => parts.figures.some(({ refusedLists }) => refusedLists > 0));
  await pass(parts, () => parts.edgeLog.lines.length > 0);
  const sent = parts.channels.sent;
  const until = now + 600_000;
  await pass(parts, () => now > until);
  expect(parts.channels.sent).toBe(sent);
  expect(parts.figures.at(-1)).toMatchObject({ refusedLists: 1 });
  expect(parts.edgeLog.lines.filter((line) => line.includes("siteMegabytes"))).toHaveLength(1);
  expect(parts.edgeLog.lines.join()).toContain('"mostBytes":50000');
  expect(parts.hubLog.lines.filter((line) => line.includes("siteMegabytes"))).toHaveLength(1);
  expect(parts.store.versions).toEqual([]);
  await parts.edge.close();
}, 60_000);

const packedOf = (plain: Buffer) => {
  const bytes = zstdCompressSync(plain);
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.length, length: plain.length };
};

it("[HS12] lists that are never completed leave nothing behind at the hub, however many come", async () => {
  const { channels, hub, store } = rig([]);
  // An edge of its own would say that it has no such files.
  channels.forgetEdge();
  const random = randomOf("never completed");
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
    await hub.settled();
  };
  const give = async ({ sha256, bytes }: ReturnType<typeof packedOf>) => {
    channels.toHub(PIECE_TOPIC, writePiece({ sha256, from: 0, bytes }));
    await settle();
  };
  for (let round = 0; round < 8; round++) {
    const one = packedOf(Buffer.from(Array.from({ length: 20_000 }, () => Math.floor(random() * 256))));
    const listed = ({ sha256, size, length }: ReturnType<typeof packedOf>, name: string): ListedFile => ({
      ...{ name, sha256, size, length },
    });
    const never = { ...one, sha256: "f".repeat(63) + round };
    const files = [listed(one, "layout.json"), listed(never, "plant.json")];
    const list = packedOf(Buffer.from(JSON.stringify({ version: 1, files, leftOut: [] })));
    const { sha256, size } = list;
    channels.toHub(FILES_TOPIC, writeFilesMessage({ kind: "list", at: round, sha256, size }));
    await settle();
    await give(list);
    await give(one);
    expect(store.has(one.sha256)).toBe(true);
  }
  expect(readdirSync(join(dir, "hub", "content"))).toHaveLength(2);
  // Nor lists that are none.
  for (let round = 0; round < 5; round++) {
    const list = packedOf(Buffer.from(JSON.stringify({ round })));
    const { sha256, size } = list;
    channels.toHub(FILES_TOPIC, writeFilesMessage({ kind: "list", at: 1, sha256, size }));
    await settle();
    await give(list);
  }
  expect(readdirSync(join(dir, "hub", "content"))).toHaveLength(1);
});

it("[HS12] a plant file of hundreds of megabytes is refused before it takes the memory of all sites", async () => {
  const store = new SiteFileStore(join(dir, "hub"), 1_024 * MB);
  const sha256 = "a".repeat(64);
  mkdirSync(join(dir, "hub", "content"), { recursive: true });
  writeFileSync(store.pathOf(sha256), "");
  truncateSync(store.pathOf(sha256), 97 * MB);
  const list = { version: 1, files: [{ name: "plant.json", sha256, size: 1, length: 1 }], leftOut: [] } as const;
  await expect(store.read(list, "plant.json")).rejects.toMatchObject({ code: "conflict" });
});

/** The files of a site on their way to the hub, over messages that are lost, doubled, damaged and forged. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { writeDrawnPlant } from "../../../edge/config/edit/drawn-plant.ts";
import { openSiteFiles } from "../../../edge/fleet/open-site-files.ts";
import { SiteFileSet } from "../../../edge/fleet/site-file-set.ts";
import { SiteFiles } from "../../../edge/fleet/site-files.ts";
import {
  FILES_TOPIC,
  isName,
  PIECE_TOPIC,
  readFilesMessage,
  readPiece,
  readSiteFileList,
  writeFilesMessage,
  writePiece,
} from "../../../edge/fleet/wire/site-files.ts";
import { SiteFileStore } from "../../../edge/hub/site/site-file-store.ts";
import { SiteFilesOfEdges } from "../../../edge/hub/site/site-files.ts";
import { writePlantFile } from "../../../edge/model/plant-file.ts";
import { FakeSideChannels } from "../../fakes/fleet/side-channels.ts";
import { randomOf } from "../../run/seed.ts";

const log = pino({ level: "silent" });
const MB = 1024 * 1024;
let dir = "";
let now = 0;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-site-files-"));
  mkdirSync(join(dir, "edge"));
  mkdirSync(join(dir, "plant", "models"), { recursive: true });
  writeFileSync(join(dir, "edge", "plant.json"), JSON.stringify({ version: 1, edgeId: "e", tags: [], plant: {} }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(dir, { recursive: true, force: true });
});

/** Bytes that do not compress. */
function noise(name: string, length: number): Buffer {
  const random = randomOf(name);
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

function plantWith(models: readonly string[], underlay?: string) {
  return {
    floor: underlay === undefined ? {} : { underlay: { file: underlay } },
    assets: models.map((model) => ({ model })),
  } as never;
}

interface RigOptions {
  readonly plant?: never;
  readonly mostBytes?: number;
  readonly channels?: FakeSideChannels;
  readonly changes?: string[];
}

function rig({
  plant = plantWith([]),
  mostBytes = 64 * MB,
  channels = new FakeSideChannels(),
  changes = [],
}: RigOptions) {
  const clock = () => now;
  const files = new SiteFileSet({
    dataDir: join(dir, "edge"),
    plantFolder: join(dir, "plant"),
    plant: () => plant,
    mostBytes,
  });
  const edge = new SiteFiles({
    channel: channels.edge,
    files,
    bytesPerSecond: 64 * 1024,
    log,
    now: () => now * 1000,
    clock,
  });
  const store = new SiteFileStore(join(dir, "hub"), 64 * MB);
  const hub = new SiteFilesOfEdges({
    channels: channels.hub,
    storeOf: () => store,
    log,
    onChange: (edgeId) => void changes.push(edgeId),
    clock,
  });
  return { channels, edge, hub, store, changes };
}

/** Seconds pass until the hub has a list that it had not. */
async function pass({ edge, hub, store }: ReturnType<typeof rig>, until: () => boolean, most = 3_000): Promise<void> {
  for (let second = 0; second < most && !until(); second++) {
    now += 1_000;
    edge.tick();
    hub.tick();
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      await hub.settled();
    }
  }
  expect(until(), JSON.stringify(store.versions)).toBe(true);
}

it("[HS1] [HS2] every file arrives, although messages are lost, doubled and damaged", async () => {
  const model = noise("model", 120_000);
  writeFileSync(join(dir, "plant", "models", "arm.glb"), model);
  writeFileSync(join(dir, "plant", "hall.svg"), "<svg/>");
  const parts = rig({ plant: plantWith(["models/arm.glb"], "hall.svg") });
  const random = randomOf("bad messages");
  parts.channels.change = (body) => {
    const dice = random();
    if (dice < 0.2) return [];
    if (dice < 0.35) return [body, body];
    if (dice > 0.9) return [body.with(Math.floor(random() * body.length), Math.floor(random() * 256)), body];
    return [body];
  };
  parts.channels.greet();
  await pass(parts, () => parts.store.versions.length === 1);
  const [version] = parts.store.versions;
  const list = await parts.store.list(version?.list ?? "");
  expect(list?.files.map(({ name }) => name)).toEqual(["files/hall.svg", "files/models/arm.glb", "plant.json"]);
  const folder = await parts.store.folderOf(version as never, list as never);
  expect(readFileSync(join(folder, "models", "arm.glb")).equals(model)).toBe(true);
  expect(readFileSync(join(folder, "hall.svg"), "utf8")).toBe("<svg/>");
  expect(parts.changes).toEqual([parts.channels.edgeId]);
  await parts.edge.close();
}, 60_000);

it("[HS2] a transfer goes on where it stood after a start of both, and no content goes twice", async () => {
  writeFileSync(join(dir, "plant", "models", "arm.glb"), noise("resumed", 400_000));
  const plant = plantWith(["models/arm.glb"]);
  const first = rig({ plant });
  first.channels.greet();
  await pass(first, () => first.channels.sent > 150_000);
  await first.edge.close();
  await first.hub.settled();
  const before = first.channels.sent;
  const second = rig({ plant });
  second.channels.greet();
  await pass(second, () => second.store.versions.length === 1);
  expect(before + second.channels.sent).toBeLessThan(460_000);
  // Another plant file, the same model.
  writeFileSync(join(dir, "edge", "plant.json"), JSON.stringify({ version: 1, edgeId: "e2", tags: [], plant: {} }));
  const sent = second.channels.sent;
  await pass(second, () => second.store.versions.length === 2);
  expect(second.channels.sent - sent).toBeLessThan(2_000);
  await second.edge.close();
}, 60_000);

it("[HS3] what is forged, too large or named out of its folder changes nothing", async () => {
  const parts = rig({});
  const { channels, store } = parts;
  channels.greet();
  await pass(parts, () => store.versions.length === 1);
  const held = JSON.stringify(store.versions);
  const names = ["files/../../x", "files//etc", "files/.x", "/etc/passwd", "C:\\x", "files/a\u0000b", "other.json", ""];
  for (const name of names) expect(isName(name)).toBe(false);
  const bytesOf = (value: unknown): Uint8Array => zstdCompressSync(JSON.stringify(value));
  const file = { name: "plant.json", sha256: "0".repeat(64), size: 10, length: 10 };
  const lists = [
    { version: 1, files: names.map((name) => ({ ...file, name })), leftOut: [] },
    { version: 1, files: [{ ...file, length: 1e12 }], leftOut: [] },
    { version: 1, files: [file, file], leftOut: [] },
    { version: 1, files: [{ ...file, size: -1 }], leftOut: [] },
    { version: 2, files: [], leftOut: [] },
    { version: 1, files: Array.from({ length: 20_000 }, (_, n) => ({ ...file, name: `files/${n}` })), leftOut: [] },
    { version: 1, files: [], leftOut: [7] },
    null,
  ];
  for (const list of lists) expect(readSiteFileList(Buffer.from(JSON.stringify(list)), 64 * MB)).toBeUndefined();
  for (const list of [...lists, "x".repeat(3_000_000)]) {
    const bytes = bytesOf(list);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    channels.toHub(FILES_TOPIC, writeFilesMessage({ kind: "list", at: 1, sha256, size: bytes.length }));
    channels.toHub(PIECE_TOPIC, writePiece({ sha256, from: 0, bytes }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    channels.toHub(PIECE_TOPIC, writePiece({ sha256, from: 0, bytes }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await parts.hub.settled();
    expect(JSON.stringify(store.versions)).toBe(held);
  }
  const junk = [
    new Uint8Array(0),
    Buffer.from("{}"),
    Buffer.from('{"kind":"list","at":1,"size":1e99}'),
    noise("junk", 60),
  ];
  for (const body of junk) {
    expect(readFilesMessage(body)).toBeUndefined();
    expect(readPiece(body)).toBeUndefined();
    channels.toHub(FILES_TOPIC, body);
    channels.toHub(PIECE_TOPIC, body);
  }
  // A content under a hash that is not its own.
  const [sha256, bytes] = ["ab".repeat(32), bytesOf({ version: 1, files: [], leftOut: [] })];
  for (let attempt = 0; attempt < 5; attempt++) {
    channels.toHub(FILES_TOPIC, writeFilesMessage({ kind: "list", at: 1, sha256, size: bytes.length }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    channels.toHub(PIECE_TOPIC, writePiece({ sha256, from: 0, bytes }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await parts.hub.settled();
  }
  expect(JSON.stringify(store.versions)).toBe(held);
  expect(store.has(sha256)).toBe(false);
  await parts.edge.close();
}, 60_000);

it("[HS1] what has no room or lies outside of the plant's folder stays at the edge, and the hub says so", async () => {
  writeFileSync(join(dir, "plant", "models", "large.glb"), noise("large", 90_000));
  writeFileSync(join(dir, "plant", "models", "small.glb"), noise("small", 1_000));
  writeFileSync(join(dir, "secret.glb"), "secret");
  symlinkSync(join(dir, "secret.glb"), join(dir, "plant", "models", "out.glb"));
  const models = ["models/large.glb", "models/small.glb", "models/out.glb", "models/none.glb"];
  const parts = rig({ plant: plantWith(models), mostBytes: 50_000 });
  parts.channels.greet();
  await pass(parts, () => parts.store.versions.length === 1);
  const list = await parts.store.list(parts.store.versions[0]?.list ?? "");
  expect(list?.files.map(({ name }) => name)).toEqual(["files/models/small.glb", "plant.json"]);
  expect(list?.leftOut).toEqual(["files/models/large.glb", "files/models/none.glb", "files/models/out.glb"]);
  await parts.edge.close();
}, 30_000);

it("[HS1] [HS4] what is drawn while the edge runs is another version, with its files", async () => {
  const dataDir = join(dir, "edge");
  writeFileSync(join(dir, "plant", "hall.png"), "png");
  const channels = new FakeSideChannels();
  const edge = openSiteFiles({
    channel: channels.edge,
    config: { megabytes: 8, kilobytesPerSecond: 1_000 },
    plantFolder: join(dir, "plant"),
    plant: plantWith([]),
    dataDir,
    log,
    now: () => now * 1000,
  });
  const store = new SiteFileStore(join(dir, "hub"), 64 * MB);
  const clock = () => performance.now();
  const hub = new SiteFilesOfEdges({
    channels: channels.hub,
    storeOf: () => store,
    log,
    onChange: () => undefined,
    clock,
  });
  channels.greet();
  const namesOf = async () => {
    const list = await store.list(store.versions.at(-1)?.list ?? "");
    return list?.files.map(({ name }) => name);
  };
  edge.tick();
  await vi.waitFor(async () => expect(await namesOf()).toEqual(["plant.json"]));
  writeDrawnPlant(dataDir, plantWith([], "hall.png"));
  const real = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => real() + 15_000);
  edge.tick();
  await vi.waitFor(async () => expect(await namesOf()).toEqual(["files/hall.png", "layout.json", "plant.json"]));
  expect(store.versions.length).toBe(2);
  writePlantFile(dataDir, { edgeId: "e", plant: plantWith([]), tags: [] });
  expect(existsSync(join(dataDir, "layout.json"))).toBe(false);
  await edge.close();
  await hub.settled();
}, 30_000);

it("[HS4] each version holds from its time on, the newest stay while there is room, and no others", async () => {
  const store = new SiteFileStore(join(dir, "hub"), 300_000);
  const lists: string[] = [];
  for (let version = 0; version < 5; version++) {
    const content = noise(`layout ${version}`, 80_000);
    const put = async (plain: Buffer) => {
      const packed = zstdCompressSync(plain);
      const sha256 = createHash("sha256").update(packed).digest("hex");
      await store.append(sha256, packed);
      expect(await store.finish({ sha256, size: packed.length }, plain.length)).toBe(true);
      return { sha256, size: packed.length, length: plain.length };
    };
    const file = { name: "layout.json", ...(await put(content)) };
    const list = await put(Buffer.from(JSON.stringify({ version: 1, files: [file], leftOut: [] })));
    await store.holds({ at: version * 1_000, list: list.sha256 });
    lists.push(list.sha256);
  }
  expect(store.versionAt(2_500)?.list).toBe(lists[2]);
  expect(store.versionAt(-1)?.list).toBe(lists[0]);
  expect(store.versionAt(9_999)?.list).toBe(lists[4]);
  expect(store.has(lists[4] as string)).toBe(true);
  expect(store.has(lists[0] as string)).toBe(false);
  const again = new SiteFileStore(join(dir, "hub"), 300_000);
  expect(again.versions).toEqual(store.versions);
  expect(readdirSync(join(dir, "hub", "content")).length).toBeLessThanOrEqual(6);
  writeFileSync(join(dir, "hub", "versions.json"), "{");
  expect(new SiteFileStore(join(dir, "hub"), 300_000).versions).toEqual([]);
  expect(existsSync(join(dir, "hub", "part", lists[0] as string))).toBe(false);
}, 30_000);

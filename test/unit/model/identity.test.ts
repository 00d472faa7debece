import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import type { EdgeConfig } from "../../../edge/contracts/plant/edge-config.ts";
import type { AssetUid, Tag } from "../../../edge/contracts/plant/tag.ts";
import { Assignments } from "../../../edge/model/assignments.ts";
import { startEpoch } from "../../../edge/model/data-folder.ts";
import { buildPlant } from "../../../edge/model/plant.ts";
import { TagRegistry } from "../../../edge/model/tag-registry.ts";
import { LineWriter } from "../../../edge/sinks/influx/line-writer.ts";
import { GOOD_PLANT, plantFolder, temporaryFolder, testPlugins } from "../../fakes/config/plant-folder.ts";
import { batchOf } from "../../fakes/source/samples.ts";

const LATHE_1 = "urn:acme:lathe:1" as AssetUid;
const LATHE_2 = "urn:acme:lathe:2" as AssetUid;
const SPINDLE = "urn:acme:spindle:77" as AssetUid;

/** One line of flow YAML, whose words the tests replace. */
const SPINDLE_ASSET = [
  `  - { uid: "${SPINDLE}", label: SP-77, type: spindle, name: { zh: 主轴, en: Spindle }`,
  "path: acme/one/turning/l-1/spindle, source: line, address: { rack: R1 }, parameters: { bay: B1 } }\n",
].join(", ");

const MORE = {
  ...GOOD_PLANT,
  "gemba.yaml": `gemba: 1
include: [site.yaml, sources.yaml, types/*.yaml, assets.yaml]
places: [{ path: acme/one/turning, name: { zh: 车削, en: Turning } }]
`,
  "types/spindle.yaml": `types:
  spindle:
    kind: box
    tags:
      - signal: vibration
        name: { zh: 振动, en: Vibration }
        type: number
        unit: mm/s
        binding: { channel: "V/{bay}" }
`,
  "assets.yaml": `${GOOD_PLANT["assets.yaml"]}${SPINDLE_ASSET}`,
};

async function configOf(files: Readonly<Record<string, string>>): Promise<EdgeConfig> {
  using folder = plantFolder(files);
  return loadConfig(folder.path, testPlugins);
}

/** One start of the edge: the identity and owner of every tag. */
async function start(dataFolder: string, files: Readonly<Record<string, string>>, now = 1_000_000) {
  const config = await configOf(files);
  const registry = TagRegistry.open(dataFolder);
  const assignments = Assignments.open(dataFolder);
  try {
    const built = buildPlant(config, registry, testPlugins);
    assignments.update(config.assets, now);
    return { ...built, assignments };
  } finally {
    registry.close();
    assignments.close();
  }
}

const owners = (tags: readonly Tag[]) =>
  new Map(tags.map((tag) => [tag.ref, [tag.assetUid, tag.component, tag.signal].join(" ")]));

it("[I1] [I2] moves, swaps, renames, a config in another order and a restart change no sample's owner", async () => {
  using data = temporaryFolder();
  const before = await start(data.path, MORE);
  const oldOwners = owners(before.tags.all());
  expect(oldOwners.size).toBe(5);
  const assets = MORE["assets.yaml"].trim().split("\n");
  const changes: [string, Readonly<Record<string, string>>][] = [
    [
      "machine moved",
      {
        ...MORE,
        "assets.yaml": MORE["assets.yaml"]
          .replace("acme/one/turning/l-2", "acme/one/milling/cell-9/l-2")
          .replace("label: L-2", "label: X-2")
          .replace("rack: R2", "rack: R9"),
      },
    ],
    [
      "spindle put into the other machine",
      {
        ...MORE,
        "assets.yaml": MORE["assets.yaml"]
          .replace("acme/one/turning/l-1/spindle", "acme/one/turning/l-2/spindle")
          .replace("rack: R1 }, parameters: { bay: B1", "rack: R2 }, parameters: { bay: B2"),
      },
    ],
    [
      "spindles of two machines swapped as components",
      {
        ...MORE,
        "assets.yaml": MORE["assets.yaml"]
          .replace("spindle: S1", "spindle: X")
          .replace("spindle: 7", "spindle: S1")
          .replace("spindle: X", "spindle: 7"),
      },
    ],
    [
      "line renamed",
      {
        ...MORE,
        "gemba.yaml": MORE["gemba.yaml"].replace("turning", "lathes").replace("Turning", "Lathes"),
        "assets.yaml": MORE["assets.yaml"].replaceAll("one/turning", "one/lathes"),
      },
    ],
    [
      "config turned around",
      {
        ...MORE,
        "gemba.yaml": MORE["gemba.yaml"].replace(
          "site.yaml, sources.yaml, types/*.yaml, assets.yaml",
          "assets.yaml, types/*.yaml, sources.yaml, site.yaml",
        ),
        "assets.yaml": [assets[0], ...assets.slice(1).toReversed()].join("\n"),
      },
    ],
    [
      "tags and types renamed for people",
      {
        ...MORE,
        "types/lathe.yaml": MORE["types/lathe.yaml"]
          .replaceAll("lathe:", "turning-machine:")
          .replace("kind: lathe", "kind: lathe")
          .replace("Speed", "Revolutions")
          .replace("/min", "Hz"),
        "assets.yaml": MORE["assets.yaml"].replaceAll("type: lathe", "type: turning-machine"),
      },
    ],
  ];
  for (const [what, files] of changes) {
    const after = await start(data.path, files);
    expect([what, owners(after.tags.all())]).toEqual([what, oldOwners]);
    expect(after.tags.size).toBe(5);
  }
});

it("[I2] a source follows its config and keeps its refs", async () => {
  using data = temporaryFolder();
  const before = await start(data.path, MORE);
  const after = await start(data.path, {
    ...MORE,
    "assets.yaml": MORE["assets.yaml"].replace("spindle: S1", "spindle: S9").replace("rack: R2", "rack: R9"),
  });
  const address = (plant: typeof before, asset: AssetUid) => plant.tags.ofAsset(asset).map((tag) => tag.address);
  expect([address(before, LATHE_1), address(after, LATHE_1)]).toEqual([
    ["R1/S/S1", "R1/D1"],
    ["R1/S/S9", "R1/D1"],
  ]);
  expect([address(before, LATHE_2), address(after, LATHE_2)]).toEqual([
    ["R2/S/7", "R2/D1"],
    ["R9/S/7", "R9/D1"],
  ]);
  expect(after.bound.get("line")?.map(({ tag, binding }) => [tag.ref, binding])).toEqual([
    [0, { channel: "S/S9", every: 1000 }],
    [1, { channel: "D1", every: 250 }],
    [2, { channel: "S/7", every: 1000 }],
    [3, { channel: "D1", every: 250 }],
    [4, { channel: "V/B1", every: 1000 }],
  ]);
  expect(after.bound.get("air")).toEqual([]);
  expect(after.links).toEqual([
    { ref: 0, name: "line/R1", source: "line", staleAfterMs: 1500 },
    { ref: 1, name: "line/R9", source: "line", staleAfterMs: 1500 },
  ]);
  expect(after.tags.all().map((tag) => tag.link)).toEqual([0, 0, 1, 1, 0]);
});

it("[I5] two edges with equal names of their own write to one InfluxDB without a shared series", async () => {
  using first = temporaryFolder();
  using second = temporaryFolder();
  const series = await Promise.all(
    [first, second].map(async ({ path }) => {
      const { edgeId } = startEpoch(path);
      const { tags } = await start(path, MORE);
      expect(tags.all().map((tag) => tag.ref)).toEqual([0, 1, 2, 3, 4]);
      const samples = tags.all().map((tag) => [tag.ref, 1, 1] as const);
      const { bytes } = new LineWriter(tags, { edgeId, site: "one" }).write([batchOf(...samples)]);
      return bytes
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]);
    }),
  );
  const [one, two] = series as [string[], string[]];
  expect(new Set(one).size).toBeGreaterThan(0);
  expect(one.filter((name) => two.includes(name))).toEqual([]);
});

it("[I6] [I7] a move ends one assignment and begins the next, and the past keeps its place", async () => {
  using data = temporaryFolder();
  const moved = { ...MORE, "assets.yaml": MORE["assets.yaml"].replace("acme/one/turning/l-2", "acme/one/milling/l-2") };
  await start(data.path, MORE, 1000);
  await start(data.path, MORE, 2000);
  await start(data.path, moved, 3000);
  const { assignments } = await start(data.path, moved, 4000);
  expect(assignments.of(LATHE_2)).toEqual([
    { assetUid: LATHE_2, equipmentPath: "acme/one/turning/l-2", validFrom: 1000, validTo: 3000 },
    { assetUid: LATHE_2, equipmentPath: "acme/one/milling/l-2", validFrom: 3000 },
  ]);
  expect([999, 1000, 2999, 3000, 9e15].map((time) => assignments.pathAt(LATHE_2, time))).toEqual([
    undefined,
    "acme/one/turning/l-2",
    "acme/one/turning/l-2",
    "acme/one/milling/l-2",
    "acme/one/milling/l-2",
  ]);
  expect(assignments.of(LATHE_1)).toHaveLength(1);
});

it("[I7] an asset that left the config has no place, even if the clock was set back meanwhile", () => {
  using data = temporaryFolder();
  const assignments = Assignments.open(data.path);
  const here = { assetUid: LATHE_1, equipmentPath: "acme/one/a" };
  assignments.update([here], 1000);
  assignments.update([], 500);
  assignments.update([here], 400);
  assignments.update([{ ...here, equipmentPath: "acme/one/b" }], 300);
  assignments.close();
  const read = Assignments.open(data.path);
  expect(read.of(LATHE_1).map(({ equipmentPath, validFrom, validTo }) => [equipmentPath, validFrom, validTo])).toEqual([
    ["acme/one/a", 1000, 1001],
    ["acme/one/a", 1001, 1002],
    ["acme/one/b", 1002, undefined],
  ]);
  read.update([], 5000);
  expect([read.pathAt(LATHE_1, 4999), read.pathAt(LATHE_1, 5000), read.pathAt("urn:nobody" as AssetUid, 1)]).toEqual([
    "acme/one/b",
    undefined,
    undefined,
  ]);
  read.close();
});

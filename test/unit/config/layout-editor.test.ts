import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createLayoutEditor } from "../../../edge/config/layout-editor.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import type { EdgeConfig } from "../../../edge/contracts/plant/edge-config.ts";
import type { LayoutEditor } from "../../../edge/contracts/plant/layout.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { plantFolder, SITE, SOURCES, TYPES, testPlugins } from "../../fakes/config/plant-folder.ts";
import { savesIn } from "../../fakes/config/saves.ts";

const SECOND =
  '{ uid: "urn:acme:l2", label: L-2, type: lathe, name: { zh: 车床 2, en: Lathe 2 }, path: acme/one/hall/line/l-2, ' +
  'source: line, address: { rack: "2" }, parameters: { spindle: B } }';

const ASSETS = `# The machines of hall one.
assets:
  # bought second-hand
  - uid: "urn:acme:l1"
    label: L-1 # painted on the door
    type: lathe
    name: { zh: 车床 1, en: Lathe 1 }
    path: acme/one/hall/line/l-1
    pose: { x: 3, y: 4, yawDeg: 90 }
    source: line
    address: { rack: "1" }
    parameters: { spindle: A }
  - ${SECOND}
`;

const ZONES = `zones:
  # where pallets wait
  - { id: store-a, name: { zh: 库, en: Store }, kind: store, polygon: [[1, 1], [5, 1], [5, 5]] }
  - { id: old, name: { zh: 旧, en: Old }, kind: area, polygon: [[6, 1], [9, 1], [9, 5]] }
`;

async function open(
  restart?: (config: EdgeConfig) => void,
): Promise<Disposable & { path: string; editor: LayoutEditor; read: (file: string) => string }> {
  const folder = plantFolder({
    "gemba.yaml": `gemba: 1\ninclude: [assets.yaml, zones.yaml]\n${SITE}${SOURCES}${TYPES}`,
    "assets.yaml": ASSETS,
    "zones.yaml": ZONES,
  });
  const config = await loadConfig(folder.path, testPlugins);
  const { site, floor, places, zones, routes, maps, runs } = config;
  const assets = config.assets.map(({ assetUid, label, kind, name, equipmentPath, pose }) => ({
    assetUid,
    label,
    kind,
    name,
    equipmentPath,
    tags: [],
    simulated: false,
    ...(pose === undefined ? {} : { pose }),
  }));
  const plant: Plant = { site, floor, places, zones, routes, maps, runs, assets };
  return {
    path: folder.path,
    editor: createLayoutEditor({
      saves: savesIn(folder.path, { plant }),
      ...(restart === undefined ? {} : { restart }),
    }),
    read: (file) => readFileSync(join(folder.path, file), "utf8"),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

const uid = (text: string) => text as AssetUid;
const pose = (x: number, y: number) => ({ x, y, z: 0, yawDeg: 0 });

it("[Y1] [Y4] a moved asset changes only its numbers in the file: comments, order and other files stay", async () => {
  using at = await open();
  const { revision } = await at.editor.read();
  const saved = await at.editor.save(
    {
      revision,
      poses: [{ assetUid: uid("urn:acme:l1"), pose: { x: 12.34567, y: 4, z: 0, yawDeg: 90 } }],
    },
    "li",
  );
  expect(at.read("assets.yaml")).toBe(ASSETS.replace("x: 3,", "x: 12.346,"));
  expect(at.read("zones.yaml")).toBe(ZONES);
  expect(saved).toMatchObject({ files: ["assets.yaml"], needsRestart: false });
  expect(at.editor.plant().assets[0]?.pose).toMatchObject({ x: 12.346 });
});

it("[Y2] [Y4] an unplaced asset gets its place, a new one an identity, and both need a restart", async () => {
  using at = await open();
  const { revision } = await at.editor.read();
  const added = {
    label: "L-3",
    type: "lathe",
    name: { zh: "车床 3", en: "Lathe 3" },
    path: "acme/one/hall/line/l-3",
    pose: pose(9, 9),
    source: "air",
    address: {},
  };
  await expect(at.editor.save({ revision, added: [added] }, "li")).rejects.toThrow(/would break the plant's config/);
  const fitting = { ...added, source: "line", address: { rack: "3" } };
  await expect(at.editor.save({ revision, added: [fitting] }, "li")).rejects.toThrow(/spindle/);
  expect(at.read("assets.yaml")).toBe(ASSETS);
  const saved = await at.editor.save({ revision, poses: [{ assetUid: uid("urn:acme:l2"), pose: pose(7, 8) }] }, "li");
  expect(at.read("assets.yaml")).toContain("pose: { x: 7, y: 8, yawDeg: 0 }");
  writeFileSync(
    join(at.path, "gemba.yaml"),
    at.read("gemba.yaml").replace("types:\n", "types:\n  crate: { kind: box }\n"),
  );
  const { revision: next, types } = await at.editor.read();
  expect(next).not.toBe(saved.revision);
  expect(types).toContainEqual({ name: "crate", kind: "box", hasTags: false });
  const { source: _, address: __, ...plain } = added;
  expect(await at.editor.save({ revision: next, added: [{ ...plain, type: "crate" }] }, "li")).toMatchObject({
    needsRestart: true,
  });
  const config = await loadConfig(at.path, testPlugins);
  expect(config.assets.find(({ label }) => label === "L-3")?.assetUid).toMatch(/^[0-9a-f-]{36}$/);
  expect(at.editor.plant().assets.map(({ label }) => label)).toEqual(["L-1", "L-2", "L-3"]);
});

it("[Y1] [Y4] zones are changed, added and removed by id; unchanged ones keep comment and formatting", async () => {
  using at = await open();
  const { revision, zones } = await at.editor.read();
  const store = zones.find(({ id }) => id === "store-a");
  if (store === undefined) throw new Error("no store");
  const added = {
    id: "cell",
    name: { zh: "单元", en: "Cell" },
    kind: "robot-zone" as const,
    safeguard: "ssm" as const,
    polygon: [
      [10, 1],
      [12, 1],
      [12, 3],
    ] as const,
  };
  const saved = await at.editor.save({ revision, zones: [store, added] }, "li");
  const text = at.read("zones.yaml");
  expect(text).toContain(
    "  # where pallets wait\n" +
      "  - { id: store-a, name: { zh: 库, en: Store }, kind: store, polygon: [[1, 1], [5, 1], [5, 5]] }",
  );
  expect(text).not.toContain("old");
  expect(saved.needsRestart).toBe(true);
  expect((await loadConfig(at.path, testPlugins)).zones.map(({ id }) => id)).toEqual(["store-a", "cell"]);
});

it("roads and maps can be added where there were none", async () => {
  using at = await open();
  const { revision } = await at.editor.read();
  const routes = {
    nodes: [
      { id: "n1", x: 1, y: 1 },
      { id: "n2", x: 4, y: 1 },
    ],
    edges: [{ id: "e1", from: "n1", to: "n2" }],
  };
  const maps = [{ id: "uwb", scale: 1.05, rotateDeg: 12.5, x: 3, y: 4 }];
  await at.editor.save({ revision, routes, maps }, "li");
  const config = await loadConfig(at.path, testPlugins);
  expect(config.routes).toEqual(routes);
  expect(config.maps).toEqual(maps);
});

it("[Y5] a drawing is stored in the plant's folder; a false PNG and an SVG with scripts are refused", async () => {
  using at = await open();
  const { revision } = await at.editor.read();
  const place = { x: 0, y: 0, width: 50, height: 20, rotateDeg: 0 };
  const svg = (text: string) => ({ kind: "svg" as const, base64: Buffer.from(text).toString("base64") });
  await expect(
    at.editor.save({ revision, underlay: { ...place, image: { kind: "png", base64: "AAAA" } } }, "li"),
  ).rejects.toThrow("no PNG picture");
  await expect(
    at.editor.save({ revision, underlay: { ...place, image: svg('<svg onload="x()"/>') } }, "li"),
  ).rejects.toThrow("event handler");
  await expect(at.editor.save({ revision, underlay: place }, "li")).rejects.toThrow("no drawing yet");
  const saved = await at.editor.save(
    { revision, underlay: { ...place, image: svg("<svg><path d='M0 0'/></svg>") } },
    "li",
  );
  expect(existsSync(join(at.path, "layout/underlay.svg"))).toBe(true);
  expect((await at.editor.read()).floor.underlay).toEqual({ ...place, file: "layout/underlay.svg" });
  await at.editor.save({ revision: saved.revision, underlay: null }, "li");
  expect((await at.editor.read()).floor.underlay).toBeUndefined();
});

it("[Y2] [Y3] a change of an outdated layout is not written, and a place outside the floor is refused", async () => {
  using at = await open();
  const { revision } = await at.editor.read();
  await expect(at.editor.save({ revision: "other", poses: [] }, "li")).rejects.toThrow("was changed since");
  await expect(
    at.editor.save({ revision, poses: [{ assetUid: uid("urn:acme:l1"), pose: pose(500, 1) }] }, "li"),
  ).rejects.toThrow("outside of the floor");
  expect(at.read("assets.yaml")).toBe(ASSETS);
  const both = await Promise.allSettled([
    at.editor.save({ revision, poses: [{ assetUid: uid("urn:acme:l1"), pose: pose(1, 1) }] }, "li"),
    at.editor.save({ revision, poses: [{ assetUid: uid("urn:acme:l1"), pose: pose(2, 2) }] }, "li"),
  ]);
  expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

it("[PA6] a restart is refused with all mistakes of the config; the next start gets the checked config", async () => {
  const started: EdgeConfig[] = [];
  using at = await open((config) => started.push(config));
  const sound = at.read("assets.yaml");
  writeFileSync(
    join(at.path, "assets.yaml"),
    sound.replace("type: lathe", "type: lath").replace('rack: "2"', "rack: 2"),
  );
  await expect(at.editor.restart?.()).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/runs as before[\s\S]*lath[\s\S]*rack/),
  });
  writeFileSync(join(at.path, "assets.yaml"), "assets: [\n");
  await expect(at.editor.restart?.()).rejects.toMatchObject({ code: "conflict" });
  expect(started).toEqual([]);
  writeFileSync(join(at.path, "assets.yaml"), sound.replace("Lathe 1", "Lathe one"));
  const again = await at.editor.restart?.();
  expect(started).toEqual([]);
  // A change that is written after the check is read at the start after the next one.
  writeFileSync(join(at.path, "assets.yaml"), "assets: [\n");
  again?.();
  expect(started[0]?.assets.map(({ name }) => name.en)).toEqual(["Lathe one", "Lathe 2"]);
});

it("[Y10] the axes of a model are saved with its asset and shown at once; an unknown tag is refused", async () => {
  using at = await open();
  const first = await at.editor.read();
  const [tag] = (await loadConfig(at.path, testPlugins)).assets[0]?.tags ?? [];
  const path = [tag?.shape.component, tag?.shape.signal].filter((part) => part !== "").join("/");
  const change = (tagPath: string) => ({
    axes: [
      { assetUid: uid("urn:acme:l1"), axes: [{ node: "arm", tag: tagPath, motion: "slide" as const, scale: -1 }] },
    ],
  });
  await expect(at.editor.save({ revision: first.revision, ...change("no/such-tag") }, "ann")).rejects.toThrow(
    /no\/such-tag/,
  );
  const saved = await at.editor.save({ revision: first.revision, ...change(path) }, "ann");
  expect(saved.needsRestart).toBe(false);
  expect(at.read("assets.yaml")).toContain(`- { node: arm, tag: ${path}, motion: slide, scale: -1 }`);
  expect(at.read("assets.yaml")).toContain("label: L-1 # painted on the door");
  const axes = [{ node: "arm", tag: path, motion: "slide", scale: -1 }];
  expect(at.editor.plant().assets.find(({ label }) => label === "L-1")?.axes).toEqual(axes);
  const second = await at.editor.read();
  expect(second.assets.find(({ label }) => label === "L-1")?.axes).toEqual(axes);
  await at.editor.save({ revision: second.revision, axes: [{ assetUid: uid("urn:acme:l1"), axes: [] }] }, "ann");
  expect(at.read("assets.yaml")).not.toContain("axes");
});

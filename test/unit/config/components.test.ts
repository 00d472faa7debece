/** The components of assets: read, resolved and checked (docs/rules/assets.md). */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { componentAt, componentOfTag, componentsOf, eachComponent } from "../../../edge/contracts/plant/components.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { buildPlant } from "../../../edge/model/plant.ts";
import { plugins } from "../../../edge/plugins.ts";
import { GOOD_PLANT, plantFolder, testPlugins } from "../../fakes/config/plant-folder.ts";
import { problemsOf } from "../../fakes/config/problems-of.ts";

const registry = { size: 0, assign: (wanted: readonly unknown[]) => wanted.map((_, at) => at as TagRef) };
const NAME = "name: { zh: 名, en: Name }";
const SOURCE = "source: line, address: { rack: R }";

const tag = (component: string, signal: string, type = 'type: number, unit: "1"') =>
  `      - { component: ${component}, signal: ${signal}, ${NAME}, ${type}, binding: { channel: S } }`;

/** A plant of one lathe with these lines as its components, and a hall with a thermometer. */
function plantWith(components: string, asset = "") {
  return {
    ...GOOD_PLANT,
    "types/lathe.yaml": [
      "types:",
      "  lathe:",
      "    kind: lathe",
      components,
      "    tags:",
      tag("spindle", "speed"),
      tag("spindle", "bearing-temperature"),
      tag("spindle", "vibration-rms"),
      tag("coolant", "temperature"),
      tag("counter", "tool-changes"),
      tag("order", "id", "type: text"),
      "  hall:",
      "    kind: box",
      "    tags:",
      tag("air", "temperature"),
    ].join("\n"),
    "assets.yaml": [
      "assets:",
      `  - { uid: "urn:l-1", label: L-1, type: lathe, ${NAME}, path: acme/one/a/l-1, ${SOURCE}${asset} }`,
      `  - { uid: "urn:hall", label: HALL, type: hall, ${NAME}, path: acme/one/a/hall, ${SOURCE} }`,
      "",
    ].join("\n"),
  };
}

async function latheWith(components: string, asset = "") {
  using folder = plantFolder(plantWith(components, asset));
  const built = buildPlant(await loadConfig(folder.path, testPlugins), registry, testPlugins);
  const lathe = built.plant.assets.find(({ label }) => label === "L-1") as Asset;
  const context = { plant: built.plant, ofAsset: (uid: AssetUid) => built.tags.ofAsset(uid) };
  return { lathe, tags: built.tags, components: componentsOf(lathe, context) };
}

const TREE = `    componentKinds: [{ kind: nozzle, zh: 喷嘴, en: Nozzle }]
    components:
      - id: spindle
        kind: spindle
        tags: [spindle/*]
        environment: ["HALL#air/temperature"]
        components:
          - id: front-bearing
            kind: bearing
            name: { zh: 前轴承, en: Front bearing }
            geometry: { balls: 19, ballDiameterMm: 12.7, pitchDiameterMm: 92.5, contactAngleDeg: 15 }
            tags: [spindle/bearing-temperature, spindle/vibration-*]
      - { id: tool, kind: tool, replacedBy: { counter: counter/tool-changes } }
      - { id: nozzle, kind: nozzle, tags: [coolant/temperature], environment: [], priorLife: { hours: 10 } }`;

it("[AS5] [AS6] a type describes a tree; a tag belongs to the lowest component that names it", async () => {
  const { components, tags } = await latheWith(TREE);
  const all = [...eachComponent(components)];
  expect(all.map(({ path }) => path)).toEqual(["spindle", "spindle/front-bearing", "tool", "nozzle"]);
  expect(all.map((one) => one.tags.map(({ signal }) => signal))).toEqual([
    ["speed"],
    ["bearing-temperature", "vibration-rms"],
    [],
    ["temperature"],
  ]);
  // Inherited from the component above, unless the component names its own.
  expect(all.map((one) => one.environment.map(({ assetUid }) => assetUid))).toEqual([
    ["urn:hall"],
    ["urn:hall"],
    [],
    [],
  ]);
  expect(all.map(({ name }) => name.zh)).toEqual(["主轴", "前轴承", "刀具", "喷嘴"]);
  expect(all[1]).toMatchObject({ kind: "bearing", geometry: { balls: 19, pitchDiameterMm: 92.5 } });
  expect(all[2]?.replacedBy).toEqual({ counter: "counter/tool-changes" });
  const vibration = tags.all().find(({ signal }) => signal === "vibration-rms");
  expect(componentOfTag(components, vibration as never)?.path).toBe("spindle/front-bearing");
});

it("[AS7] without described components tags name them; where they name none, kind and capabilities do", async () => {
  const { components } = await latheWith("");
  expect(components.map(({ path, kind, isGeneric }) => [path, kind, isGeneric])).toEqual([
    ["spindle", "spindle", true],
    ["coolant", "circuit", true],
  ]);
  expect(components[0]?.tags).toHaveLength(3);
  expect((await latheWith("    components: []")).components).toEqual([]);
  const bare = (kind: string, capabilities?: "heats"[]) =>
    componentsOf({ kind, assetUid: "a", ...(capabilities === undefined ? {} : { capabilities }) } as unknown as Asset, {
      plant: { assets: [] },
      ofAsset: () => [],
    }).map(({ path }) => path);
  expect(bare("agv")).toEqual(["battery", "drive"]);
  expect(bare("ladle-furnace", ["heats"])).toEqual(["heater"]);
  expect(bare("person")).toEqual([]);
});

it("[AS9] [AS10] an asset's prior life replaces its type's; a missing path has the nearest above", async () => {
  const { components } = await latheWith(TREE, ", priorLife: [{ component: nozzle, hours: 8200 }]");
  expect(componentAt(components, "nozzle")?.priorLife).toEqual({ hours: 8200 });
  expect(componentAt((await latheWith(TREE)).components, "nozzle")?.priorLife).toEqual({ hours: 10 });
  expect(componentAt(components, "spindle/rear-bearing")?.path).toBe("spindle");
  expect(componentAt(components, "gone")).toBeUndefined();
});

describe("[AS8] gemba check refuses", () => {
  const one = (fields: string) => `    components:\n      - { id: a, kind: ${fields} }`;
  const bearing = (geometry: string) => one(`bearing, geometry: { ${geometry} }`);
  it.each([
    ["an unknown kind", one("bering"), /components\[0\]\.kind: there is no kind .*"bearing"/],
    ["an unknown tag", one("tool, tags: [spindel/speed]"), /tags\[0\]: no tag .*"spindle\/speed"/],
    ["a pattern that fits nothing", one("tool, tags: [tool/*]"), /no tag of the type fits "tool\/\*"/],
    ["an unknown asset", one('tool, environment: ["HAL#air/temperature"]'), /no asset "HAL" — did you mean "HALL"/],
    ["an unknown tag of the component", one('tool, environment: ["HALL#air/temp"]'), /no tag of HALL fits "air\/temp"/],
    ["an unknown counter", one("tool, replacedBy: { counter: counter/tools }"), /counter: no tag of the type fits/],
    ["a counter that is not a number", one("tool, replacedBy: { counter: order/id }"), /of type text and cannot rise/],
    ["a field of another kind", one("gear, geometry: { balls: 9 }"), /geometry\.balls: a gear has no balls — .*teeth/],
    ["half a bearing", bearing("balls: 9"), /geometry: the frequencies .* need ballDiameterMm and pitchDiameterMm/],
    ["balls too large", bearing("balls: 9, ballDiameterMm: 90, pitchDiameterMm: 90"), /not smaller than their circle/],
    ["too many balls", bearing("balls: 40, ballDiameterMm: 12, pitchDiameterMm: 92"), /do not fit .* at most 24/],
    ["a wrong ratio", one("gear, geometry: { teeth: 20, drivenTeeth: 60, ratio: 2 }"), /ratio 2 is not 60 : 20 = 3/],
    ["a short belt", one("belt, geometry: { lengthMm: 300, pulleyDiameterMm: 100 }"), /does not reach around/],
    ["an unknown field", bearing("designation: X, ball: 9"), /unknown key "ball" — did you mean "balls"/],
    [
      "two components with one id",
      `${one("tool")}\n      - { id: a, kind: tool }`,
      /\[1\]\.id: the component a is there already/,
    ],
    [
      "a kind that exists",
      "    componentKinds: [{ kind: tool, zh: 刀, en: T }]",
      /componentKinds\[0\]\.kind: .*already/,
    ],
  ])("%s", async (_name, components, expected) => {
    const problems = await problemsOf(plantWith(components));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^plant\/types\/lathe\.yaml:[0-9]+ types\.lathe\.component/);
    expect(problems[0]).toMatch(expected);
  });

  it("a prior life of an unknown component, or two for one component", async () => {
    const lives = ", priorLife: [{ component: spindel, hours: 1 }, { component: tool }, { component: tool }]";
    const problems = await problemsOf(plantWith(TREE, lives));
    expect(problems).toEqual([
      expect.stringMatching(/^plant\/assets\.yaml:2 assets\[0\]\.priorLife\[0\]\.component: .*did you mean "spindle"/),
      expect.stringMatching(/priorLife\[2\]\.component: the component tool has two prior lives/),
    ]);
    // Generic components have paths too.
    expect(await problemsOf(plantWith("", ", priorLife: [{ component: spindle, hours: 1 }]"))).toEqual([]);
    // So have those that the kind implies where no tag names a component.
    const implied = plantWith("", ", priorLife: [{ component: spindle, hours: 1 }, { component: coolant }]");
    const plain = implied["types/lathe.yaml"].replaceAll(/component: [a-z]+, /g, "");
    expect(await problemsOf({ ...implied, "types/lathe.yaml": plain })).toEqual([
      expect.stringMatching(/assets\[0\]\.priorLife\[1\]\.component: .*coolant/),
    ]);
  });
});

it("[AS11] a prior life without an expected one, or beyond three of them, is a hint and no error", async () => {
  const hints = async (ratings: string, life: string) => {
    const tree = `    components: [{ id: spindle, kind: spindle${ratings} }]`;
    using folder = plantFolder(plantWith(tree, `, priorLife: [{ component: spindle, ${life} }]`));
    const { warnings } = await loadConfig(folder.path, testPlugins, { env: {} });
    return (warnings ?? []).filter((one) => one.includes("priorLife"));
  };
  expect(await hints("", "hours: 9000")).toEqual([
    expect.stringMatching(/priorLife\[0\]\.hours: .*not known.*lifeHours/),
  ]);
  const lasts = ", ratings: { lifeHours: 10000 }";
  expect(await hints(lasts, "hours: 9000")).toEqual([]);
  expect(await hints(lasts, "hours: 30000")).toEqual([]);
  expect(await hints(lasts, "hours: 30001")).toEqual([expect.stringMatching(/30001.*three times the 10000/)]);
  expect(await hints(lasts, "cycles: 5")).toEqual([expect.stringMatching(/cycles: .*lifeCycles/)]);
});

it("[AS5] [AS7] every machine of the demo plant has components with names in both languages", async () => {
  const config = await loadConfig(join(import.meta.dirname, "../../../config/demo"), plugins, { env: {} });
  const { plant, tags } = buildPlant(config, registry, plugins);
  const context = { plant, ofAsset: (uid: AssetUid) => tags.ofAsset(uid) };
  const trees = new Map(plant.assets.map((asset) => [asset.label, componentsOf(asset, context)]));
  for (const label of ["CNC-101", "CNC-206", "ROB-01", "COB-01", "AGV-01", "AGV-06", "OVN-01", "CMP-01"])
    expect([label, [...eachComponent(trees.get(label) ?? [])].some(({ isGeneric }) => isGeneric)]).toEqual([
      label,
      false,
    ]);
  expect(componentAt(trees.get("CNC-206") ?? [], "spindle/front-bearing")).toMatchObject({
    geometry: { balls: 19, ballDiameterMm: 12.7, pitchDiameterMm: 92.5, contactAngleDeg: 15 },
  });
  for (const one of [...trees.values()].flatMap((tree) => [...eachComponent(tree)])) {
    expect(one.name.zh).toMatch(/\p{Script=Han}/u);
    expect(one.name.en).toMatch(/^[A-Z][A-Za-z0-9 -]+$/);
  }
});

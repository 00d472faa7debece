/** Plants of random shape for floods: areas, lines, cells; feeders, air, chilled water; routes, sources, hosts. */
import type { GraphAsset, GraphInputs } from "../../../../edge/alerts/groups/graph-inputs.ts";
import type { Medium } from "../../../../edge/contracts/plant/media.ts";
import type { AssetUid, Tag, TagRef } from "../../../../edge/contracts/plant/tag.ts";

export interface Draw {
  (): number;
  whole(from: number, to: number): number;
  one<T>(list: readonly T[]): T;
}

/** Mulberry32: a plant and its flood are the same for the same seed on every machine. */
export function drawOf(seed: number): Draw {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return Object.assign(next, { whole, one: <T>(list: readonly T[]) => list[whole(0, list.length - 1)] as T });
}

export interface FloodPlant extends GraphInputs {
  readonly tags: readonly Tag[];
  readonly lines: readonly { readonly stations: readonly GraphAsset[]; readonly cells: readonly Cell[] }[];
  readonly feeders: readonly { readonly meter: GraphAsset; readonly fed: readonly GraphAsset[] }[];
  readonly transformer: GraphAsset;
  readonly compressor: GraphAsset;
  readonly chiller: GraphAsset;
  readonly cooled: readonly GraphAsset[];
  readonly host: string;
  tagOf(asset: GraphAsset, component: string, signal: string): Tag;
}

interface Cell {
  readonly safety: GraphAsset;
  readonly machines: readonly GraphAsset[];
}

type Shape = readonly [component: string, signal: string, unit: string | undefined];

const MACHINE: readonly Shape[] = [
  ["", "item-state", undefined],
  ["mains", "voltage", "V"],
  ["pneumatics", "pressure", "bar"],
  ["hydraulics", "pressure", "bar"],
  ["spindle", "temperature", "Cel"],
  ["coolant", "flow", "L/min"],
  ["tool", "life-used", "%"],
  ["filter", "pressure-drop", "mbar"],
];

export function floodPlant(draw: Draw): FloodPlant {
  const assets: GraphAsset[] = [];
  const tags: Tag[] = [];
  const add = (
    one: Partial<GraphAsset> & { label: string; kind: string; equipmentPath: string },
    source: string,
    shapes: readonly Shape[],
  ) => {
    const asset = { assetUid: `urn:x:${one.label}` as AssetUid, ...one } as GraphAsset;
    assets.push(asset);
    for (const [component, signal, unit] of shapes)
      tags.push({ ref: tags.length as TagRef, assetUid: asset.assetUid, component, signal, unit, source } as Tag);
    return asset;
  };
  const tree: { id: string; medium: Medium; below?: string }[] = [];
  const meter = (label: string, path: string, medium: Medium, shapes: readonly Shape[]) =>
    add({ label, kind: "meter", equipmentPath: `${path}/${label}`, medium }, "meters", shapes);
  const power: readonly Shape[] = [
    ["voltage", "l1", "V"],
    ["power", "active", "kW"],
  ];
  const transformer = add(
    { label: "TRF", kind: "transformer", equipmentPath: "e/s/utilities/power/sub/TRF" },
    "utilities",
    power,
  );
  meter("ME", "e/s/utilities/power/sub", "electricity", power);
  tree.push({ id: "ME", medium: "electricity" });
  const main = draw() < 0.5 ? "ME" : "SWB";
  if (main === "SWB") {
    add({ label: "SWB", kind: "switchboard", equipmentPath: "e/s/utilities/power/sub/SWB" }, "utilities", power);
    tree.push({ id: "SWB", medium: "electricity", below: "ME" });
  }
  meter("ME-UTIL", "e/s/utilities/power/sub", "electricity", power);
  tree.push({ id: "ME-UTIL", medium: "electricity", below: main });
  const compressor = add(
    { label: "CMP", kind: "compressor", equipmentPath: "e/s/utilities/air/station/CMP" },
    "utilities",
    [
      ["net", "pressure", "bar"],
      ["motor", "current", "A"],
    ],
  );
  const chiller = add({ label: "CHL", kind: "chiller", equipmentPath: "e/s/utilities/cold/station/CHL" }, "utilities", [
    ["water", "supply-temperature", "Cel"],
  ]);
  for (const { label } of [compressor, chiller]) tree.push({ id: label, medium: "electricity", below: "ME-UTIL" });
  if (draw() < 0.7) {
    meter("MA", "e/s/utilities/air/station", "compressed-air", [["", "flow", "m3/h"]]);
    tree.push({ id: "MA", medium: "compressed-air" });
  }
  const { lines, feeders } = addAreas(draw, { add, meter, tree, main, power });
  const machines = lines.flatMap(({ stations }) => stations);
  const cooled = machines.filter(() => draw() < 0.8);
  const isCooled = new Set(cooled.map(({ label }) => label));
  const byAsset = new Map<AssetUid, Tag[]>();
  for (const tag of tags) byAsset.set(tag.assetUid, [...(byAsset.get(tag.assetUid) ?? []), tag]);
  const tagOf = (asset: GraphAsset, component: string, signal: string) =>
    byAsset.get(asset.assetUid)?.find((tag) => tag.component === component && tag.signal === signal) as Tag;
  const host = "10.0.0.5:4840";
  const sources = [...new Set(tags.map(({ source }) => source))].filter((source) => source.startsWith("line"));
  return {
    assets,
    tags,
    tree,
    tagsOf: (uid) => byAsset.get(uid) ?? [],
    ways: lines.map(({ stations }, at) =>
      stations.map(({ label }, i) => (i > 0 && i % 3 === 0 ? `BUF-${at}-${i} > ${label}` : label)).join(" > "),
    ),
    supplies: [{ from: "CHL", medium: "chilled-water", to: ({ label }) => isCooled.has(label) }],
    peers: new Map(sources.map((source) => [source, host])),
    lines,
    feeders,
    transformer,
    compressor,
    chiller,
    cooled,
    host,
    tagOf,
  };
}

type Builder = {
  add(
    one: { label: string; kind: string; equipmentPath: string },
    source: string,
    shapes: readonly Shape[],
  ): GraphAsset;
  meter(label: string, path: string, medium: Medium, shapes: readonly Shape[]): GraphAsset;
  tree: { id: string; medium: Medium; below?: string }[];
  main: string;
  power: readonly Shape[];
};

function addAreas(draw: Draw, { add, meter, tree, main, power }: Builder) {
  const lines: { stations: GraphAsset[]; cells: Cell[] }[] = [];
  const feeders: { meter: GraphAsset; fed: GraphAsset[] }[] = [];
  const hasAirMeters = tree.some(({ id }) => id === "MA") && draw() < 0.6;
  for (let area = 0; area < draw.whole(2, 3); area++) {
    const path = `e/s/area${area}`;
    const feeder = { meter: meter(`ME-${area}`, path, "electricity", power), fed: [] as GraphAsset[] };
    tree.push({ id: `ME-${area}`, medium: "electricity", below: main });
    feeders.push(feeder);
    if (hasAirMeters) {
      meter(`MA-${area}`, path, "compressed-air", [["", "flow", "m3/h"]]);
      tree.push({ id: `MA-${area}`, medium: "compressed-air", below: "MA" });
    }
    const line = { stations: [] as GraphAsset[], cells: [] as Cell[] };
    for (let cell = 0; cell < draw.whole(7, 10); cell++) {
      const place = `${path}/line/cell${cell}`;
      const source = `line${area}-${Math.floor(cell / 2)}`;
      const safety = add({ label: `SAF-${area}-${cell}`, kind: "box", equipmentPath: `${place}/SAF` }, source, [
        ["", "emergency-stop", undefined],
      ]);
      const machines = Array.from({ length: draw.whole(3, 4) }, (_, i) => {
        const label = `M-${area}-${cell}-${i}`;
        return add({ label, kind: i === 0 ? "robot" : "press", equipmentPath: `${place}/${label}` }, source, MACHINE);
      });
      for (const machine of machines) {
        const way = draw();
        if (way < 0.3) {
          const sub = `ME-${machine.label}`;
          add(
            {
              label: sub,
              kind: "meter",
              equipmentPath: `${place}/${sub}`,
              medium: "electricity",
              meters: machine.assetUid,
            } as never,
            "meters",
            power,
          );
          tree.push({ id: sub, medium: "electricity", below: `ME-${area}` });
        } else tree.push({ id: machine.label, medium: "electricity", below: `ME-${area}` });
        feeder.fed.push(machine);
      }
      line.cells.push({ safety, machines });
      line.stations.push(...machines);
    }
    lines.push(line);
  }
  return { lines, feeders };
}

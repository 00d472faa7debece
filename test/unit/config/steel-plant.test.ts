import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { can } from "../../../edge/contracts/plant/kinds.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { matchesAsset } from "../../../edge/contracts/plant/tag-pattern.ts";
import { EnergyBook } from "../../../edge/energy/energy-book.ts";
import { buildPlant } from "../../../edge/model/plant.ts";
import { MaterialStore } from "../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../edge/production/material/material-twin.ts";
import { endOfLine } from "../../../edge/production/state/book-kpis.ts";
import { isCaptioned, isMobile } from "../../../twin-viewer/src/scene/actor.ts";
import { figureOf } from "../../../twin-viewer/src/scene/machines/figures.ts";
import { plantFolder, testPlugins } from "../../fakes/config/plant-folder.ts";
import { recordPath } from "../../fakes/disk/record-path.ts";
import { energyConfig } from "../../fakes/energy/energy-config.ts";
import { BenchPlant, batchOf, log, S, T0 } from "../detect/bench-plant.ts";
import { at, NO_PLACES } from "../production/material/life.ts";
import { MACHINE, STATE, Work } from "../production/state/work.ts";

const TYPES = {
  ladle: "{ kind: ladle-furnace, capabilities: [machines, heats] }",
  caster: "{ kind: slab-caster, capabilities: [machines, packs] }",
  crane: "{ kind: overhead-crane, capabilities: [moves, carries] }",
  gauge: "{ kind: flow-gauge, capabilities: [meters], medium: electricity }",
};

function yaml(types: Readonly<Record<string, string>>): string {
  const site = "{ enterprise: st, id: one, name: { zh: 钢厂, en: Steel }, timeZone: Asia/Shanghai, currency: CNY }";
  return [
    `gemba: 1\nsite: ${site}\nfloor: { width: 90, depth: 40 }\ntypes:`,
    ...Object.entries(types).map(([name, type]) => `  ${name}: ${type}`),
    "assets:",
    ...Object.keys(types).map(
      (name) =>
        `  - { uid: "urn:st:${name}", label: ${name.toUpperCase()}, type: ${name}, ` +
        `name: { zh: ${name}, en: ${name} }, path: st/one/melt/${name}, pose: { x: 5, y: 5 } }`,
    ),
    "",
  ].join("\n");
}

async function problemsOf(types: Readonly<Record<string, string>>): Promise<string> {
  using folder = plantFolder({ "gemba.yaml": yaml(types) });
  try {
    await loadConfig(folder.path, testPlugins);
    return "";
  } catch (error) {
    return String((error as Error).message);
  }
}

async function steelPlant() {
  using folder = plantFolder({ "gemba.yaml": yaml(TYPES) });
  const config = await loadConfig(folder.path, testPlugins);
  return buildPlant(config, { size: 0, assign: (wanted) => wanted.map((_, at) => at as TagRef) }, testPlugins).plant;
}

it("[AS3] kinds that the edge does not know work by the capabilities of their types", async () => {
  const { assets } = await steelPlant();
  const [ladle, caster, crane, gauge] = assets;
  if (ladle === undefined || caster === undefined || crane === undefined || gauge === undefined) throw new Error();
  expect(can(ladle, "heats")).toBe(true);
  expect(endOfLine({ assets }, undefined)).toEqual([caster]);
  expect(isMobile(crane)).toBe(true);
  expect([ladle, crane, gauge].map(isCaptioned)).toEqual([true, false, false]);
  expect(figureOf(ladle.kind).parts.length).toBeGreaterThan(0);
});

it("[AS3] state, material and energy of invented kinds are followed like those of known ones", () => {
  const bench = new BenchPlant([
    { label: "LADLE", kind: "ladle-furnace", tags: MACHINE },
    { label: "GAUGE", kind: "flow-gauge", tags: [{ signal: "import", role: "energy-import", unit: "kW.h" }] },
  ]);
  const work = new Work(bench);
  work.set("LADLE", "mode", 3);
  work.set("LADLE", "item-state", STATE.executing);
  work.wait(60);
  const uid = bench.uid("LADLE") as AssetUid;
  expect(work.production.figures(uid, { from: work.now - 60 * S, to: work.now }).elements.APT).toBe(60);

  const twin = new MaterialTwin(NO_PLACES, new MaterialStore(recordPath("material"), log));
  const times = { receivedAt: at(1), clock: "crane", time: at(1) };
  twin.take({ kind: "pallet.arrived", ...times, place: "CRANE", carrier: "LADLE-7", pieces: ["HEAT-1"] });
  expect(twin.presence.placeOf("HEAT-1")).toBe("CRANE");

  const config = energyConfig({ tree: [{ meter: "GAUGE" }] });
  const { plant, tags } = bench;
  const energy = new EnergyBook({ config, plant, tags, path: recordPath("energy"), log, edgeUid: uid });
  for (const [second, value] of [
    [0, 100],
    [600, 130],
  ] as const)
    energy.observe(batchOf([{ ref: bench.ref("GAUGE", "import"), value, at: T0 + second * S }]));
  expect(energy.nodes(T0, T0 + 600 * S)[0]?.label).toBe("GAUGE");
});

it("[AS3] unknown kinds without capabilities and unknown capabilities are refused", async () => {
  expect(await problemsOf({ ladle: "{ kind: lathee }" })).toMatch(
    /types\.ladle\.kind: there is no kind .*did you mean "lathe"/,
  );
  expect(await problemsOf({ ladle: "{ kind: ladle, capabilities: [heat] }" })).toMatch(
    /types\.ladle\.capabilities.*heats/s,
  );
  expect(await problemsOf(TYPES)).toBe("");
});

it("[AS2] [AS4] without capabilities the kind decides, and patterns select by what assets can do", () => {
  const asset = { kind: "oven", label: "OVN-01" };
  expect(can({ kind: "agv" }, "carries")).toBe(true);
  expect(can({ kind: "agv", capabilities: [] }, "carries")).toBe(false);
  expect(matchesAsset({ capabilities: ["heats"] }, asset)).toBe(true);
  expect(matchesAsset({ capabilities: ["heats"] }, { kind: "lathe", label: "CNC-1" })).toBe(false);
});

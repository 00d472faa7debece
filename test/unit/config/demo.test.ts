import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { pino } from "pino";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { editorSchemaText, SCHEMA_FILE } from "../../../edge/config/editor-schema.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { isKeyFigure } from "../../../edge/contracts/quality/key-figures.ts";
import { createDetectors, unmatchedRules } from "../../../edge/detect/create-detectors.ts";
import { attributesOfRules } from "../../../edge/detect/rules/alert-attributes.ts";
import { slugOf } from "../../../edge/detect/rules/rule-detector.ts";
import { buildPlant } from "../../../edge/model/plant.ts";
import { plugins } from "../../../edge/plugins.ts";
import { speaksModbus } from "../../../simulators/meters/plant-meters.ts";
import {
  FLOOR,
  ROUTE_EDGES,
  ROUTE_NODES,
  STATIONS,
  type Station,
} from "../../../simulators/plants/machining/layout.ts";
import { SLOTS } from "../../../simulators/speak/mqtt/positioning.ts";
import { serverNameOf } from "../../../simulators/speak/opcua/speakers.ts";

const DEMO = join(import.meta.dirname, "../../../config/demo");

/** The stores controller publishes the chargers; one meter uses Modbus, one vehicle VDA 5050 3.0. */
function sourceOf({ id, kind, speaker }: Pick<Station, "id" | "kind" | "speaker">): string {
  if (speaksModbus(id)) return "meter-chiller";
  if (id === "AGV-06") return "fleet-3";
  return kind === "charger" ? "stores" : (serverNameOf({ kind, speaker }) ?? speaker);
}

it("[CV43] the demo plant lies in an industrial park, said to be simulated", async () => {
  const { site } = await loadConfig(DEMO, plugins, { env: {} });
  expect(site.location).toEqual({
    latitude: 31.325,
    longitude: 120.725,
    place: { zh: "苏州工业园区（仿真）", en: "Suzhou Industrial Park (simulated)" },
  });
});

it("the demo plant has every station of the simulated one, in its place", async () => {
  const config = await loadConfig(DEMO, plugins, { env: {} });
  const configured = new Map(config.assets.map((asset) => [asset.label, asset]));
  // In addition: people tracked by the positioning system, and the safety controllers.
  const others = config.assets
    .filter(({ kind, label }) => kind === "person" || label === "SAF-01")
    .map(({ label }) => label);
  expect(others).toHaveLength(SLOTS + 1);
  expect([...configured.keys()].sort()).toEqual([...STATIONS.map((station) => station.id), ...others].sort());
  for (const { id, kind, x, y, yawDeg, size, place, speaker } of STATIONS) {
    const asset = configured.get(id);
    expect(asset).toMatchObject({
      assetUid: `urn:binjiang:${id.toLowerCase()}`,
      kind,
      equipmentPath: `binjiang/bj1/${place}/${id.toLowerCase()}`,
      pose: { x, y, z: 0, yawDeg },
      size: { x: size[0], y: size[1], z: size[2] },
      source: sourceOf({ id, kind, speaker }),
    });
    expect(asset?.tags.length).toBeGreaterThan(0);
  }
  expect(config.floor).toEqual(FLOOR);
  expect(config.routes.nodes).toEqual(ROUTE_NODES.map(({ id, x, y }) => ({ id, x, y })));
  expect(config.routes.edges).toEqual(ROUTE_EDGES.map(([from, to]) => ({ id: `${from}-${to}`, from, to })));
});

it("the demo plant is big enough, and every level of its hierarchy has a name", async () => {
  const config = await loadConfig(DEMO, plugins, { env: {} });
  expect(config.assets.length).toBeGreaterThanOrEqual(60);
  expect(config.assets.flatMap((asset) => asset.tags).length).toBeGreaterThanOrEqual(2000);
  const named = new Set(config.places.map((place) => place.path));
  const levels = config.assets.flatMap(({ equipmentPath }) => {
    const parts = equipmentPath.split("/");
    return parts.slice(1, -1).map((_, index) => parts.slice(0, index + 2).join("/"));
  });
  expect(levels.filter((path) => !named.has(path))).toEqual([]);
  const robots = config.assets.filter((asset) => asset.kind === "robot" || asset.kind === "cobot");
  const cells = new Map(
    config.zones.filter((zone) => zone.kind === "robot-zone").map((zone) => [zone.id, zone.safeguard]),
  );
  expect(robots.map((robot) => cells.get(`cell-${robot.label.toLowerCase()}`))).toEqual([
    "fence-interlock",
    "fence-interlock",
    "fence-interlock",
    "pfl",
    "ssm",
  ]);
});

it("[HB45] the demo plant knows the meter above each water meter of its media tree", async () => {
  const config = await loadConfig(DEMO, plugins, { env: {} });
  let size = 0;
  const registry = { size: 0, assign: (wanted: readonly unknown[]) => wanted.map(() => size++ as TagRef) };
  const { assets } = buildPlant(config, registry, plugins).plant;
  const meters = assets.filter(({ label }) => label.startsWith("MTR-W-"));
  const main = meters.find(({ label }) => label === "MTR-W-PLANT")?.assetUid;
  expect(meters.map(({ label, meterAbove }) => [label, meterAbove])).toEqual([
    ["MTR-W-PLANT", undefined],
    ["MTR-W-WSH-01", main],
    ["MTR-W-SANITARY", main],
  ]);
});

it("config/schema.json matches the plugins' schemas (rewrite it with: npm run schema)", () => {
  expect(readFileSync(SCHEMA_FILE, "utf8")).toBe(editorSchemaText(plugins));
});

it("an editor finds no error in the demo's files, and finds a typo", () => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(
    JSON.parse(readFileSync(SCHEMA_FILE, "utf8")) as object,
  );
  const files = readdirSync(DEMO, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    validate(parse(readFileSync(join(DEMO, file), "utf8")));
    expect([file, validate.errors ?? []]).toEqual([file, []]);
  }
  expect(validate({ assets: [{ label: "X", typ: "lathe" }] })).toBe(false);
  expect(validate({ sources: [{ name: "a", kind: "opcua", endpoint: "opc.tcp://x", endpiont: 1 }] })).toBe(false);
});

it("[A14] [QC16] every rule of the demo fits a tag, every alarm has a response, key figures have tags", async () => {
  const config = await loadConfig(DEMO, plugins, { env: {} });
  const refs = { size: 0, assign: (wanted: readonly unknown[]) => wanted.map((_, i) => i as TagRef) };
  const { plant, tags } = buildPlant(config, refs, plugins);
  expect(unmatchedRules(config.detectors, { plant, tags })).toEqual([]);
  const figures = tags.all().filter((tag) => tag.isDerived === true && isKeyFigure(tag));
  // Of electricity, water, gas and air; of the plant, its days, five operations and eight variants.
  expect(figures.filter(({ signal }) => signal === "unaccounted-share")).toHaveLength(4);
  expect(figures.filter(({ signal }) => signal === "co2-per-piece")).toHaveLength(2 + 5 + 8);
  const attributesOf = attributesOfRules(
    createDetectors({
      config: config.detectors,
      plant,
      tags,
      links: () => [],
      log: pino({ level: "silent" }),
    }),
  );
  const limited = tags.all().filter((tag) => tag.limits?.high !== undefined);
  expect(limited.length).toBeGreaterThan(300);
  for (const tag of limited)
    expect(attributesOf(`${slugOf(tag)}/high`, tag.assetUid, "process"), tag.tagUid).toMatchObject({
      annunciation: "alarm",
      response: { withinS: expect.any(Number) },
    });
});

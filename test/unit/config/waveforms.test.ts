import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import type { ConfigError } from "../../../edge/config/problems.ts";
import { plugins } from "../../../edge/plugins.ts";
import { plantFolder, SITE } from "../../fakes/config/plant-folder.ts";

/** Source and address in YAML, by kind of source. */
const KINDS: Readonly<Record<string, { source: string; address: string }>> = {
  opcua: {
    source: "{ name: line, kind: opcua, endpoint: opc.tcp://10.0.0.1:4840 }",
    address: "{ root: /Objects/own:M1 }",
  },
  sparkplug: {
    source: "{ name: line, kind: sparkplug, url: mqtt://10.0.0.1:1883 }",
    address: "{ group: G, node: N, device: D }",
  },
  "mqtt-json": { source: "{ name: line, kind: mqtt-json, url: mqtt://10.0.0.1:1883 }", address: "{ topic: line/m1 }" },
  modbus: { source: "{ name: line, kind: modbus, host: 10.0.0.1 }", address: "{ unit: 1 }" },
};

/** A plant with one machine whose only tag is this one, by lines of YAML. */
function plant(tag: string, kind = "opcua"): Record<string, string> {
  const { source, address } = KINDS[kind] as { source: string; address: string };
  return {
    "gemba.yaml": `gemba: 1
include: [site.yaml]
namespaces: { own: "urn:own" }
sources: [${source}]
types:
  mill:
    kind: box
    tags:
      - { signal: burst, name: { zh: 波形, en: Burst }, ${tag} }
assets:
  - { uid: "urn:own:m1", label: M1, type: mill, name: { zh: 机, en: Mill }, path: acme/one/hall/m1,
      source: line, address: ${address} }
`,
    "site.yaml": SITE,
  };
}

async function problemsOf(tag: string, kind?: string): Promise<string[]> {
  using folder = plantFolder(plant(tag, kind));
  return loadConfig(folder.path, plugins, { env: {} }).then(
    () => [],
    (error: ConfigError) => error.problems.map(({ path, message, remedy }) => `${path}: ${message.en} — ${remedy.en}`),
  );
}

it("[K11] a waveform has its points, distance and context by path or number; defaults are filled in", async () => {
  using folder = plantFolder(
    plant(
      "type: waveform, unit: m/s2, " +
        'binding: { path: "own:Samples", waveform: { rate: "own:Rate", context: { speed: "own:Speed" } } }',
    ),
  );
  const config = await loadConfig(folder.path, plugins, { env: {} });
  expect(config.assets[0]?.tags[0]).toMatchObject({
    shape: { type: "waveform", unit: "m/s2" },
    binding: {
      path: "own:Samples",
      every: 1000,
      waveform: { rate: "own:Rate", stamp: "last-point", context: { speed: "own:Speed" } },
    },
  });
});

it.each([
  [
    "no distance",
    'type: waveform, unit: g, binding: { path: "own:S" }',
    /binding.*needs its distance in time: add `waveform: \{ rate: 25600 \}`/,
  ],
  [
    "rate and dt",
    'type: waveform, unit: g, binding: { path: "own:S", waveform: { rate: 10, dt: 0.1 } }',
    /give either rate .* or dt/,
  ],
  [
    "neither rate nor dt",
    'type: waveform, unit: g, binding: { path: "own:S", waveform: {} }',
    /give either rate .* or dt/,
  ],
  ["a rate of 0", 'type: waveform, unit: g, binding: { path: "own:S", waveform: { rate: 0 } }', /rate/],
  [
    "a field",
    'type: waveform, unit: g, binding: { path: "own:S", field: Low, waveform: { rate: 10 } }',
    /row of a matrix: take field out/,
  ],
  [
    "a prefix nobody knows, in the context",
    'type: waveform, unit: g, binding: { path: "own:S", waveform: { rate: 10, context: { tool: "mt:Tool" } } }',
    /mt/,
  ],
  [
    "waveform on a number",
    'type: number, unit: g, binding: { path: "own:S", waveform: { rate: 10 } }',
    /a tag of type number has no waveform/,
  ],
  ["no unit", 'type: waveform, binding: { path: "own:S", waveform: { rate: 10 } }', /the waveform burst has no unit/],
  [
    "limits",
    'type: waveform, unit: g, limits: { high: 3 }, binding: { path: "own:S", waveform: { rate: 10 } }',
    /a tag of type waveform has no limits/,
  ],
  [
    "[K10] an element beyond the 16th as a number",
    'type: number, unit: g, binding: { path: "own:S", index: 16 }',
    /index/,
  ],
])("[K11] %s is a problem of the config, with the remedy", async (_what, tag, problem) => {
  const problems = await problemsOf(tag);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

it("[K11] a source without waveforms is a problem", async () => {
  const problems = await problemsOf("type: waveform, unit: g, binding: { register: 0 }", "modbus");
  expect(problems).toEqual([
    expect.stringMatching(
      /types\.mill\.tags\[0\]\.type: a source of kind modbus reads no waveforms \(M1\) — read it by OPC UA/,
    ),
  ]);
});

it.each([
  ["sparkplug", "metric: Burst", "waveform: { rate: 25600 }", undefined],
  ["sparkplug", "metric: Burst", "index: 3, waveform: { rate: 25600 }", /whole array: take index and column out/],
  ["sparkplug", "metric: Burst", "column: a", /needs its distance in time/],
  ["mqtt-json", "pointer: /burst", "waveform: { dt: 0.001, stamp: first-point }", undefined],
  ["mqtt-json", "pointer: /burst", "waveform: { dt: 0.001, rate: 1000 }", /give either rate .* or dt/],
])("[K11] a waveform over MQTT (%s) with %s, %s", async (kind, where, timing, problem) => {
  const problems = await problemsOf(`type: waveform, unit: g, binding: { ${where}, ${timing} }`, kind);
  expect(problems).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
});

import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { FAULT_KINDS } from "../../../../simulators/plants/machining/faults/registry.ts";
import { parseScenario, readScenario, ScenarioError } from "../../../../simulators/scenario/read.ts";
import { SCHEMA_FILE, scenarioSchemaText } from "../../../../simulators/scenario/write-schema.ts";

const FOLDER = new URL("../../../../simulators/scenarios/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

const HEAD = "scenario: 1\ntitle: { zh: 甲, en: A }\n";

function problemsOf(text: string): string[] {
  try {
    parseScenario(text, "plan.yaml");
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.message.split("\n");
  }
}

it("knows at least 24 kinds of fault, progressive and sudden, on every level", () => {
  const kinds = [...FAULT_KINDS.values()];
  expect(kinds.length).toBeGreaterThanOrEqual(24);
  expect(new Set(kinds.map(({ level }) => level))).toEqual(new Set(["physical", "people", "sensor", "wire"]));
  for (const kind of kinds) expect(kind.apply === undefined, kind.name).toBe(kind.level === "wire");
});

it("keeps the editors' schema in step with the code", () => {
  expect(readFileSync(SCHEMA_FILE, "utf8")).toBe(scenarioSchemaText());
});

it.each(FILES)("%s is read, and fits the editors' schema", (name) => {
  expect(readScenario(name.slice(0, -".yaml".length)).title.en).not.toBe("");
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA_FILE, "utf8")));
  validate(parse(readFileSync(new URL(name, FOLDER), "utf8")));
  expect(validate.errors).toBeNull();
});

it("names every mistake at once, with its line and remedy", () => {
  const problems = problemsOf(`${HEAD}wat: 3
variants:
  - { name: X, family: f, work: 1, weightKg: 3 }
  - { name: X, family: f, work: 9, weightKg: 3 }
faults:
  - { kind: bearing-wear, asset: OVN-01, at: 3 s }
  - { kind: bearing-wear, asset: CNC-101, at: 3 parsecs, growth: { over: 3 h }, with: { race: middle } }
  - { kind: nope, asset: CNC-101, at: 3 s }
  - { kind: gear-wear, asset: ROB-01, component: joint-9, at: 3 s, growth: { over: 1 h }, with: { x: 1 } }
  - { kind: sensor-stuck, asset: CNC-101, at: 3 s, growth: { over: 1 h } }
`);
  expect(problems.map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
    "plan.yaml:3 wat:",
    "plan.yaml:6 variants/1/work:",
    "plan.yaml:6 variants/1/name:",
    "plan.yaml:8 faults/0/asset:",
    "plan.yaml:8 faults/0:",
    "plan.yaml:9 faults/1/at:",
    "plan.yaml:9 faults/1/with/race:",
    "plan.yaml:10 faults/2/kind:",
    "plan.yaml:11 faults/3/component:",
    "plan.yaml:11 faults/3/with:",
    "plan.yaml:12 faults/4/growth:",
    "plan.yaml:12 faults/4/with:",
  ]);
  expect(problems.join("\n")).toMatch(/lathe, machining-centre[\s\S]*6\.5 min[\s\S]*outer, inner, element/);
});

it("reports a missing file and a file that is not YAML", () => {
  expect(() => readScenario("/nowhere/x.yaml")).toThrow("simulators/scenarios");
  expect(problemsOf("scenario: [1")[0]).toMatch(/^plan\.yaml:\d+ is not YAML/);
  expect(problemsOf("just text")[0]).toMatch(/^plan\.yaml:1 /);
});

it("the document lists every kind of fault", () => {
  const text = readFileSync(new URL("../../../../docs/simulators.md", import.meta.url), "utf8");
  expect([...FAULT_KINDS.keys()].filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([]);
});

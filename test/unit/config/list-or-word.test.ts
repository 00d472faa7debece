import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readConfigFile } from "../../../edge/config/read-file.ts";
import { type OpcuaConfig, opcuaConfig } from "../../../edge/sources/opcua/config.ts";
import { opcuaSource } from "../../../edge/sources/opcua/plugin.ts";
import { withDefaults } from "../../fakes/config/with-defaults.ts";

const folder = mkdtempSync(join(tmpdir(), "gemba-list-or-word-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of a source with this line; empty where it is right. */
function saidOf(line: string): string {
  const path = join(folder, "source.yaml");
  writeFileSync(path, `endpoint: opc.tcp://127.0.0.1:4840\n${line}\n`);
  try {
    readConfigFile(path, opcuaConfig, () => []);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

it("of a word or a list of words, a wrong word in the list is named, not the list", () => {
  for (const right of ["off", "jobs", "[jobs]", "[conditions, jobs]"]) expect(saidOf(`writeBack: ${right}`)).toBe("");
  expect(saidOf("writeBack: [conditions, job]")).toMatch(
    /source\.yaml:2 writeBack\[1\]: "job" is not allowed here — did you mean "jobs"\?/,
  );
  expect(saidOf("writeBack: job")).toMatch(/source\.yaml:2 writeBack: "job" is not allowed here/);
  expect(saidOf("writeBack: []")).toMatch(/source\.yaml:2 writeBack/);
  expect(saidOf("writeBack: [jobs, jobs]")).toMatch(/source\.yaml:2 writeBack/);
});

it("[DI4] writeBack: jobs without events is refused with the remedy", () => {
  const problemsOf = (config: object) =>
    opcuaSource.checkConfig?.(
      withDefaults(opcuaConfig, { endpoint: "opc.tcp://127.0.0.1:4840", ...config }) as OpcuaConfig,
      new Map(),
    );
  expect(problemsOf({ writeBack: "jobs" })).toMatchObject([{ code: "jobs-need-events" }]);
  expect(problemsOf({ writeBack: ["conditions", "jobs"] })).toMatchObject([{ code: "jobs-need-events" }]);
  expect(problemsOf({ writeBack: "jobs", events: true })).toEqual([]);
  expect(problemsOf({ writeBack: "conditions" })).toEqual([]);
});

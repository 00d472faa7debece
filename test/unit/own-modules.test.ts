import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { needsOwnModules } from "../run/own-modules.ts";

it("files that change clocks, globals, the environment, the process or a library have modules of their own", () => {
  const unit = globSync("test/unit/**/*.test.ts");
  const own = unit.filter(needsOwnModules);
  for (const name of ["observe/jobs", "config/references", "process/outputs", "compose/plugins", "store/every-write"])
    expect(own).toContain(unit.find((file) => file.endsWith(`${name}.test.ts`)));
  expect(own.some((file) => file.includes("sources/opcua/"))).toBe(true);
  expect(own).not.toContain("test/unit/model/time.test.ts");
  // Sharing is the rule, not the exception.
  expect(own.length).toBeLessThan(unit.length / 2);
});

it("a file whose helper registers hooks when it is loaded has modules of its own, so that they run for it", () => {
  for (const name of ["loss-audit", "loss-audit-restart"])
    expect(needsOwnModules(`test/unit/pipeline/${name}.test.ts`), name).toBe(true);
  const helpers = globSync("test/{fakes,unit}/**/*.ts").filter((file) => !file.endsWith(".test.ts"));
  const hooks = helpers.filter((file) => /^(before|after)(Each|All)\(/m.test(readFileSync(file, "utf8")));
  expect(hooks.length).toBeGreaterThan(1);
  expect(needsOwnModules("test/unit/production/material/stock.test.ts")).toBe(true);
});

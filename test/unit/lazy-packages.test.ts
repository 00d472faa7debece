import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
/** `import … from "x"`, `export … from "x"` and `import "x"`, except those that are erased or loaded on use. */
const STATIC = /^(?:import|export)(?! type\b)(?:[\s\w$*{},]*?\bfrom)? ?"([^"]+)";$/gm;
const IN_USE_ONLY = [
  "@duckdb/node-api",
  "@influxdata/influxdb-client",
  "@modelcontextprotocol/server",
  "@peculiar/x509",
  "aedes",
  "jsonata",
  "modbus-serial",
  "mqtt",
  "node-opcua",
  "node-opcua-client",
  "nodemailer",
  "openid-client",
  "pdfkit",
  "subset-font",
];

/** Packages that one of our files loads, without those that it imports later. */
function packagesOf(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, name = ""] of readFileSync(path, "utf8").matchAll(STATIC)) {
      if (name.startsWith(".")) visit(join(dirname(path), name));
      else packages.add(name);
    }
  };
  visit(join(ROOT, entry));
  return packages;
}

it.each([
  { command: "check", files: ["check"], uses: "yaml" },
  // The second file is loaded while the config is read.
  { command: "edge", files: ["edge", "run-edge"], uses: "fastify" },
  { command: "start", files: ["start"], uses: "fastify" },
])("[SU5] gemba $command loads no package that only some plants need", ({ files, uses }) => {
  const packages = new Set(files.flatMap((name) => [...packagesOf(`edge/cli/${name}.ts`)]));
  expect(packages).toContain(uses);
  expect(IN_USE_ONLY.filter((name) => packages.has(name))).toEqual([]);
});

it.each([
  { entry: "edge/sources/opcua/link/worker.ts", part: "the thread of OPC UA", without: ["typebox", "yaml", "pino"] },
  { entry: "edge/production/books/worker.ts", part: "the thread of books", without: ["typebox", "yaml", "pino"] },
  {
    entry: "edge/reports/print-thread.ts",
    part: "the thread of reports",
    without: ["typebox", "yaml", "pino", "fastify"],
  },
  { entry: "edge/historian/embedded/child.ts", part: "the historian", without: ["typebox", "yaml", "fastify"] },
])("[PA7] $part holds no package for work that is not its own", ({ entry, without }) => {
  const packages = packagesOf(entry);
  expect(without.filter((name) => packages.has(name))).toEqual([]);
});

it("[SU5] docs/dependencies.md gives a reason for each package of package.json and names no other; at most 60", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<
    string,
    object
  >;
  const page = readFileSync(join(ROOT, "docs/dependencies.md"), "utf8");
  const [shipped = "", ofDevelopment = ""] = page.split("\n## What only development needs\n");
  const namesIn = (text: string): string[] =>
    [...text.matchAll(/^\| `([^`]+)` \| \S/gm)].map((match) => match[1] as string);
  expect(namesIn(shipped)).toEqual(Object.keys(dependencies as object));
  expect(namesIn(ofDevelopment)).toEqual(Object.keys(devDependencies as object));
  expect(namesIn(page).length).toBeLessThanOrEqual(60);
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cruise } from "dependency-cruiser";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !/(^|\/)(dist|node_modules)\//.test(path));
}

describe("layers", () => {
  it("the rule tool sees every file and finds no violation", async () => {
    const rules = ((await import(join(root, ".dependency-cruiser.mjs"))) as { default: { forbidden: never[]; options: object } }).default;
    const folders = ["edge", "simulators", "twin-viewer/src"];
    const { output } = await cruise(folders, { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true } as never, {}, {
      tsConfig: extractTsConfig(join(root, "tsconfig.json")),
    } as never);
    if (typeof output === "string") throw new Error("expected a result object");
    const seen = output.modules.filter((module) => /^(edge|simulators|twin-viewer\/src)\/.*\.tsx?$/.test(module.source));
    expect(new Set(seen.map((module) => module.source))).toEqual(new Set(folders.flatMap(sourceFiles)));
    expect(output.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`)).toEqual([]);
  });
});

describe("documents", () => {
  it("ARCHITECTURE.md names only paths that exist", () => {
    const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
    const named = [...text.matchAll(/`((?:edge|twin-viewer|simulators|config|test|docs|bench|scripts)\/[\w./-]*)`/g)].map((match) => match[1] as string);
    expect(named.length).toBeGreaterThan(10);
    const missing = named.filter((path) => {
      try {
        readdirSync(join(root, path));
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "ENOTDIR";
      }
    });
    expect(missing).toEqual([]);
  });
});

describe("links", () => {
  const pages = [
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "bench/README.md",
    "config/README.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];

  it.each(pages)("%s: every link to a file leads somewhere", (page) => {
    const text = readFileSync(join(root, page), "utf8");
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] as string).filter((target) => !/^[a-z]+:/.test(target));
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});

describe("size", () => {
  it("no source file has more than 300 lines", () => {
    const long = ["edge", "simulators", "twin-viewer/src", "bench", "test"].flatMap(sourceFiles).filter((path) => readFileSync(join(root, path), "utf8").split("\n").length > 301);
    expect(long).toEqual([]);
  });
});

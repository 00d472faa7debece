import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { plugins } from "../../edge/plugins.ts";
import { compiledEnv } from "../../scripts/right-node.mjs";

const ROOT = join(import.meta.dirname, "../..");
/** Commands and processes that only they start: none is on the data path. */
const OF_COMMANDS = [
  "edge/cli/process/parent-watch.ts",
  "edge/cli/process/work.ts",
  "edge/sources/opcua/discovery/worker.ts",
  "simulators/headless/parquet/file-worker.ts",
  "simulators/headless/stream/thread.ts",
];

it("[SU8] every process and thread of the running product is compiled at set-up", () => {
  const begun = globSync(["edge/**/*.ts", "simulators/**/*.ts"], { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/new URL\("(\.[^"]+\.ts)", import\.meta\.url\)/g)].map(
      ([, target = ""]) => resolve(ROOT, dirname(file), target).slice(ROOT.length + 1),
    ),
  );
  expect(begun.length).toBeGreaterThan(8);
  const script = readFileSync(join(ROOT, "scripts/compile.mjs"), "utf8");
  const followers = plugins.followers.map(({ module }) => fileURLToPath(module).slice(ROOT.length + 1));
  const left = begun.filter((file) => !script.includes(`"${file}"`) && !followers.includes(file));
  expect(left.toSorted()).toEqual(OF_COMMANDS);
});

it("[SU8] an incomplete cache is not used", () => {
  const root = mkdtempSync(join(tmpdir(), "gemba-compiled-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const cache = join(root, "node_modules/.cache/gemba");
  mkdirSync(cache, { recursive: true });
  expect(compiledEnv("run", root)).toEqual({});
  writeFileSync(join(cache, "compiled"), "");
  expect(compiledEnv("run", root)).toEqual({ NODE_COMPILE_CACHE: cache });
});

it("[SU8] an entry is compiled into the cache without being run", () => {
  const folder = mkdtempSync(join(tmpdir(), "gemba-compiled-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [entry, mark, cache] = [join(folder, "entry.ts"), join(folder, "ran"), join(folder, "cache")];
  writeFileSync(
    entry,
    `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(mark)} as string, "");`,
  );
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_COMPILE_CACHE: cache };
  const node = (...args: string[]) => spawnSync(process.execPath, args, { env, encoding: "utf8" });
  const only = pathToFileURL(join(ROOT, "scripts/compile-only.mjs")).href;
  const compile = (file: string) =>
    node("--input-type=module", "-e", `await (await import("${only}")).compileOnly("${pathToFileURL(file).href}")`);
  expect(compile(entry)).toMatchObject({ status: 0, stderr: "" });
  expect(existsSync(mark)).toBe(false);
  env["NODE_DEBUG_NATIVE"] = "COMPILE_CACHE";
  const { stderr } = node(entry);
  expect(existsSync(mark)).toBe(true);
  const asked = stderr.split("\n").find((line) => /retrieving transpile cache .*entry\.ts/.test(line));
  expect(asked).toMatch(/success$/);
  expect(compile(join(folder, "missing.ts")).status).toBe(1);
  expect(readFileSync(join(ROOT, "scripts/compile.mjs"), "utf8")).toContain("of begins) await compileOnly(");
});

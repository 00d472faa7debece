import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  areAllStripped,
  isStripped,
  sourceFiles,
  sourceOf,
  strippedEnv,
  strippedFile,
  strippedSources,
} from "../../scripts/stripped-files.mjs";

const ROOT = join(import.meta.dirname, "../..");
/** Throws in its second line. A thread does the same after it. */
const ENTRY = `import { isMainThread, Worker } from "node:worker_threads";
const text: string = isMainThread ? "main" : "thread";
if (isMainThread) new Worker(new URL(import.meta.url)).on("exit", () => { throw new Error(text); });
console.log(text, process.moduleLoadList.some((name: string) => name.includes("amaro")));
`;

/** A program with one module, as set-up leaves it. */
function program(): {
  readonly root: string;
  readonly run: () => ReturnType<typeof spawnSync>;
  readonly strip: () => void;
} {
  const root = mkdtempSync(join(tmpdir(), "gemba stripped-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const name of ["right-node", "source-digest", "stripped-files", "stripped", "strip-types"])
    cpSync(join(ROOT, `scripts/${name}.mjs`), join(root, `scripts/${name}.mjs`));
  mkdirSync(join(root, "edge/cli"), { recursive: true });
  writeFileSync(join(root, "package.json"), `{ "type": "module" }`);
  writeFileSync(join(root, "edge/cli/entry.ts"), ENTRY);
  const node = (...args: string[]) =>
    spawnSync(process.execPath, args, {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, ...strippedEnv({}, root) },
    });
  const strip = (): void => expect(node("scripts/strip-types.mjs").status).toBe(0);
  strip();
  return { root, run: () => node("edge/cli/entry.ts"), strip };
}

it("[SU8] no thread of the product loads the compiler of TypeScript, and stack traces name lines of the source", () => {
  const { run } = program();
  const { stdout, stderr } = run();
  expect(stdout).toBe("main false\nthread false\n");
  expect(stderr).toMatch(/entry\.ts:3:\d+/);
});

it("[SU8] a file without types that belongs to another text of its source is not used", () => {
  const { root, run } = program();
  const [source, made] = [join(root, "edge/cli/entry.ts"), strippedFile("edge/cli/entry.ts", root)];
  writeFileSync(made, readFileSync(made, "utf8").replaceAll('"main"', '"other"'));
  // Older than what was made from it, as after a release is unpacked.
  utimesSync(source, 1, 1);
  expect(isStripped("edge/cli/entry.ts", root)).toBe(false);
  expect(run().stdout).toMatch(/^main true\n/);
  utimesSync(made, 1, 1);
  expect(isStripped("edge/cli/entry.ts", root)).toBe(true);
  expect(run().stdout).toMatch(/^other false\n/);
});

it("[SU8] an image or archive, which cuts times down to seconds, leaves each file with its source", () => {
  const { root, strip } = program();
  const [source, made] = [join(root, "edge/cli/entry.ts"), strippedFile("edge/cli/entry.ts", root)];
  for (const time of [1_764_000_000.0001, 1_764_000_000.123, 1_764_000_000.9997]) {
    utimesSync(source, time, time);
    strip();
    expect(isStripped("edge/cli/entry.ts", root)).toBe(true);
    for (const path of [source, made]) {
      const seconds = Math.floor(statSync(path).mtimeMs / 1000);
      utimesSync(path, seconds, seconds);
    }
    expect(isStripped("edge/cli/entry.ts", root), String(time)).toBe(true);
  }
});

it("[SU8] where a file without types cannot be read, Node.js reads the source", () => {
  const { root, run } = program();
  const [source, made] = [join(root, "edge/cli/entry.ts"), strippedFile("edge/cli/entry.ts", root)];
  rmSync(made);
  mkdirSync(made);
  utimesSync(made, 1, 1);
  utimesSync(source, 1, 1);
  expect(run().stdout).toMatch(/^main true\n/);
});

it("[SU8] set-up makes the files again after a release with the same times is unpacked over another one", () => {
  const { root, strip } = program();
  const source = join(root, "edge/cli/entry.ts");
  utimesSync(source, 1, 1);
  strip();
  expect(areAllStripped(strippedSources(root), root)).toBe(true);
  writeFileSync(source, readFileSync(source, "utf8").replace('"main"', '"next"'));
  utimesSync(source, 1, 1);
  expect(isStripped("edge/cli/entry.ts", root)).toBe(true);
  expect(areAllStripped(strippedSources(root), root)).toBe(false);
});

it("[SU8] every module of the product is among them, and none of another program", () => {
  const files = sourceFiles(ROOT);
  expect(files).toContain(join("edge", "main.ts"));
  expect(files).toContain(join("simulators", "main.ts"));
  expect(sourceOf(join(ROOT, "edge/main.ts"), ROOT)).toBe(join("edge", "main.ts"));
  expect(sourceOf(join(ROOT, "test/run/main.ts"), ROOT)).toBeUndefined();
  expect(sourceOf(join(ROOT, "../edge/main.ts"), ROOT)).toBeUndefined();
  expect(strippedEnv({ NODE_OPTIONS: "--trace-warnings" }).NODE_OPTIONS).toMatch(
    /^--trace-warnings --import=file:.*\/scripts\/stripped\.mjs$/,
  );
  expect(strippedEnv({ ...strippedEnv({}) })).toEqual(strippedEnv({}));
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { has, kernelAllows } from "../run/needs.ts";

const TESTS = join(import.meta.dirname, "..");
/** Allowed conditions of `runIf` and `skipIf`: results of `has`, `kernelAllows` and `dataSet`. */
const CONDITIONS = [/^(?:has|mounts\b|IS_FULL\b)/, /^process\.platform /, /^[A-Z][A-Z0-9]* !== ""/];

const MISSING_SERVER = "a server (apt-get install a-server)";

it("[SU6] a test whose server is missing is skipped on a developer's machine and fails on CI", () => {
  const said = listen();
  expect(has(true, MISSING_SERVER, true)).toBe(true);
  expect(has(false, MISSING_SERVER, false)).toBe(false);
  expect(said()).toEqual([`SKIPPED: ${MISSING_SERVER} is missing\n`]);
  expect(() => has(false, MISSING_SERVER, true)).toThrow(`${MISSING_SERVER} is missing`);
});

it("[SU6] tests of operations that the kernel refuses are skipped on CI too", () => {
  const said = listen();
  expect(kernelAllows(true, "no right to mount")).toBe(true);
  expect(kernelAllows(false, "no right to mount")).toBe(false);
  expect(said()).toEqual(["SKIPPED: no right to mount\n"]);
});

it("[SU6] tests are skipped for no other reason", () => {
  const files = testFiles();
  const skips = files.flatMap((name) => {
    const text = readFileSync(join(TESTS, name), "utf8");
    const conditions = [...text.matchAll(/\.(?:runIf|skipIf)\((.+)/g)].map((match) => match[1] as string);
    const odd = conditions.filter((text) => !CONDITIONS.some((one) => one.test(text)));
    const outright = [...text.matchAll(/\b(?:it|test|describe|context)\.(?:skip|todo|only)\(.*/g)].map(
      (match) => match[0],
    );
    return [...odd, ...outright].map((line) => `${name}: ${line}`);
  });
  expect(files.length).toBeGreaterThan(300);
  expect(skips).toEqual([]);
});

it("[SU7] a test without an assertion fails, in every project", async () => {
  expect(expect.getState()).toHaveProperty("isExpectingAssertions", true);
  const { default: config } = await import("../../vitest.config.ts");
  const projects = config.test?.projects ?? [];
  expect(projects).toHaveLength(5);
  for (const project of projects) expect(project).toHaveProperty("test.setupFiles[0]", "test/run/set-up.ts");
});

it("[SU7] concurrent tests, which share a counter, have assertions in their text", () => {
  const texts = testFiles().map((name) => readFileSync(join(TESTS, name), "utf8"));
  const concurrent = texts.flatMap((text) =>
    text.split(/\n(?=it\b|describe\b)/).filter((part) => /^(?:it|describe)\.concurrent/.test(part)),
  );
  expect(concurrent.length).toBeGreaterThan(20);
  expect(concurrent.filter((text) => !/\bexpect\(|\bawait standing\(/.test(text))).toEqual([]);
});

function testFiles(): string[] {
  return readdirSync(TESTS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".test.ts"));
}

/** The output to the terminal during a test. */
function listen(): () => unknown[] {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  return () => write.mock.calls.map(([text]) => text);
}

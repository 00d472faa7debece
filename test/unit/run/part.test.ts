import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { part } from "../../run/part.ts";

const PART = JSON.stringify(pathToFileURL(join(import.meta.dirname, "../../run/part.ts")).href);
/** Like a thread that spins in native code: the process ends neither by itself nor when asked. */
const RUNS_ON = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6);';

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-part-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(text: string): string[] {
  const path = join(folder, "part.mjs");
  writeFileSync(path, `import { tellEnd } from ${PART};\n${text}`);
  return [path];
}

it.each([
  [true, 0],
  [false, 1],
])(
  "a part that has told its end (all well: %j) and runs on is ended with the code %i, and this is said",
  async (isGood, code) => {
    const said: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(String(text)) > 0);
    try {
      expect(await part(program(`${RUNS_ON} tellEnd({ isGood: ${isGood} });`), 20)).toBe(code);
    } finally {
      write.mockRestore();
    }
    expect(said.join("")).toContain("ended by force");
  },
);

it("a part that ends by itself keeps its own code, whatever it told, and telling needs no listener", async () => {
  expect(await part(program("tellEnd({ isGood: true }); process.exitCode = 3;"))).toBe(3);
  expect(await part(program("process.exitCode = 4;"))).toBe(4);
  expect(await part(program("delete process.send; tellEnd({ isGood: true });"))).toBe(0);
});

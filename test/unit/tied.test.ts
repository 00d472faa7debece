import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const MODULE = new URL("../../bench/load/tied.ts", import.meta.url).href;

describe("processes of benches and rigs end with their parents", () => {
  it.each(["SIGTERM", "SIGKILL"] as const)("a tied process ends when %s ends its parent", async (signal) => {
    const program = `
      import { spawn } from "node:child_process";
      const { tied } = await import(${JSON.stringify(MODULE)});
      const child = spawn(...tied("/bin/sleep", ["1000"]), { stdio: "ignore" });
      child.once("spawn", () => console.log(child.pid));
      setInterval(() => undefined, 1000);`;
    const starter = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = (await once(starter.stdout, "data")) as [Buffer];
    const pid = Number(String(said));
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    // Start time according to the kernel.
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).toMatch(/^\/bin\/sleep/), {
      timeout: 30_000,
    });
    starter.kill(signal);
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 30_000 });
  });

  it("every spawned program is tied", () => {
    const loose = ["bench", "test/reliability", "test/fakes"]
      .flatMap(filesIn)
      .filter((path) => /\bspawn\((?!\s*\.\.\.tied)/.test(readFileSync(path, "utf8")));
    // The module that defines `tied`.
    expect(loose.filter((path) => !path.endsWith("tied.ts"))).toEqual([]);
  });
});

function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).flatMap((name) =>
    name.endsWith(".ts") ? [join(ROOT, folder, name)] : [],
  );
}

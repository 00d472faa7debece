import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const MODULE = new URL("../../../edge/observe/memory.ts", import.meta.url).href;

it("gives memory back and the thread goes on", () => {
  const program = `
    import { giveBackMemoryLater } from ${JSON.stringify(MODULE)};
    giveBackMemoryLater(0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    console.log("went on");`;
  const { stdout, signal } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8", timeout: 30_000 });
  expect([stdout.trim(), signal]).toEqual(["went on", null]);
});

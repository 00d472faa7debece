/** Upkeep whose process is killed while it reports, finishes and draws: rules UP6, UP14 and UP16. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { workState } from "../../edge/contracts/records/work-item.ts";
import { KILLED_PLANT } from "../fakes/production/upkeep.ts";
import { openUpkeepEdge } from "../fakes/production/upkeep-edge.ts";

const SCRIPT = fileURLToPath(new URL("../fakes/production/upkeep-process.ts", import.meta.url));
/** Finished items after which it is killed. */
const KILLED_AFTER = 12;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-upkeep-kills-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("[UP6] [UP14] [UP16] kill -9 doubles no item, loses no finish, and the stock has each part once", async () => {
  const child = spawn(process.execPath, [SCRIPT, dir], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let [known, now] = [0, 0];
  for await (const line of createInterface({ input: child.stdout })) {
    [known, now] = line.split(" ").map(Number) as [number, number];
    if (known === KILLED_AFTER) child.kill("SIGKILL");
  }
  expect(await ended).toEqual([null, "SIGKILL"]);

  const { book, upkeep, close } = await openUpkeepEdge(dir, { written: KILLED_PLANT, now: () => now });
  await upkeep.count();
  await upkeep.run();
  const items = [...book.newestFirst()];
  const finished = items.filter((item) => workState(item) === "finished");
  expect(finished.length).toBeGreaterThanOrEqual(known);
  expect(new Set(items.map(({ cause }) => cause)).size).toBe(items.length);
  expect(items.length - finished.length).toBeLessThanOrEqual(1);
  expect(upkeep.spares.list()[0]?.onHand).toBe(10_000 - finished.length);
  // Every fifth day, since the beginning: nothing was counted twice, and nothing forgotten.
  const days = finished.map(({ reportedAt }) => reportedAt / 86_400e6).sort((a, b) => a - b);
  expect(new Set(days.slice(1).map((day, at) => day - (days[at] as number)))).toEqual(new Set([5]));
  await close();
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { ClockWatch, requestConfirmation } from "../../../../edge/compose/storage/clock-watch.ts";
import type { Act, Journal } from "../../../../edge/contracts/access/journal.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { temporaryFolder } from "../../../fakes/config/plant-folder.ts";

it("[D15] an untrusted clock raises an alert with the remedy; a recorded confirmation ends it", async () => {
  using folder = temporaryFolder();
  const acts: Act[] = [];
  const journal = { record: async (act: Act) => void acts.push(act) } as unknown as Journal;
  let wallMs = Date.UTC(2026, 2, 2);
  const read = () => ({ wallMs, uptimeMs: 1_000, bootId: "boot" });
  const watch = new ClockWatch({
    dataDir: folder.path,
    edgeUid: "urn:gemba:edge:e" as AssetUid,
    journal,
    log: pino({ level: "silent" }),
    read,
  });
  expect(watch.finding(0).standing).toBe(false);
  wallMs += 1_000 * 86_400_000;
  watch.tick();
  const { standing, kind, message } = watch.finding(0);
  expect([standing, kind, watch.deletionTime()]).toEqual([true, "system", undefined]);
  expect([message.en, message.zh]).toEqual([
    expect.stringContaining("gemba clock confirm"),
    expect.stringContaining("gemba clock confirm"),
  ]);
  requestConfirmation(folder.path, "mia");
  watch.tick();
  await vi.waitFor(() =>
    expect(acts).toMatchObject([
      {
        principal: { user: "mia", origin: "cli" },
        action: "clock.confirm",
        result: "done",
        before: { stepMs: 86_400_000_000 },
      },
    ]),
  );
  expect([watch.finding(0).standing, watch.deletionTime(), existsSync(join(folder.path, "clock.confirm"))]).toEqual([
    false,
    wallMs * 1000,
    false,
  ]);
});

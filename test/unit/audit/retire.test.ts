import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { retire } from "../../../edge/audit/retire.ts";
import { JOURNAL_FILE, type Segment } from "../../../edge/audit/segments.ts";
import { syncFolder } from "../../../edge/store/sync-folder.ts";

vi.mock("../../../edge/store/sync-folder.ts");

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-retire-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

it("[J8] a deleted file is not looked for again, even if the folder could not be synced", async () => {
  const sealed = [1, 2, 3].map((seq): Segment => {
    const name = `${seq}-${JOURNAL_FILE}`;
    const at = seq * 86_400e6 * 365;
    writeFileSync(
      join(dir, name),
      `${JSON.stringify({ seq, at, hash: "h", principal: { user: "a" }, action: "x", target: "y" })}\n`,
    );
    return { name, path: join(dir, name), firstSeq: seq };
  });
  const parts = {
    sealed,
    bounds: { maxBytes: 1, keepMonths: 6 },
    activeBytes: 0,
    now: 86_400e6 * 365 * 9,
    record: async () => undefined,
  };
  vi.mocked(syncFolder).mockRejectedValueOnce(new Error("EIO: i/o error"));
  await expect(retire(parts)).rejects.toThrow("EIO");
  expect(sealed.map(({ firstSeq }) => firstSeq)).toEqual([2, 3]);
  await retire(parts);
  expect(sealed.map(({ firstSeq }) => firstSeq)).toEqual([3]);
});

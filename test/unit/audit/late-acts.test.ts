import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../edge/alerts/open-alert-book.ts";
import type { Act } from "../../../edge/contracts/access/journal.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { STEPS, stepWallClock, stopClocks } from "../../fakes/clock/clocks.ts";
import { log } from "../detect/bench-plant.ts";

/** A journal that answers when the test lets it. */
class SlowJournal extends MemoryJournal {
  asked = 0;
  until: () => Promise<void> = () => Promise.resolve();

  override async record(act: Act) {
    this.asked++;
    await this.until();
    return await super.record(act);
  }
}

let dir: string;
let journal: SlowJournal;
let book: OpenAlertBook;
const clock = () => Date.now() * 1000;

beforeEach(async () => {
  stopClocks();
  dir = mkdtempSync(join(tmpdir(), "gemba-late-acts-"));
  journal = new SlowJournal();
  book = await openAlertBook({ dir, edge: "e", clock, log, journal });
  const [assetUid, message] = ["urn:a" as AssetUid, { zh: "热", en: "hot" }];
  book.apply([
    { rule: "hot", assetUid, kind: "process", standing: true, at: clock(), severity: 450, message, evidence: [] },
  ]);
});
afterEach(async () => {
  await book.close();
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

function acknowledge(): Promise<unknown> {
  const principal = { user: "li", role: "operator", origin: "::1" };
  return book.act(book.standing()[0]?.alertUid ?? "", { kind: "acknowledge", at: clock(), principal });
}

describe.each(STEPS)("[TW9] a wall clock set %s", (_how, stepMs) => {
  it("records an act that the audit log refused a minute later, once", async () => {
    journal.until = () => Promise.reject(new EdgeError("disk", "the disk is full"));
    await expect(acknowledge()).rejects.toMatchObject({ code: "disk" });
    journal.until = () => Promise.resolve();
    stepWallClock(stepMs);
    vi.advanceTimersByTime(59_000);
    book.tick(clock());
    await book.settled();
    expect(journal.entries).toEqual([]);
    vi.advanceTimersByTime(1_000);
    for (let second = 0; second < 3; second++) book.tick(clock());
    await vi.waitFor(() => expect(journal.entries).toMatchObject([{ action: "alert.acknowledge", result: "done" }]));
    expect(journal.asked).toBe(2);
  });

  it("does not record an act a second time while its answer is under way", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    journal.until = () => promise;
    const answered = acknowledge();
    await vi.waitFor(() => expect(journal.asked).toBe(1));
    stepWallClock(stepMs);
    vi.advanceTimersByTime(3_600_000);
    book.tick(clock());
    resolve();
    await answered;
    await book.settled();
    expect(journal.entries).toHaveLength(1);
    expect(journal.asked).toBe(1);
  });
});

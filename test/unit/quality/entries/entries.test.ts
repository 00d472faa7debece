import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { Caller } from "../../../../edge/api/services/caller.ts";
import {
  correctEntry,
  enterQuality,
  enterReading,
  type GivenEntry,
  qualityEntries,
} from "../../../../edge/api/services/quality/entries.ts";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { ReadersContext } from "../../../../edge/contracts/path/follower-plugin.ts";
import type { EntryReader } from "../../../../edge/contracts/quality/entries.ts";
import { type QualityConfig, qualitySection } from "../../../../edge/quality/config.ts";
import { EntryBook } from "../../../../edge/quality/entries/entry-book.ts";
import { entryFollower } from "../../../../edge/quality/entries/follower.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { withDefaults } from "../../../fakes/config/with-defaults.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { at, BENCH, bookOf, PLAN } from "../measured.ts";

const NOW = at(86_400);
const text = (en: string) => ({ zh: en, en });
const CALLER = { kind: "open", identity: { user: "li", role: "operator", via: "session" } } as unknown as Caller;
const config = withDefaults(qualitySection.schema, {
  features: [{ ...PLAN, lower: 0, upper: 0.02 }],
  reasons: [
    { id: "chatter", name: text("Chatter"), stations: ["CNC-*"] },
    { id: "size", name: text("Size") },
    { id: "set-up", name: text("Set-up"), kinds: ["scrap"] },
  ],
}) as QualityConfig;

/** A book, its reader, and the services over them; `events`: what the log has. */
function bench(path = recordPath("entries")) {
  const log = pino({ level: "silent" });
  let book = new EntryBook({ keepDays: 30, path, log });
  const events: EdgeEvent[] = [];
  let isBehind = false;
  const context = {
    config: { quality: config },
    follower: () => ({
      isCurrent: true,
      ask: (question: "entry", ...asked: [string]) => Promise.resolve(book.answers[question](...asked)),
    }),
    record(event: EdgeEvent) {
      events.push(event);
      if (!isBehind) book.take(event);
      return Promise.resolve();
    },
    now: () => NOW,
  } as unknown as ReadersContext<{ readonly quality: QualityConfig }>;
  const readersOf = entryFollower.readers as (parts: typeof context) => { readonly entries: EntryReader };
  const { entries } = readersOf(context);
  const journal = new MemoryJournal();
  const deps = { entries, journal, plant: BENCH.plant, now: () => NOW };
  return {
    ...{ deps, events, journal },
    fallBehind() {
      isBehind = true;
    },
    reopen() {
      book.write({ position: 1, time: NOW });
      book.close();
      book = new EntryBook({ keepDays: 30, path, log });
    },
    tick: (time: number) => book.tick(time),
    view: (station?: string) =>
      qualityEntries(deps, CALLER, { from: at(0), to: at(90_000), ...(station === undefined ? {} : { station }) }),
  };
}

let uids = 0;
function given(more: Partial<GivenEntry> = {}): GivenEntry {
  return {
    entryUid: `00000000-0000-4000-8000-${String(uids++).padStart(12, "0")}`,
    ...{ kind: "scrap", station: "CNC-201", reason: "chatter", piece: null, count: 1, comment: null, at: at(80_000) },
    ...more,
  };
}

describe("entries of quality", () => {
  it("[WI41] entries are in the log and the audit log, survive a restart, and end with their days", async () => {
    const { deps, events, journal, view, reopen, tick } = bench();
    await enterQuality(deps, CALLER, given({ count: 3 }));
    await enterQuality(deps, CALLER, given({ kind: "rework", reason: "size", piece: "PC-1", at: at(81_000) }));
    expect(events.map(({ type, payload }) => [type, payload["reason"]])).toEqual([
      ["quality.entry", "chatter"],
      ["quality.entry", "size"],
    ]);
    expect(journal.entries.map(({ action, result }) => [action, result])).toEqual([
      ["quality.entry", "done"],
      ["quality.entry", "done"],
    ]);
    const before = await view();
    expect(before.entries.map(({ reason, count, by }) => [reason, count, by])).toEqual([
      ["size", 1, "li"],
      ["chatter", 3, "li"],
    ]);
    reopen();
    expect(await view()).toEqual(before);
    tick(NOW);
    tick(NOW + 31 * 86_400e6);
    reopen();
    expect((await view()).entries).toEqual([]);
  });

  it("[WI45] [WI50] lists the newest 200, and counts and adds up all, on disk and in memory", async () => {
    const { deps, view, reopen } = bench();
    for (let n = 0; n < 150; n++) await enterQuality(deps, CALLER, given({ count: 2, at: at(80_000 + n) }));
    reopen();
    for (let n = 0; n < 100; n++) await enterQuality(deps, CALLER, given({ at: at(81_000 + n) }));
    const { entryUid } = await enterQuality(deps, CALLER, given({ count: 500, at: at(80_000) }));
    reopen();
    // The newer version in memory counts in place of the one on disk.
    const fix = { entryUid, version: 1, reason: "size", count: 7, comment: null, isWithdrawn: false };
    await correctEntry(deps, CALLER, fix);
    const { entries, count, sums } = await view();
    expect([entries.length, count]).toEqual([200, 251]);
    expect(sums).toEqual([
      { kind: "scrap", station: "CNC-201", reason: "chatter", entries: 250, count: 400 },
      { kind: "scrap", station: "CNC-201", reason: "size", entries: 1, count: 7 },
    ]);
    await correctEntry(deps, CALLER, { ...fix, version: 2, isWithdrawn: true });
    expect((await view("CNC-201")).sums).toHaveLength(1);
    expect(await view("PRS-01")).toMatchObject({ entries: [], count: 0, sums: [] });
  });

  it("[WI42] a repeated request changes nothing, and a piece has one entry, while the book is behind", async () => {
    const { deps, events, fallBehind } = bench();
    fallBehind();
    const one = given({ piece: "PC-7" });
    const first = await enterQuality(deps, CALLER, one);
    expect(await enterQuality(deps, CALLER, one)).toEqual(first);
    expect(events).toHaveLength(1);
    await expect(enterQuality(deps, CALLER, { ...one, reason: "size" })).rejects.toMatchObject({ code: "conflict" });
    await expect(enterQuality(deps, CALLER, given({ piece: "PC-7", reason: "size" }))).rejects.toThrow(one.entryUid);
    await enterQuality(deps, CALLER, given({ piece: "PC-7", kind: "rework" }));
    expect(events).toHaveLength(2);
  });

  it.each([
    [{ reason: "other" }, "chatter, size, set-up"],
    [{ kind: "rework" as const, reason: "set-up" }, "chatter, size"],
    [{ station: "PRS-01" }, "size, set-up"],
    [{ station: "NONE" }, "no asset"],
    [{ at: at(-8 * 86_400) }, "seven days"],
    [{ at: NOW + 600e6 }, "seven days"],
    [{ piece: "PC-1", count: 2 }, "one piece"],
  ])("[WI42] %o is refused, which the audit log has", async (more, says) => {
    const { deps, events, journal } = bench();
    await expect(enterQuality(deps, CALLER, given(more))).rejects.toThrow(says);
    expect(journal.entries).toMatchObject([{ action: "quality.entry", result: "refused" }]);
    expect(events).toEqual([]);
  });

  it("[WI43] a correction is a new version on the one that was seen; what is taken back counts no more", async () => {
    const { deps, view } = bench();
    const one = given({ count: 5 });
    const { entryUid } = await enterQuality(deps, CALLER, one);
    const fix = { entryUid, version: 1, reason: "size", count: 4, comment: "counted again", isWithdrawn: false };
    expect(await correctEntry(deps, CALLER, fix)).toMatchObject({ version: 2, reason: "size", count: 4 });
    // The answer was lost, and the request comes again.
    expect(await correctEntry(deps, CALLER, fix)).toMatchObject({ version: 2 });
    await expect(correctEntry(deps, CALLER, { ...fix, count: 9 })).rejects.toMatchObject({ code: "conflict" });
    expect((await view()).sums).toMatchObject([{ reason: "size", count: 4, entries: 1 }]);
    await correctEntry(deps, CALLER, { ...fix, version: 2, isWithdrawn: true });
    expect(await view()).toMatchObject({ sums: [], entries: [{ version: 3, isWithdrawn: true }] });
    const unknown = { ...fix, entryUid: given().entryUid };
    await expect(correctEntry(deps, CALLER, unknown)).rejects.toMatchObject({ code: "not-found" });
  });

  it("[WI44] a reading by hand is a measurement of the piece, by its person, and counts once", async () => {
    const { deps, events } = bench();
    const reading = { plan: "flatness", station: "CMM-01", piece: "PC-9", value: 0.03, at: at(80_000) };
    expect(await enterReading(deps, CALLER, reading)).toEqual({ ok: false });
    await enterReading(deps, CALLER, reading);
    const quality = bookOf(config.features);
    for (const event of events) quality.take(event);
    expect(quality.answers.piece("PC-9")).toMatchObject([
      { plan: "flatness", value: 0.03, unit: "mm", ok: false, by: "li", gauge: "CMM-01" },
    ]);
    quality.close();
    await expect(enterReading(deps, CALLER, { ...reading, station: "CNC-201" })).rejects.toThrow("reads no flatness");
  });

  it("[WI45] sums are losses at the ideal cycle, and what has no reason is named", async () => {
    const { deps, view } = bench();
    await enterQuality(deps, CALLER, given({ count: 2 }));
    await enterQuality(deps, CALLER, given({ count: 5, station: "CMM-01", reason: "size" }));
    const [machine] = BENCH.plant.assets;
    const production = {
      machines: [{ assetUid: machine?.assetUid, label: "CNC-201" }],
      figures: () => ({ quantities: { PQ: 50 }, plannedRunS: 4500 }),
    };
    const row = (name: string, scrapped: number) => ({ name, scrapped, reworked: 0 });
    const costs = { costs: () => ({ rows: [row("CNC-201", 6), row("CMM-01", 5), row("PRS-01", 1)] }) };
    Object.assign(deps, { production, costs });
    const { sums, lostS, unexplained, reasons } = await view();
    expect(sums.map(({ station, reason, count }, n) => [station, reason, count, lostS[n]])).toEqual([
      ["CMM-01", "size", 5, null],
      ["CNC-201", "chatter", 2, 180],
    ]);
    expect(unexplained).toEqual([
      { station: "CNC-201", kind: "scrap", reported: 6, explained: 2 },
      { station: "PRS-01", kind: "scrap", reported: 1, explained: 0 },
    ]);
    expect(reasons).toEqual([]);
    const at201 = await view("CNC-201");
    expect(at201.reasons.map(({ id }) => id)).toEqual(["chatter", "size", "set-up"]);
    expect((await view("CMM-01")).readings).toMatchObject([{ plan: "flatness", unit: "mm", upper: 0.02 }]);
  });
});

import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { Caller } from "../../../../edge/api/services/caller.ts";
import { type GivenResult, judgeLot, lotsIn } from "../../../../edge/api/services/quality/incoming.ts";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { LotReader } from "../../../../edge/contracts/quality/incoming.ts";
import { type QualityConfig, qualitySection } from "../../../../edge/quality/config.ts";
import { incomingProblems } from "../../../../edge/quality/incoming/config.ts";
import { LotBook } from "../../../../edge/quality/incoming/lot-book.ts";
import { lotEvent } from "../../../../edge/quality/incoming/lot-event.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { withDefaults } from "../../../fakes/config/with-defaults.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { at, BENCH } from "../measured.ts";

const CALLER = { kind: "local", origin: "127.0.0.1" } as Caller;
const name = { zh: "铸件", en: "Castings" };
const { incoming } = withDefaults(qualitySection.schema, {
  incoming: [{ id: "castings", name, suppliers: ["S*"], sample: 13, accept: 1 }],
}) as QualityConfig;

function bookAt(path = recordPath("lots")): LotBook {
  const log = pino({ level: "silent" });
  const config = { incoming, keepDays: 400 };
  return new LotBook({ config, plant: BENCH.plant, path, log, edgeUid: "edge" as AssetUid });
}

let uids = 0;
const event = (type: string, second: number, payload: object, pieceId?: string): EdgeEvent => ({
  ...{ eventUid: `lot-${uids++}`, type, time: at(second), receivedAt: at(second), schema: "material/1" },
  ...(pieceId === undefined ? {} : { pieceId }),
  payload: { source: "erp", ...payload },
});
const received = (lot: string, second: number, more: object = {}): EdgeEvent =>
  event("lot.received", second, { lot, supplier: "S1", carriers: [`PAL-${lot}`], ...more });
const pallet = (lot: string, second: number, pieces: readonly string[]): EdgeEvent =>
  event("pallet.arrived", second, { carrier: `PAL-${lot}`, pieces, place: "RCV-01" });
const done = (piece: string, second: number, more: object = {}): EdgeEvent =>
  event("piece.completed", second, { place: "CNC-201", verdict: "good", ...more }, piece);

const view = (book: LotBook) => book.answers.lots(at(-1), at(90_000));
const lotOf = (book: LotBook, lot: string) => view(book).lots.find((one) => one.lot === lot);
const result = (lot: string, [inspected, nonconforming]: readonly [number, number], more: object = {}) =>
  lotEvent(
    {
      ...{ lot, inspected, nonconforming, version: 1, isConditional: false, comment: null, by: "li", at: at(500) },
      ...more,
    },
    at(500),
  );

describe("incoming inspection", () => {
  it("[QY36] mistakes of plans are named", () => {
    const of = (more: object) => {
      const given = { incoming: [{ id: "a", name, sample: 8, ...more }] };
      const read = withDefaults(qualitySection.schema, given) as QualityConfig;
      return incomingProblems(read.incoming).map(([, { message }]) => message.en);
    };
    expect(of({ accept: 8 })).toEqual([expect.stringContaining("no lot would be rejected")]);
    expect(of({ accept: 1, reject: 4 })).toEqual([expect.stringContaining("rejects from 1 + 1 on, not from 4")]);
    expect(of({ accept: 1, reject: 2 })).toEqual([]);
  });

  it.each([
    [[13, 1], {}, "accepted"],
    [[13, 2], {}, "rejected"],
    [[5, 2], {}, "rejected"],
    [[12, 1], {}, "open"],
    [[13, 3], { isConditional: true }, "conditional"],
  ] as const)("[QY37] %o of a sample of 13 with Ac 1 %o: %s", (numbers, more, state) => {
    const book = bookAt();
    book.take(received("L1", 0));
    expect(lotOf(book, "L1")).toMatchObject({ state: "open", plan: "castings" });
    book.take(result("L1", numbers, more));
    expect(lotOf(book, "L1")?.state).toBe(state);
    book.close();
  });

  it("[QY37] without a result the report of the receipt decides, and without a plan nothing is open", () => {
    const book = bookAt();
    book.take(received("L1", 0, { accepted: false }));
    book.take(received("L2", 1, { accepted: true }));
    book.take(received("L3", 2, { supplier: "T9" }));
    expect(["L1", "L2", "L3"].map((lot) => lotOf(book, lot)?.state)).toEqual(["rejected", "accepted", "unplanned"]);
    book.take(result("L1", [13, 0]));
    expect(lotOf(book, "L1")?.state).toBe("accepted");
    book.close();
  });

  it("[QY39] the first station that works on pieces of a lot that did not pass has an alert until it passes", () => {
    const book = bookAt();
    book.take(received("L1", 0));
    book.take(pallet("L1", 10, ["PC-1", "PC-2"]));
    book.take(done("PC-1", 100));
    book.take(done("PC-1", 200, { place: "CNC-202" }));
    const [alert, ...others] = book.tick(at(240))?.findings ?? [];
    expect([alert?.assetUid, alert?.standing, others]).toEqual([BENCH.plant.assets[0]?.assetUid, true, []]);
    expect(alert?.message.en).toContain("L1 (S1)");
    expect(lotOf(book, "L1")?.workedAt).toBe("CNC-202");
    book.take(result("L1", [13, 2]));
    expect(book.tick(at(300))?.findings?.[0]).toMatchObject({ standing: true });
    book.take(done("PC-2", 310));
    expect(book.tick(at(360))?.findings?.[0]).toMatchObject({ standing: true, severity: 700 });
    book.take(result("L1", [13, 0], { version: 2 }));
    expect(book.tick(at(420))?.findings?.[0]).toMatchObject({ standing: false });
    expect(book.tick(at(480))).toBeUndefined();
    book.close();
  });

  it("[QY40] [QY41] pieces count for their lot once, for good, over restarts; suppliers by their bad share", () => {
    const path = recordPath("lots");
    let book = bookAt(path);
    const reopen = () => {
      book.write({ position: 1, time: at(1000) });
      book.close();
      book = bookAt(path);
    };
    book.take(received("L1", 0, { accepted: true }));
    book.take(received("L2", 0, { accepted: true, supplier: "S2" }));
    book.take(pallet("L1", 10, ["PC-1", "PC-2", "PC-3"]));
    reopen();
    book.take(pallet("L2", 10, ["PC-8", "PC-9"]));
    book.take(done("PC-1", 100, { verdict: "rework" }));
    reopen();
    book.take(done("PC-1", 200, { verdict: "scrap" }));
    book.take(done("PC-9", 200, { verdict: "scrap" }));
    // The pallet is used again.
    book.take(pallet("L2", 9000, ["PC-1"]));
    const { suppliers } = view(book);
    expect(suppliers.map(({ supplier, pieces, bad }) => [supplier, pieces, bad])).toEqual([
      ["S2", 2, 1],
      ["S1", 3, 1],
    ]);
    book.close();
  });

  it("[QY38] a result is a version on the one that was seen, on record, and a concession says why", async () => {
    const book = bookAt();
    book.take(received("L1", 0));
    const lots: LotReader = {
      ...{ isCurrent: true, plans: [], ...book.answers },
      judge(given) {
        book.take(lotEvent(given, at(600)));
        return Promise.resolve();
      },
    };
    const journal = new MemoryJournal();
    const recalls = { isCurrent: true, recall: () => ({ pieces: [{ state: "inside", place: "RCK-01" }] }) };
    const deps = { lots, journal, now: () => at(600), recalls: recalls as never };
    const given: GivenResult = {
      ...{ lot: "L1", inspected: 13, nonconforming: 2, isConditional: false, comment: null, version: 0 },
    };
    expect((await lotsIn(deps, CALLER, { from: at(-1), to: at(900) })).places.get("L1")).toEqual([
      { place: "RCK-01", pieces: 1 },
    ]);
    expect(await judgeLot(deps, CALLER, given)).toMatchObject({ version: 1, nonconforming: 2 });
    expect(lotOf(book, "L1")?.state).toBe("rejected");
    await expect(judgeLot(deps, CALLER, given)).rejects.toMatchObject({ code: "conflict" });
    const let_ = { ...given, version: 1, isConditional: true };
    await expect(judgeLot(deps, CALLER, let_)).rejects.toThrow("why");
    await judgeLot(deps, CALLER, { ...let_, comment: "machined away" });
    expect(lotOf(book, "L1")).toMatchObject({ state: "conditional", result: { version: 2, comment: "machined away" } });
    await expect(judgeLot(deps, CALLER, { ...given, lot: "L9" })).rejects.toMatchObject({ code: "not-found" });
    expect(journal.entries.map(({ result: how }) => how)).toEqual(["done", "refused", "refused", "done", "refused"]);
    book.close();
  });
});

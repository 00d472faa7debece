import { describe, expect, it } from "vitest";
import type { CauseGroup } from "../../../../edge/contracts/quality/containment.ts";
import type { CauseBook } from "../../../../edge/quality/causes/cause-book.ts";
import { dispositionEvent } from "../../../../edge/quality/causes/dispositions.ts";
import { comparedGroup } from "../../../../edge/quality/causes/group-pieces.ts";
import { at } from "../measured.ts";
import { causeBook, event, fileForCauses, looked, passed, tell, worked } from "./made.ts";

const KEY = "OP60 blemishes high";
const ALL = { from: 0, to: at(1e6) };
const held = (pieces: readonly string[], second: number, what: "hold" | "release" = "hold") =>
  dispositionEvent({ key: KEY, pieces, what, by: "li", reason: "tool 9", at: at(second) });

/** A piece of CNC-202 in another variant that PRS-01 scraps. */
function scrapped(book: CauseBook, piece: string, second: number): void {
  book.take(worked(piece, second, { variant: "PH-80B", place: "CNC-202" }));
  book.take(worked(piece, second + 20, { variant: "PH-80B", place: "PRS-01", verdict: "scrap" }));
}

describe("Pareto", () => {
  it("[RC18] counts bad pieces by class, station, area and variant, most first, each piece once", () => {
    const book = causeBook();
    tell(book, 160, 100);
    for (let n = 0; n < 3; n++) scrapped(book, `PX-${n}`, 10_000 + 60 * n);
    passed(book, 10_000, 10_300);
    const by = (word: "class" | "station" | "area" | "variant", filter = {}) =>
      book.answers.pareto({ ...ALL, by: word, ...filter });
    expect(by("class")).toMatchObject({
      rows: [
        { name: KEY, bad: 15, pieces: 160, of: { operation: "OP60", feature: "blemishes", side: "high" } },
        { name: "OP100 scrap", bad: 3, pieces: 3 },
      ],
      total: { bad: 18, pieces: 163 },
      variants: ["PH-50A", "PH-80B"],
    });
    const named = (rows: readonly { readonly name: string; readonly bad: number }[]) =>
      rows.map(({ name, bad }) => [name, bad]);
    expect(named(by("station").rows)).toEqual([
      ["VIS-01", 15],
      ["PRS-01", 3],
    ]);
    expect(named(by("variant").rows)).toEqual([
      ["PH-50A", 15],
      ["PH-80B", 3],
    ]);
    expect(named(by("area").rows)).toEqual([
      ["quality", 15],
      ["machining", 3],
    ]);
    expect(by("variant", { area: "machining" })).toMatchObject({
      rows: [{ name: "PH-80B", bad: 3 }],
      variants: ["PH-50A", "PH-80B"],
      areas: ["machining", "quality"],
    });
    expect(by("class", { variant: "PH-80B" }).total).toEqual({ bad: 3, pieces: 3 });
    expect(named(by("station", { key: KEY }).rows)).toEqual([["VIS-01", 15]]);
    expect(book.answers.pareto({ from: at(9000), to: at(11_000), by: "class" }).rows).toHaveLength(2);
    expect(book.answers.pareto({ from: at(9999), to: at(11_000), by: "class" }).total.bad).toBe(3);
    expect(() => by("class", { key: "OP1 x" })).toThrow("no such class");
  });

  it("[RC19] leads to the pieces, newest first", () => {
    const book = causeBook();
    tell(book, 160, 100);
    const { count, pieces } = book.answers.badPieces({ ...ALL, key: KEY, limit: 2 });
    expect(count).toBe(15);
    expect(pieces).toMatchObject([
      { piece: "PC-157", key: KEY, station: "VIS-01", variant: "PH-50A" },
      { piece: "PC-153" },
    ]);
    expect(book.answers.badPieces({ ...ALL, area: "machining", limit: 2 })).toEqual({ count: 0, pieces: [] });
  });
});

describe("check of effect", () => {
  const machine: CauseGroup = {
    candidate: { kind: "machine", operation: "OP20", name: "" },
    level: "CNC-202",
    side: "is",
    cut: null,
    since: null,
  };
  const asked = { key: KEY, group: machine, from: 0, pieces: 10, known: { bad: 0, pieces: 0 } };

  it("[RC20] [RC21] compares the cause's pieces that were made after the action with those judged before it", () => {
    const book = causeBook();
    tell(book, 160, 100);
    // Made before the action and looked at after it: on neither side.
    book.take(worked("PC-900", 9_700, { place: "CNC-202" }));
    book.take(looked("PC-900", 10_500, 4));
    const begin = 11_000;
    for (let n = 0; n < 20; n++) {
      book.take(worked(`PD-${n}`, begin + 60 * n, { place: n % 2 === 0 ? "CNC-201" : "CNC-202" }));
      book.take(looked(`PD-${n}`, begin + 60 * n + 20, n === 1 ? 4 : 0));
    }
    passed(book, 9_700, begin + 1300);
    const found = book.answers.effect({ ...asked, startedAt: at(9_800), finishedAt: at(10_800) });
    expect(found).toMatchObject({
      before: { bad: 15, pieces: 80 },
      after: { bad: 1, pieces: 10 },
      between: 1,
      wanted: 10,
    });
    expect(found.verdict).toBe("not-shown");
    const fewer = book.answers.effect({ ...asked, pieces: 3, startedAt: at(9_800), finishedAt: at(10_800) });
    expect(fewer.after).toEqual({ bad: 1, pieces: 3 });
    const of = { ...asked, group: null, startedAt: at(9_800), finishedAt: at(10_800), pieces: 30 };
    expect(book.answers.effect(of)).toMatchObject({ before: { pieces: 160 }, after: { bad: 1, pieces: 20 } });
    expect(book.answers.effect(of).verdict).toBe("pending");
  });

  it("[RC21] counts with what was known where the oldest pieces are forgotten", () => {
    const book = causeBook(fileForCauses(), { pieces: 100 });
    tell(book, 160, 100);
    const of = { ...asked, startedAt: at(9_800), finishedAt: at(9_800) };
    expect(book.answers.effect(of).before).toEqual({ bad: 15, pieces: 50 });
    expect(book.answers.effect({ ...of, known: { bad: 15, pieces: 80 } }).before).toEqual({ bad: 15, pieces: 80 });
  });

  it("[RC21] a tool is compared by its machine, and what ends with the cause by all pieces", () => {
    const of = (kind: "tool" | "lot" | "signal" | "fixture", level: string): CauseGroup => ({
      ...machine,
      candidate: { kind, operation: "OP20", name: "" },
      level,
    });
    expect(comparedGroup(of("tool", "CNC-202/T9"))).toMatchObject({ candidate: { kind: "machine" }, level: "CNC-202" });
    expect(comparedGroup(of("lot", "L7"))).toBeUndefined();
    expect(comparedGroup(of("signal", "%"))).toBeUndefined();
    expect(comparedGroup(of("fixture", "FX-1"))?.level).toBe("FX-1");
    expect(comparedGroup(null)).toBeUndefined();
  });
});

describe("decisions on pieces", () => {
  it("[RC23] [RC24] stand beside each contained piece, the newest one, also after a kill", () => {
    const path = fileForCauses();
    const book = causeBook(path);
    tell(book, 160, 100);
    book.take(worked("PC-900", 9_700, { place: "CNC-202" }));
    passed(book, 9_700, 9_710);
    expect(book.answers.defects()[0]?.uncontained).toBe(1);
    book.take(held(["PC-900", "PC-157"], 9_720));
    book.take(held(["PC-157"], 9_730, "release"));
    expect(book.answers.defects()[0]?.uncontained).toBe(0);
    const look = (of: CauseBook) => of.answers.containment({ key: KEY, cause: 0, limit: 500 });
    const shown = look(book);
    expect(shown.dispositions).toMatchObject({ hold: 1, release: 1, rework: 0, scrap: 0 });
    expect(shown.pieces[0]).toMatchObject({
      piece: "PC-900",
      disposition: { what: "hold", by: "li", reason: "tool 9", at: at(9_720) },
    });
    expect(shown.pieces.find(({ piece }) => piece === "PC-157")?.disposition?.what).toBe("release");
    book.write({ position: 1, time: at(9_740) });
    book.close();
    expect(look(causeBook(path))).toEqual(shown);
  });

  it("[RC24] a case lists the pieces of its own circumstance, whatever is ranked now", () => {
    const book = causeBook();
    tell(book, 160, 100);
    const group: CauseGroup = {
      candidate: { kind: "machine", operation: "OP20", name: "" },
      level: "CNC-201",
      side: "is",
      cut: null,
      since: at(9_000),
    };
    const found = book.answers.containment({ key: KEY, cause: group, limit: 500 });
    expect(found.cause).toBeNull();
    expect(found.counts).toEqual({ good: 5, bad: 0, other: 0, open: 0 });
  });

  it("[RC23] are taken from the log alone, and nothing that a server made up is", () => {
    const book = causeBook();
    tell(book, 160, 100);
    const made = { key: KEY, pieces: ["PC-157"], what: "hold", by: "li", reason: "r" };
    for (const wrong of [{ what: "sell" }, { pieces: "PC-157" }, { by: 7 }, { key: "x".repeat(3000) }])
      book.take(event("quality.disposition", 9_720, { ...made, ...wrong }));
    expect(book.answers.containment({ key: KEY, cause: 0, limit: 1 }).dispositions.hold).toBe(0);
    expect(() => book.answers.checkPieces({ key: KEY, pieces: ["PC-157", "PC-X"] })).toThrow("do not include PC-X");
  });
});

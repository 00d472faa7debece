import { describe, expect, it } from "vitest";
import type { CauseBook } from "../../../../edge/quality/causes/cause-book.ts";
import { randomOf } from "../../../run/seed.ts";
import { at } from "../measured.ts";
import { causeBook, event, fileForCauses, looked, passed, sampled, story, tell, uidOf, worked } from "./made.ts";

/** What the book knows of a piece, by words of its columns. */
function rowOf(book: CauseBook, piece: string): Readonly<Record<string, string | number>> {
  const slot = book.table.find(piece) as number;
  const cells = book.table.columns
    .filter(({ name, values }) => name.role === "circumstance" && !Number.isNaN(values[slot]))
    .map(({ name, levels, isNumber, values }) => {
      const value = values[slot] as number;
      const key = [name.operation, name.kind, name.name].filter((word) => word !== "").join(" ");
      return [key, isNumber ? value : (levels[value] as string)] as const;
    });
  return Object.fromEntries(cells);
}

describe("circumstances", () => {
  it("[RC6] are those of the work, its signals, its results and the lot", () => {
    const book = causeBook();
    book.take(event("lot.received", 0, { lot: "L7", supplier: "S1", heat: "H2", carriers: ["PAL-1"] }));
    book.take(event("pallet.arrived", 10, { place: "RCK-01", carrier: "PAL-1", pieces: ["PC-1"] }));
    for (let second = 100; second < 160; second++)
      sampled(book, "CNC-201 spindle/load", second, second < 130 ? 30 : 50);
    const work = { program: "P-R2", tools: ["T1", "T9"], fixture: "FX-3", by: "wang", position: "A", order: "ORD-1" };
    book.take(worked("PC-1", 160, { ...work, startedAt: at(100) / 1000 }));
    for (let second = 200; second < 230; second++) sampled(book, "PRS-01 ram/speed", second, 12);
    sampled(book, "PRS-01 result/peak-force", 190, 17_000);
    book.take(worked("PC-1", 230, { place: "PRS-01", startedAt: at(200) / 1000 }));
    sampled(book, "PRS-01 result/peak-force", 231, 18_000);
    passed(book, 0, 240);
    expect(rowOf(book, "PC-1")).toMatchObject({
      lot: "L7",
      supplier: "S1",
      heat: "H2",
      variant: "PH-50A",
      order: "ORD-1",
      "OP20 machine": "CNC-201",
      "OP20 program": "P-R2",
      "OP20 tool 1": "CNC-201/T1",
      "OP20 tool 2": "CNC-201/T9",
      "OP20 fixture": "FX-3",
      "OP20 operator": "wang",
      "OP20 position": "A",
      "OP20 duration": 60,
      "OP20 signal spindle/load": 40,
      "OP100 signal ram/speed": 12,
      "OP100 signal result/peak-force": 18_000,
    });
  });

  it("[RC6] a pallet that carries other pieces later is of no lot", () => {
    const book = causeBook();
    book.take(event("lot.received", 0, { lot: "L7", supplier: "S1", carriers: ["PAL-1"] }));
    book.take(event("pallet.arrived", 10, { place: "RCK-01", carrier: "PAL-1", pieces: ["PC-1", "PC-2"] }));
    book.take(worked("PC-9", 4000));
    passed(book, 0, 4010);
    book.take(event("pallet.arrived", 5000, { place: "RCK-03", carrier: "PAL-1", pieces: ["PC-9"] }));
    book.take(event("pallet.arrived", 5000, { place: "RCK-03", carrier: "PAL-1", pieces: ["PC-77"] }));
    expect(rowOf(book, "PC-2")).toMatchObject({ lot: "L7" });
    expect(rowOf(book, "PC-9")["lot"]).toBeUndefined();
    expect(book.table.find("PC-77")).toBeUndefined();
  });

  it("[RC6] an oven's place is a circumstance, a buffer's is not", () => {
    const book = causeBook(fileForCauses(), {
      operations: [{ stations: ["OVN-01"], id: "OP90", name: { zh: "固化", en: "Curing" } }],
    });
    book.take(event("piece.arrived", 0, { place: "OVN-01", slot: 7 }, "PC-1"));
    book.take(event("piece.arrived", 0, { place: "BUF-1", slot: 3 }, "PC-1"));
    expect(rowOf(book, "PC-1")).toEqual({ "OP90 slot": "OVN-01:7" });
  });

  it("[RC7] what is done to a bad piece later did not make it bad", () => {
    const book = causeBook();
    book.take(worked("PC-1", 0));
    book.take(looked("PC-1", 60, 5));
    passed(book, 0, 100);
    book.take(worked("PC-1", 200, { place: "CNC-202" }));
    book.take(looked("PC-1", 260, 0));
    passed(book, 101, 300);
    expect(rowOf(book, "PC-1")["OP20 machine"]).toBe("CNC-201");
    expect(book.answers.defects()).toMatchObject([{ key: "OP60 blemishes high", bad: 1, judged: 1 }]);
  });

  it("[RC10] the newest pieces are kept", () => {
    const book = causeBook(fileForCauses(), { pieces: 100 });
    tell(book, 150, 1000);
    expect(book.answers.counters()).toMatchObject({ pieces: 100, capacity: 100, refused: 0 });
    expect([book.table.find("PC-49"), typeof book.table.find("PC-50")]).toEqual([undefined, "number"]);
  });
});

describe("classes of defects", () => {
  it("[RC8] are sides of features, and verdicts of stations that work", () => {
    const book = causeBook();
    book.take(looked("PC-1", 0, 5));
    book.take(
      event("piece.measured", 0, { place: "VIS-01", features: [{ name: "score", value: 3, ok: false }] }, "PC-2"),
    );
    book.take(worked("PC-3", 0, { place: "PRS-01", verdict: "scrap" }));
    book.take(worked("PC-4", 0, { place: "VIS-01", verdict: "rework" }));
    passed(book, 0, 10);
    const keys = book.answers.defects().map(({ key }) => key);
    expect(keys.toSorted()).toEqual(["OP100 scrap", "OP60 blemishes high", "OP60 score bad"]);
  });

  it("[RC8] beyond the bound are counted, over a restart too", () => {
    const path = fileForCauses();
    const first = causeBook(path);
    for (let n = 0; n < 202; n++) {
      const features = [{ name: `f${n}`, value: 3, ok: false }];
      first.take(event("piece.measured", n, { place: "VIS-01", features }, `PC-${n}`));
    }
    passed(first, 0, 220);
    first.write({ position: 1, time: at(220) });
    first.close();
    const book = causeBook(path);
    const question = { from: at(0), to: at(500), by: "class" } as const;
    expect(book.answers.defects()).toHaveLength(200);
    expect(book.answers.pareto(question)).toMatchObject({ refused: 2, total: { bad: 200 } });
  });

  it("[RC12] [RC13] [RC37] are ranked from the tenth bad piece on, and the cause is an alert on its machine", () => {
    const book = causeBook();
    // With two machines ten bad pieces of one are named, and 25 are sure.
    const findings = tell(book, 200, 100);
    const [first] = book.answers.defects();
    expect(first).toMatchObject({ key: "OP60 blemishes high", bad: 25, judged: 200 });
    const [cause] = first?.ranking?.causes ?? [];
    expect(cause).toMatchObject({ candidate: { kind: "machine", operation: "OP20" }, level: "CNC-202" });
    // Known within five minutes of the tenth bad piece, which is PC-137.
    expect((first?.ranking?.foundAt ?? 0) / 1e6 - at(137 * 60) / 1e6).toBeLessThan(300);
    const standing = findings.filter((one) => one.standing);
    expect(standing[0]).toMatchObject({
      rule: "quality/cause/OP60-blemishes-high",
      assetUid: uidOf("CNC-202"),
      severity: 550,
      message: {
        zh: "OP60 视觉检测 外观缺陷 偏大：与“OP20 铣削 设备 CNC-202（加工中心 202）”相关",
        en: expect.stringMatching(
          /^OP60 Vision inspection Blemishes too large: associated with OP20 Milling machine CNC-202 \(Mach.* 202\)$/,
        ),
      },
    });
    const later = passed(book, 200 * 60 + 4 * 3600, 200 * 60 + 4 * 3600 + 60);
    expect(later.map((one) => one.standing)).toEqual([false]);
  });

  it("[RC13] a cause without a machine is an alert on the station that judged", () => {
    const book = causeBook();
    const findings = [];
    for (let n = 0; n < 160; n++) {
      book.take(worked(`PC-${n}`, n * 60, { program: n % 2 === 0 ? "P1" : "P2" }));
      book.take(looked(`PC-${n}`, n * 60 + 20, n % 4 === 1 ? 4 : 0));
      findings.push(...passed(book, n * 60, n * 60 + 59));
    }
    expect(findings.find((one) => one.standing)).toMatchObject({ assetUid: uidOf("VIS-01") });
  });

  it("[RC13] an hour that leads is in the answers, and no alert", () => {
    const book = causeBook();
    const findings = [];
    for (let n = 0; n < 240; n++) {
      book.take(worked(`PC-${n}`, n * 60, { program: n % 2 === 0 ? "P1" : "P2" }));
      book.take(looked(`PC-${n}`, n * 60 + 20, n >= 120 && n < 180 && n % 3 === 0 ? 4 : 0));
      findings.push(...passed(book, n * 60, n * 60 + 59));
    }
    const [first] = book.answers.defects();
    expect(first?.ranking?.causes[0]?.candidate.kind).toBe("hour");
    expect(findings).toEqual([]);
  });

  it("[RC14] contain the pieces with the same circumstance, those that wait for a verdict first", () => {
    const book = causeBook();
    tell(book, 160, 100);
    book.take(worked("PC-900", 160 * 60 + 100, { place: "CNC-202" }));
    book.take(worked("PC-901", 160 * 60 + 100, { place: "CNC-201" }));
    passed(book, 160 * 60 + 100, 160 * 60 + 110);
    const { counts, pieces, cause } = book.answers.containment({ key: "OP60 blemishes high", cause: 0, limit: 3 });
    expect(pieces[0]).toEqual({ piece: "PC-900", at: null, verdict: "open", disposition: null });
    expect(pieces.map(({ piece }) => piece)).toEqual(["PC-900", "PC-159", "PC-157"]);
    expect(counts).toMatchObject({ bad: 15, open: 1 });
    expect(cause?.since === null || counts.good < 40).toBe(true);
    expect(() => book.answers.containment({ key: "OP60 blemishes high", cause: 9, limit: 1 })).toThrow("no such cause");
    expect(() => book.answers.containment({ key: "OP9 x low", cause: 0, limit: 1 })).toThrow("no such class");
  });
});

it("[RC11] continues after each write as if it had never been closed", () => {
  const whole = causeBook();
  const path = fileForCauses();
  let parted = causeBook(path);
  const random = randomOf("cause-kills");
  let now = 0;
  let position = 0;
  for (const { second, event: one } of story(140, 60)) {
    for (; now < second; now++) {
      expect(JSON.stringify(parted.tick(at(now)))).toBe(JSON.stringify(whole.tick(at(now))));
      if (now % 7 === 0)
        for (const book of [whole, parted]) sampled(book, `CNC-20${1 + (now % 2)} spindle/load`, now, 30 + (now % 11));
    }
    for (const book of [whole, parted]) book.take(one);
    position++;
    if (random() < 0.85) continue;
    parted.write({ position, time: at(now) });
    parted.close();
    parted = causeBook(path);
    expect(parted.mark).toEqual({ position, time: at(now) });
  }
  expect(rowOf(parted, "PC-133")).toEqual(rowOf(whole, "PC-133"));
  expect(rowOf(whole, "PC-133")["OP20 signal spindle/load"]).toBeGreaterThan(29);
  expect(JSON.stringify(parted.answers.defects())).toBe(JSON.stringify(whole.answers.defects()));
  expect(whole.answers.defects()[0]?.ranking?.causes[0]?.level).toBe("CNC-202");
});

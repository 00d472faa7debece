import { describe, expect, it } from "vitest";
import { curveFigures } from "../../../../edge/contracts/quality/curve-figures.ts";
import { figureIn, isCurve } from "../../../../edge/contracts/quality/curves.ts";
import { CurveMemory } from "../../../../edge/quality/causes/curve-memory.ts";
import { at } from "../measured.ts";
import { CAUSE_TAGS, causeBook, curveBlocks, event, fileForCauses, passed, pressed, uidOf, worked } from "./made.ts";

const FORCE = CAUSE_TAGS.ofAsset(uidOf("PRS-01")).filter(({ signal }) => signal === "force-curve");
const WIDE = { from: at(-1e6), to: at(1e6) };
const KEY = "OP60 blemishes high";

describe("figures of curves", () => {
  it("[RC33] are peak, seconds until it, area and end, without points that are no numbers", () => {
    const points = [Number.NaN, 1, 3, Number.NaN, 2];
    expect(curveFigures({ points, dtS: 0.5 })).toEqual({ peak: 3, "peak-at": 1, area: 1 + 2.5, end: 2 });
    expect(curveFigures({ points: [Number.NaN, 1], dtS: 1 })).toBeUndefined();
    expect(figureIn("ram/force-curve peak-at")).toEqual({ signal: "ram/force-curve", figure: "peak-at" });
    expect([figureIn("ram/peak"), figureIn("peak")]).toEqual([undefined, undefined]);
  });

  it("[RC33] a burst of acceleration is no curve", () => {
    expect([isCurve({ type: "waveform", unit: "N" }), isCurve({ type: "number", unit: "N" })]).toEqual([true, false]);
    expect(isCurve({ type: "waveform", unit: "m/s2" })).toBe(false);
  });

  it("[RC33] belong to the piece that the curve names, else to the work of its time; 32 are remembered", () => {
    const [tag] = FORCE;
    if (tag === undefined) throw new Error("no curve");
    const memory = new CurveMemory(FORCE);
    const take = (piece: string | undefined, second: number, peak: number) =>
      memory.take(curveBlocks(piece, second, peak)[0] as ReturnType<typeof curveBlocks>[number]);
    take("PC-1", 0, 100);
    take("PC-2", 10, 200);
    take("PC-1", 20, 300);
    take(undefined, 30, 400);
    const peak = (piece: string, from: number, to: number) =>
      memory.of(tag, { piece, from: at(from), to: at(to) })?.peak;
    // Two screws of one piece: their mean. A curve that ended after the work is of the next one.
    expect([peak("PC-1", 0, 25), peak("PC-1", 0, 15), peak("PC-2", 0, 15)]).toEqual([200, 100, 200]);
    expect([peak("PC-3", 29, 33), peak("PC-3", 33, 33), peak("PC-3", 0, 20)]).toEqual([400, undefined, undefined]);
    expect(new CurveMemory(FORCE, memory.state).state).toEqual(memory.state);
    expect(new CurveMemory([], memory.state).state).toEqual([]);
    for (let n = 0; n < 40; n++) take(`PC-${n}`, 100 + n, 1);
    expect(memory.state[0]?.[1]).toHaveLength(32);
  });
});

describe("curves as causes", () => {
  it("[RC33] a figure of a curve is named as a cause of a defect that shows later, also over a restart", () => {
    const [whole, path] = [causeBook(), fileForCauses()];
    expect(whole.needs.waveforms).toBe(true);
    pressed(whole, 80);
    const [cause] = whole.answers.defects().find(({ key }) => key === KEY)?.ranking?.causes ?? [];
    expect(cause?.candidate).toMatchObject({ kind: "signal", operation: "OP100" });
    expect(figureIn(cause?.candidate.name ?? "")?.signal).toBe("ram/force-curve");
    expect(cause?.sentence.zh).toContain("OP100 压装 信号 信号 force-curve 峰值");
    // Written between a curve and the report of its work.
    const first = causeBook(path);
    const [force] = curveBlocks("PC-1", 2, 500);
    if (force === undefined) throw new Error("no curve");
    first.takeWaveform(force);
    first.write({ position: 1 as never, time: at(4) });
    first.close();
    const second = causeBook(path);
    second.take(worked("PC-1", 5, { place: "PRS-01", startedAt: at(0) / 1000 }));
    passed(second, 5, 12);
    const name = { role: "circumstance", kind: "signal", operation: "OP100", name: "ram/force-curve peak" } as const;
    expect(second.table.column(name)?.values[0]).toBe(500);
    second.close();
    whole.close();
  });

  it("[RC34] a curve is no cause of what its own operation judges", () => {
    const book = causeBook();
    for (let n = 0; n < 60; n++) {
      const [second, isBad] = [n * 60, n % 3 === 1];
      const peak = isBad ? 30_000 : 18_000;
      for (const block of curveBlocks(`PC-${n}`, second + 2, peak)) book.takeWaveform(block);
      book.take(worked(`PC-${n}`, second + 5, { place: "PRS-01", startedAt: at(second) / 1000 }));
      const features = [{ name: "peak-force", value: peak, lower: 0, upper: 25_000, ok: !isBad }];
      book.take(event("piece.measured", second + 6, { place: "PRS-01", features }, `PC-${n}`));
      passed(book, second + 6, second + 20);
    }
    const { candidates, causes } = book.answers.causes({
      ...{ key: "OP100 peak-force high", from: WIDE.from, to: WIDE.to, correction: "holm" },
    });
    expect(candidates).toBeGreaterThan(0);
    expect(causes.filter(({ candidate }) => figureIn(candidate.name) !== undefined)).toEqual([]);
    book.close();
  });

  it("[RC35] gives the work on the newest good and bad pieces", () => {
    const book = causeBook();
    pressed(book, 40);
    const { good, bad } = book.answers.works({ key: KEY, ...WIDE, most: 3 });
    expect(good.map(({ piece }) => piece)).toEqual(["PC-39", "PC-38", "PC-36"]);
    expect(bad[0]).toEqual({
      piece: "PC-37",
      operation: "OP100",
      station: "PRS-01",
      doneAt: at(37 * 60 + 5),
      durationS: 5,
    });
    expect(() => book.answers.works({ key: "OP1 x", ...WIDE, most: 3 })).toThrow("no such class");
    book.close();
  });
});

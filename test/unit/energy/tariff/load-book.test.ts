import { describe, expect, it } from "vitest";
import type { LoadBook } from "../../../../edge/energy/tariff/load-book.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { randomOf } from "../../../run/seed.ts";
import { at, bookOf, CONTRACT, completed, read, tariffsOf } from "./metered.ts";

/** MAIN draws `powerAt` kW, read every 10 s by its counter; the clock ticks before each reading. */
function run(
  book: LoadBook,
  from: number,
  to: number,
  powerAt: (second: number) => number,
): ReturnType<LoadBook["tick"]>[] {
  const outputs: ReturnType<LoadBook["tick"]>[] = [];
  for (let second = from; second < to; second += 10) {
    outputs.push(book.tick(at(second)));
    counted += (powerAt(second) * 10) / 3600;
    read(book, "MAIN", "power", powerAt(second), second);
    read(book, "MAIN", "import", counted, second);
    read(book, "MAIN", "reactive", counted / 2, second);
  }
  return outputs;
}
let counted = 500;

const rulesOf = (outputs: ReturnType<LoadBook["tick"]>[]): string[] =>
  outputs.flatMap((output) => (output?.findings ?? []).map(({ rule, standing }) => `${rule} ${standing}`));

describe("the book of loads", () => {
  it("[TF3] [TF4] [TF6] amounts by quarter of an hour, with cost, CO2 and power factor", () => {
    const book = bookOf();
    run(book, 0, 3700, (second) => (second < 1800 ? 100 : 200));
    const { points, contracts, from, to } = book.answers.cost(at(0), at(3700));
    expect([from, to]).toEqual([at(0), at(3600)]);
    const main = points.find(({ label }) => label === "MAIN");
    // The first quarter's beginning was not seen.
    expect(main?.quarters).toBe(3);
    expect(main?.amount).toBeCloseTo(25 + 100, 0);
    expect(main?.cost).toBeCloseTo(0.5 * (main?.amount ?? 0), 9);
    expect(main?.co2Kg).toBeCloseTo(0.4 * (main?.amount ?? 0), 9);
    expect(main?.isUncertain).toBe(false);
    expect(contracts[0]?.powerFactor?.factor).toBeCloseTo(1 / Math.hypot(1, 0.5), 6);
    expect(contracts[0]?.demand?.kW).toBeCloseTo(200, -1);
    expect(contracts[0]?.demand?.cost).toBeCloseTo((contracts[0]?.demand?.kW ?? 0) * 40, 9);
    const curve = book.answers.curve("power", at(0), at(3700));
    expect(curve?.map(({ kW }) => (kW === null ? null : Math.round(kW)))).toEqual(
      [null, 100, 200, 200].map((kW) => (kW === null ? null : expect.closeTo(kW, -1))),
    );
    expect(book.answers.curve("gas", at(0), at(3700))).toBeUndefined();
    book.close();
  });

  it("[TF3] a gap of more than five minutes makes the quarters at its ends uncertain, and loses nothing", () => {
    const book = bookOf();
    run(book, 0, 1000, () => 100);
    counted += (100 * 800) / 3600;
    run(book, 1800, 3800, () => 100);
    const main = book.answers.cost(at(900), at(3600)).points.find(({ label }) => label === "MAIN");
    expect(main).toMatchObject({ quarters: 3, isUncertain: true });
    expect(main?.amount).toBeCloseTo(75, 6);
    expect(book.answers.cost(at(2700), at(3600)).points[0]?.isUncertain).toBe(false);
    book.close();
  });

  it("[TF7] [TF8] a silent meter leaves its windows without a mean", () => {
    const book = bookOf();
    run(book, 0, 2000, () => 100);
    expect(book.answers.demand()[0]).toMatchObject({ contract: "power", windowMin: 15, limitKw: 250, minutes: 3 });
    expect(book.answers.demand()[0]?.soFarKw).toBeCloseTo(100, 6);
    expect(book.answers.demand()[0]?.forecast?.kW).toBeCloseTo(100, 6);
    for (let second = 2000; second < 2400; second += 10) book.tick(at(second));
    expect(book.answers.demand()[0]).toMatchObject({ soFarKw: null, forecast: null });
    expect(book.answers.demand()[0]?.monthPeak?.kW).toBeCloseTo(100, 6);
    book.close();
  });

  it("[TF5] a point has the price of the contract that bills it, else of the first of its medium, else none", () => {
    const contract = (id: string, meter: string, price: number, medium = "electricity") => ({
      ...{ id, name: CONTRACT.name, medium, meters: [meter] },
      bands: [{ id: "all", name: CONTRACT.name, price }],
    });
    const pricesWith = (contracts: object[]): object => {
      const book = bookOf(tariffsOf({ contracts }));
      for (let second = 0; second < 3700; second += 10) {
        run(book, second, second + 10, () => 100);
        read(book, "OVN-1", "power", 6, second);
        read(book, "GAS", "volume", second / 100, second);
      }
      const { points } = book.answers.cost(at(0), at(3700));
      book.close();
      return Object.fromEntries(
        points.map(({ label, contract: by, cost, amount }) => [label, [by, Math.round((100 * cost) / amount) / 100]]),
      );
    };
    const main = contract("main", "MAIN", 0.5);
    const oven = contract("oven", "OVN-1", 0.9);
    const gas = contract("gas", "GAS", 3, "natural-gas");
    expect(pricesWith([main, oven])).toEqual({ MAIN: ["main", 0.5], "OVN-1": ["oven", 0.9] });
    expect(pricesWith([oven, main])).toEqual({ MAIN: ["main", 0.5], "OVN-1": ["oven", 0.9] });
    const other = contract("other", "MAIN-2", 0.7);
    expect(pricesWith([gas, main, other])).toEqual({ MAIN: ["main", 0.5], "OVN-1": ["main", 0.5], GAS: ["gas", 3] });
    expect(pricesWith([gas, other, main])).toMatchObject({ MAIN: ["main", 0.5], "OVN-1": ["other", 0.7] });
  });

  it("[TF13] variants of a quarter, minutes, quarters and windows are bounded", () => {
    const book = bookOf(tariffsOf({ contracts: [CONTRACT], keepDays: 12 }));
    run(book, 0, 10, () => 100);
    for (let n = 0; n < 30; n++) book.take(completed("OVN-1", `V${n}`, n));
    book.take(completed("OVN-1", "V0", 30));
    run(book, 10, 3700, () => 100);
    const pieces = book.unwritten.machines[0]?.pieces ?? [];
    expect(pieces).toHaveLength(21);
    expect([pieces[0], pieces.at(-1)]).toEqual([
      ["V0", 2],
      ["*", 10],
    ]);

    const codes = book.meters.map(({ code }) => code);
    const main = book.meters.find(({ point }) => point.asset.label === "MAIN")?.code ?? -1;
    const until = at(3700);
    /** What is kept of the first hour. */
    const kept = (day: number) => {
      book.tick(at(day * 86_400));
      book.write({ position: day, time: at(day * 86_400) });
      const minutes = book.store.minutes("power", 1e6);
      return {
        minutes: minutes.filter(({ to }) => to <= until).length,
        allMinutes: minutes.length,
        quarters: book.store.quarters(main, 0, until).length,
        reactive: book.store.reactive(main, 0, until).size,
        machines: codes.flatMap((code) => book.store.machines(code, 0, until)).length,
        windows: book.store.windows("power", 0, until).length,
      };
    };
    const young = kept(10);
    for (const [name, count] of Object.entries(young)) expect(count, name).toBeGreaterThan(2);
    expect(kept(13)).toMatchObject({ minutes: young.minutes, quarters: 0, reactive: 0, machines: 0, windows: 0 });
    expect(kept(15).minutes).toBe(0);
    // Two weeks, and two hours for the features of their first minutes.
    expect(kept(20).allMinutes).toBeLessThanOrEqual((14 * 24 + 2) * 60 + 1);
    book.close();
  });

  it("[TF10] warns while the forecast is above the limit, names what can wait, and ends", () => {
    const book = bookOf();
    read(book, "OVN-1", "item-state", 3, 0);
    read(book, "OVN-1", "power", 17, 0);
    expect(rulesOf(run(book, 0, 1800, () => 200))).toEqual([]);
    const high = run(book, 1800, 3000, () => 400);
    expect(rulesOf(high).at(-1)).toBe("tariffs/power/demand true");
    const said = high.flatMap((output) => output?.findings ?? []).at(-1);
    expect(said?.evidence[0]).toMatchObject({ limit: 250, detector: "demand" });
    expect(said?.evidence[0]?.why.en).toContain("can wait: OVN-1 17.0 kW");
    expect(rulesOf(run(book, 3000, 5400, () => 150)).at(-1)).toBe("tariffs/power/demand false");
    book.close();
  });

  it("[TF11] idle energy counts once the stretch is longer than allowed, and the whole of it", () => {
    const book = bookOf(tariffsOf({ contracts: [CONTRACT], idleMin: 30 }));
    read(book, "OVN-1", "item-state", 2, 0);
    for (let second = 0; second < 1700; second += 10) {
      book.tick(at(second));
      read(book, "OVN-1", "power", 6, second);
    }
    book.tick(at(1700));
    read(book, "OVN-1", "item-state", 3, 1700);
    book.tick(at(1800));
    read(book, "OVN-1", "item-state", 2, 1800);
    for (let second = 1800; second < 6000; second += 10) {
      book.tick(at(second));
      read(book, "OVN-1", "power", 6, second);
    }
    const [waste, ...others] = book.answers.idle(at(0), at(6000));
    expect(others).toEqual([]);
    // From 1800 s to the last whole quarter at 5400 s.
    expect(waste).toMatchObject({ label: "OVN-1" });
    expect(waste?.hours).toBeCloseTo(1, 1);
    expect(waste?.kWh).toBeCloseTo(6 * (waste?.hours ?? 0), 6);
    expect(waste?.cost).toBeCloseTo(0.5 * (waste?.kWh ?? 0), 9);
    for (let second = 6000; second < 8000; second += 10) book.tick(at(second));
    // Nothing is heard of it any more: five more minutes at most.
    expect(book.answers.idle(at(0), at(8000))[0]?.hours).toBeLessThan((6300 - 1800) / 3600 + 0.01);
    book.close();
  });

  it("[TF12] continues after each kill as if there had been none", () => {
    const random = randomOf("load-kills");
    const path = recordPath("load-kills");
    let parted = bookOf(tariffsOf(), path);
    const whole = bookOf();
    let position = 0;
    let count = 1000;
    let power = 150;
    let different = 0;
    for (let second = 0; second < 30_000; second += 20) {
      power = Math.max(50, power + 40 * (random() - 0.5));
      count += (power * 20) / 3600;
      const outputs = [whole, parted].map((book) => {
        const output = book.tick(at(second));
        read(book, "MAIN", "power", power, second);
        read(book, "MAIN", "import", count, second);
        read(book, "MAIN", "reactive", count / 3, second);
        read(book, "OVN-1", "power", power / 10, second);
        if (second % 400 === 0) read(book, "OVN-1", "item-state", second % 4000 < 2400 ? 2 : 3, second);
        if (second % 300 === 0) book.take(completed("OVN-1", `V${second % 7}`, second));
        return JSON.stringify(output);
      });
      if (outputs[0] !== outputs[1]) different++;
      position++;
      if (random() > 0.02) continue;
      parted.write({ position, time: at(second) });
      parted.close();
      parted = bookOf(tariffsOf(), path);
      expect(parted.mark).toEqual({ position, time: at(second) });
    }
    expect(different).toBe(0);
    const answersOf = ({ answers }: LoadBook): unknown => [
      answers.cost(at(0), at(30_000)),
      answers.demand(),
      answers.idle(at(0), at(30_000)),
      answers.curve("power", at(0), at(30_000)),
    ];
    expect(answersOf(parted)).toEqual(answersOf(whole));
    parted.close();
    whole.close();
  });
});

import { describe, expect, it } from "vitest";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import { apportion } from "../../../../edge/energy/pieces/apportion.ts";
import { Counter } from "../../../../edge/energy/pieces/counter.ts";
import { integrate } from "../../../../edge/energy/pieces/integrate.ts";
import { largestRemainder } from "../../../../edge/energy/pieces/largest-remainder.ts";
import { randomOf } from "../../../run/seed.ts";
import { type EventName, eventOf, parts, Shop, station } from "./shop.ts";

describe("the sum of the parts", () => {
  it("[PE7] whole shares add up to the whole exactly, each within one of its exact share", () => {
    const random = randomOf("largest-remainder");
    for (let trial = 0; trial < 2000; trial++) {
      const weights = Array.from({ length: 1 + Math.floor(random() * 40) }, () =>
        random() < 0.2 ? 0 : random() * 10 ** Math.floor(random() * 12 - 6),
      );
      const total = Math.floor(random() * 10 ** Math.floor(random() * 10));
      const sum = weights.reduce((all, one) => all + one, 0);
      const shares = largestRemainder(total, weights);
      expect(shares.reduce((all, one) => all + one, 0)).toBe(sum > 0 ? total : 0);
      for (const [at, share] of shares.entries())
        if (sum > 0) expect(Math.abs(share - ((weights[at] as number) / sum) * total)).toBeLessThan(1.001);
    }
  });

  it("[PE3] power between edges: straight lines, held while it does not change, and gaps apart", () => {
    const times = [0, 1, 2, 12, 13, 60, 61].map((second) => second * 1e6);
    const values = [10, 10, 20, 20, 40, 40, 10];
    const edges = [0, 2, 11, 13, 30, 60, 61, 70].map((second) => second * 1e6);
    const { metered, gap } = integrate({ times, values }, edges);
    const inSeconds = (of: Float64Array) => [...of].map((one) => Math.round((one / 1e6) * 1e6) / 1e6);
    expect(inSeconds(metered)).toEqual([25, 180, 50, 0, 0, 25, 90]);
    expect(inSeconds(gap)).toEqual([0, 0, 0, 680, 1200, 0, 0]);
  });

  it("[PE7] a meter that counts while power reads nothing is shared out by time", () => {
    const trace = { times: [0, 10e6], values: [0, 0] };
    const inWork = [{ from: 0, to: 2.5e6, share: 1 }];
    const shared = apportion({ begin: 0, end: 10e6, amount: 1000, trace, inWork, setUp: [] });
    expect(shared).toEqual({ pieces: [250], idle: 750, setUp: 0, unmetered: 0 });
  });

  it("[PE8] an interval has at least a minute and 200 steps of the counter, and half an hour at most", () => {
    const closed = (wh: number): readonly number[] => {
      const counter = new Counter(1000);
      let raw = 1001;
      for (let second = 0; second <= 3700; second += 10, raw += wh) counter.count(second * 1e6, Math.floor(raw));
      return [...counter.closing(1e12)].map(([begin, end]) => (end.time - begin.time) / 1e6);
    };
    expect(new Set(closed(100.3))).toEqual(new Set([60]));
    expect(closed(7.3)[0]).toBeGreaterThanOrEqual(273);
    expect(closed(7.3)[0]).toBeLessThanOrEqual(310);
    expect(closed(0.01)).toEqual([1800, 1800]);
  });

  it("[PE9] what a counter counted before it fell stays, and what it lost belongs to nobody", () => {
    const counter = new Counter(1000);
    for (const [second, raw] of [
      [0, 500.1],
      [30, 510],
      [60, 520],
      [90, 3],
      [120, 13],
      [150, 23.5],
    ] as const)
      counter.count(second * 1e6, raw);
    const closed = [...counter.closing(1e12)].map(([begin, end]) => end.total - begin.total);
    expect(closed).toEqual([19_900, 20_500]);
  });

  it("[PE10] a meter without a counter is the integral of its power", () => {
    const shop = new Shop([
      { label: "CNC-1", tags: [{ component: "power", signal: "active", role: "active-power", unit: "kW" }] },
    ]);
    shop.event("started", "P1", 30);
    shop.event("completed", "P1", 90);
    for (let second = 0; second <= 3600; second++) {
      shop.read("CNC-1", "active", 36, second);
      shop.tick(second);
    }
    const [own] = shop.steps().stations;
    expect(shop.piece("P1").kWh).toBeCloseTo(0.6, 5);
    expect(own?.metered).toBeCloseTo((0.01 * (own?.metered ?? 0)) / 0.01, 6);
    expect(parts(own?.pieces ?? 0) + parts(own?.idle ?? 0)).toBe(parts(own?.metered ?? 0));
  });
});

/** A day of random trouble at two stations, one of which has a gas meter too: item by item, in order of arrival. */
function* trouble(name: string): Generator<(shop: Shop) => void> {
  const random = randomOf(name);
  const late: (readonly [at: number, event: EdgeEvent])[] = [];
  const report = (kind: EventName, piece: string, second: number, place: string): void => {
    if (random() < 0.05) return;
    const delay = random() < 0.1 ? random() * 1500 : random();
    const payload = { place, ...(random() < 0.5 ? { order: undefined, variant: undefined } : {}) };
    late.push([second + delay, eventOf(kind, piece, second, { payload, receivedAt: second + delay })]);
  };
  for (let n = 0; n < 150; n++) {
    const begin = n * 50 + random() * 40;
    const place = random() < 0.5 ? "CNC-1" : "OVN-1";
    if (random() < 0.8) report("arrived", `P${n}`, begin, place);
    if (place === "CNC-1") report("started", `P${n}`, begin + 5, place);
    report("completed", `P${n}`, begin + 20 + random() * 200, place);
    if (random() < 0.8) report("departed", `P${n}`, begin + 240, place);
  }
  late.sort(([a], [b]) => a - b);
  let [wh, m3, isSilent] = [5000.3, 77.7, false];
  let next = 0;
  for (let second = 0; second < 9000; second++) {
    const power = random() < 0.1 ? 0 : 3 + 20 * random();
    wh += power / 3.6;
    m3 += power / 36_000;
    if (random() < 0.002) isSilent = !isSilent;
    if (random() < 0.0005) wh = random() * 10;
    if (!isSilent)
      yield (shop) => {
        shop.read("CNC-1", "active", power, second);
        shop.read("OVN-1", "active", power / 3, second);
        if (second % 15 === 0) shop.read("GAS", "flow", power / 10, second);
      };
    if (second % 5 === 0 && random() < 0.95) {
      const [counted, volume] = [Math.floor(wh), Math.round(m3 * 1e4) / 1e4];
      yield (shop) => {
        shop.read("CNC-1", "import", counted, second);
        shop.read("OVN-1", "import", Math.floor(counted / 3), second);
        shop.read("GAS", "volume", volume, second);
      };
    }
    for (; (late[next]?.[0] ?? Number.POSITIVE_INFINITY) <= second; next++) {
      const event = (late[next] as (typeof late)[number])[1];
      yield (shop) => shop.book.take(event);
    }
    yield (shop) => shop.tick(second);
  }
  // Half an hour later every interval is closed.
  for (const [label, signal, value] of [
    ["CNC-1", "import", Math.floor(wh)],
    ["OVN-1", "import", Math.floor(wh / 3)],
    ["GAS", "volume", Math.round(m3 * 1e4) / 1e4],
  ] as const)
    yield (shop) => shop.read(label, signal, value, 9000 + 1801);
  yield (shop) => shop.tick(20_000);
}

function shopInTrouble(): Shop {
  const gas = { label: "GAS", kind: "meter", medium: "natural-gas", meters: "urn:test:OVN-1" } as const;
  return new Shop(
    [
      station("CNC-1"),
      station("OVN-1"),
      {
        ...gas,
        meters: gas.meters as never,
        tags: [
          { signal: "flow", unit: "m3/h" },
          { signal: "volume", unit: "m3" },
        ],
      },
    ],
    { settleMinutes: 10 },
  );
}

const PIECES = Array.from({ length: 150 }, (_, n) => `P${n}`);

describe("a day of gaps, resets, late and lost events", () => {
  it("[PE7] [PE9] pieces, idle, set-up and unmetered are the meter's count to the mWh", () => {
    const shop = shopInTrouble();
    const counted = new Map<string, number>();
    const before = new Map<string, number>();
    const read = shop.read.bind(shop);
    shop.read = (label, signal, value, second) => {
      read(label, signal, value, second);
      if (signal !== "import" && signal !== "volume") return;
      const perUnit = signal === "import" ? 1000 : 1e6;
      const last = before.get(label) ?? value;
      // What it lost when it fell is unknown, and no part of the count.
      const increase = value < last ? 0 : Math.round(value * perUnit) - Math.round(last * perUnit);
      counted.set(label, (counted.get(label) ?? 0) + increase);
      before.set(label, value);
    };
    for (const item of trouble("piece-energy-sum")) item(shop);
    const { stations } = shop.steps();
    const media = new Map([
      ["CNC-1 electricity", "CNC-1"],
      ["OVN-1 electricity", "OVN-1"],
      ["OVN-1 natural-gas", "GAS"],
    ]);
    expect(stations).toHaveLength(3);
    const steps = PIECES.flatMap((piece) => shop.piece(piece).steps);
    for (const one of stations) {
      const { metered, pieces, idle, setUp, unmetered, medium } = one;
      expect(parts(pieces) + parts(idle) + parts(setUp) + parts(unmetered)).toBe(parts(metered));
      const meter = media.get(`${one.station} ${medium}`) as string;
      expect(parts(metered)).toBeLessThanOrEqual(counted.get(meter) as number);
      // Only what it counted before its station had the first piece is missing.
      expect(parts(metered)).toBeGreaterThan(0.9 * (counted.get(meter) as number));
      const own = steps.filter((step) => step.station === one.station);
      const amounts = own.flatMap((step) => step.media.filter((amount) => amount.medium === medium));
      expect(amounts.reduce((sum, { amount }) => sum + parts(amount), 0)).toBe(parts(pieces));
    }
  });

  it("[PE15] continues after each write as if it had never been closed", () => {
    const [whole, parted] = [shopInTrouble(), shopInTrouble()];
    const random = randomOf("piece-energy-kills");
    const items = [...trouble("piece-energy-story")];
    const different: number[] = [];
    for (const [at, item] of items.entries()) {
      item(whole);
      item(parted);
      if (random() < 0.003) parted.reopen();
      if (at % 1000 !== 0) continue;
      const piece = PIECES[Math.floor(at / 200) % PIECES.length] as string;
      if (JSON.stringify(whole.piece(piece)) !== JSON.stringify(parted.piece(piece))) different.push(at);
    }
    expect(different).toEqual([]);
    for (const piece of PIECES) expect(parted.piece(piece)).toEqual(whole.piece(piece));
    expect(parted.steps()).toEqual(whole.steps());
  });
});

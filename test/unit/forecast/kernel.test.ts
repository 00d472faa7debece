import { describe, expect, it } from "vitest";
import { Kernel, NO_EVENT } from "../../../edge/forecast/kernel/kernel.ts";
import type { Random } from "../../reliability/random.ts";
import { randomOf } from "../../run/seed.ts";

interface Plain {
  readonly handle: number;
  readonly time: number;
  readonly entity: number;
}

/** Half of the times are whole, so that many events have the same one. */
function timeAfter(now: number, random: Random): number {
  return random() < 0.5 ? Math.ceil(now) + Math.floor(5 * random()) : now + 5 * random();
}

/** Schedules and cancels at random while events fire, beside a sorted list. Gives what fired and what should have. */
function trial(random: Random, capacity: number): { fired: number[]; expected: number[]; mismatches: number } {
  const kernel = new Kernel(capacity);
  const list: Plain[] = [];
  const fired: number[] = [];
  const expected: number[] = [];
  let entities = 0;
  let mismatches = 0;
  const old: number[] = [NO_EVENT];
  const change = (): void => {
    while (kernel.pending < capacity && random() < 0.6 && entities < 3_000) {
      const time = timeAfter(kernel.now, random);
      const entity = entities++;
      list.push({ handle: kernel.schedule(time, entity % 7, entity), time, entity });
    }
    const victim = list[Math.floor(3 * random() * list.length)];
    if (victim !== undefined) {
      list.splice(list.indexOf(victim), 1);
      old.push(victim.handle);
      if (!kernel.cancel(victim.handle)) mismatches++;
    }
    if (kernel.cancel(old[Math.floor(random() * old.length)] as number)) mismatches++;
    if (kernel.pending !== list.length) mismatches++;
  };
  change();
  for (let until = 1; until < 2_000 && (kernel.pending > 0 || entities < 3_000); until++) {
    kernel.run(until, (kind, entity) => {
      const next = list.reduce((a, b) => (b.time < a.time ? b : a));
      list.splice(list.indexOf(next), 1);
      old.push(next.handle);
      expected.push(next.entity);
      fired.push(entity);
      if (kernel.now !== next.time || kind !== entity % 7) mismatches++;
      change();
    });
    change();
  }
  return { fired, expected, mismatches };
}

describe("order", () => {
  it.for([1, 2, 3, 5, 64, 200])("[FK1] by time, then by scheduling, with any cancellations (%i events)", (capacity) => {
    const { fired, expected, mismatches } = trial(randomOf(`kernel ${capacity}`), capacity);
    expect(fired.length).toBeGreaterThan(100);
    expect(fired).toEqual(expected);
    expect(mismatches).toBe(0);
  });

  it("[FK1] events of one time fire as they were scheduled, the one that an event adds last", () => {
    const kernel = new Kernel(50);
    for (let entity = 0; entity < 40; entity++) kernel.schedule(3, 0, entity);
    const fired: number[] = [];
    kernel.run(4, (_, entity) => {
      fired.push(entity);
      if (entity === 5) kernel.schedule(3, 0, 99);
    });
    expect(fired).toEqual([...Array.from({ length: 40 }, (_, entity) => entity), 99]);
  });
});

describe("calendar", () => {
  // Factors that are powers of two change no digit, so that events of one time remain so.
  it.for([-200, -60, -20, 20, 60, 200])("[FK12] the unit of time changes nothing (2^%i)", (power) => {
    const inUnits = (unit: number): { entities: number[]; times: number[] } => {
      const random = randomOf("units");
      const kernel = new Kernel(300);
      const entities: number[] = [];
      const times: number[] = [];
      for (let entity = 0; entity < 300; entity++) kernel.schedule(timeAfter(0, random) * unit, 0, entity);
      kernel.run(40 * unit, (kind, entity) => {
        entities.push(entity);
        times.push(kernel.now / unit);
        kernel.schedule(timeAfter(kernel.now / unit, random) * unit, kind, entity);
      });
      return { entities, times };
    };
    expect(inUnits(2 ** power)).toEqual(inUnits(1));
  });

  it("[FK12] the pace may change by any factor, and times may be as far apart as numbers can", () => {
    const random = randomOf("paces");
    const kernel = new Kernel(200);
    const seen: number[] = [];
    for (const time of [Number.MIN_VALUE, 1e-300, 1e-12, 1e15, 1e280, 1.7e308]) kernel.schedule(time, 1, 0);
    for (let entity = 0; entity < 190; entity++) kernel.schedule(random(), 0, entity);
    for (const [round, pace] of [1, 1e6, 1e-3, 1e9, 1e-6].entries()) {
      const end = kernel.now + 50 * pace;
      kernel.run(end, (kind, entity) => {
        seen.push(kernel.now);
        if (kind === 0) kernel.schedule(kernel.now + random() * pace, kind, entity);
      });
      expect(seen.length).toBeGreaterThan(1_000 * (round + 1));
    }
    const paced = kernel.now;
    kernel.run(Number.MAX_VALUE, (kind) => void (kind === 1 && seen.push(kernel.now)));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.filter((time) => time > paced)).toEqual([1e15, 1e280, 1.7e308]);
  });

  it("[FK12] an event before the one that a run stopped at fires first", () => {
    const kernel = new Kernel(2);
    const fired: number[] = [];
    const model = (_: number, entity: number): number => fired.push(entity);
    kernel.schedule(1e6, 0, 1);
    kernel.run(10, model);
    kernel.schedule(11, 0, 0);
    kernel.run(2e6, model);
    expect(fired).toEqual([0, 1]);
  });
});

it("[FK2] fires what is before the end, and continues from there in any pieces", () => {
  const times = (ends: readonly number[]): number[] => {
    const kernel = new Kernel(3);
    const seen: number[] = [];
    let fired = 0;
    for (let entity = 0; entity < 3; entity++) kernel.schedule(entity, 0, entity);
    for (const end of ends) {
      fired += kernel.run(end, (kind, entity) => {
        seen.push(kernel.now);
        kernel.schedule(kernel.now + entity + 1, kind, entity);
      });
      expect(kernel.now).toBe(end);
    }
    expect(fired).toBe(seen.length);
    return seen;
  };
  expect(times([12])).toEqual(times([1, 2, 5, 11.5, 12]));
  expect(Math.max(...times([12]))).toBe(11);
});

it("[FK2] an error of the model passes on, and the other events are kept", () => {
  const kernel = new Kernel(4);
  for (let entity = 0; entity < 4; entity++) kernel.schedule(entity, 0, entity);
  const fired: number[] = [];
  const model = (_: number, entity: number): void => {
    if (entity === 1) throw new Error("a mistake of the model");
    fired.push(entity);
  };
  expect(() => kernel.run(10, model)).toThrow("a mistake of the model");
  expect([kernel.now, kernel.pending]).toEqual([1, 2]);
  kernel.run(10, model);
  expect(fired).toEqual([0, 2, 3]);
});

it("[FK3] a handle cancels its event once, never one that took the slot later", () => {
  const kernel = new Kernel(1);
  expect(kernel.cancel(NO_EVENT)).toBe(false);
  expect(kernel.cancel(0)).toBe(false);
  const first = kernel.schedule(1, 0, 0);
  expect([kernel.cancel(first), kernel.cancel(first), kernel.pending]).toEqual([true, false, 0]);
  const second = kernel.schedule(1, 0, 1);
  expect(kernel.cancel(first)).toBe(false);
  let third = NO_EVENT;
  kernel.run(2, () => {
    expect(kernel.cancel(second)).toBe(false);
    third = kernel.schedule(5, 0, 2);
    expect(kernel.cancel(second)).toBe(false);
  });
  expect([kernel.pending, kernel.cancel(third), kernel.pending]).toEqual([1, true, 0]);
});

it("[FK4] refuses the event beyond its capacity, with the number, and keeps the others", () => {
  const kernel = new Kernel(3);
  for (let entity = 0; entity < 3; entity++) kernel.schedule(1, 0, entity);
  expect(() => kernel.schedule(2, 4, 7)).toThrow(
    "event of kind 4, entity 7, time 2: 3 events are pending, which is this kernel's capacity",
  );
  expect(kernel.run(2, () => {})).toBe(3);
  for (const capacity of [0, -1, 1.5, Number.NaN, 2 ** 20 + 1])
    expect(() => new Kernel(capacity)).toThrow("give a whole number from 1 to 1048576");
});

it("[FK5] refuses times in the past or not finite, and numbers that are no 32-bit integers", () => {
  const kernel = new Kernel(3);
  kernel.run(10, () => {});
  for (const time of [Number.NaN, -1, 9.99, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(() => kernel.schedule(time, 1, 2)).toThrow(
      `event of kind 1, entity 2, time ${time}: the clock is at 10; give a finite time from there on`,
    );
    expect(() => kernel.run(time, () => {})).toThrow(`cannot run until ${time}: the clock is at 10`);
  }
  for (const wrong of [0.5, 2 ** 31, Number.NaN]) {
    expect(() => kernel.schedule(11, wrong, 0)).toThrow("must be 32-bit integers");
    expect(() => kernel.schedule(11, 0, wrong)).toThrow("must be 32-bit integers");
  }
  expect(kernel.pending).toBe(0);
});

it("[FK6] a snapshot continues bit for bit, in the same kernel or in another, taken at any moment", () => {
  const random = randomOf("snapshots");
  const delays = Float64Array.from({ length: 500 }, () => timeAfter(0, random));
  /** `times` and the draws so far are the state of the model. */
  const runOn = (kernel: Kernel, until: number, drawn: { count: number }, seen: number[]): void => {
    kernel.run(until, (kind, entity) => {
      seen.push(kernel.now, kind, entity);
      const delay = delays[drawn.count++ % delays.length] as number;
      kernel.schedule(kernel.now + delay, kind, entity);
    });
  };
  const kernel = new Kernel(20);
  for (let entity = 0; entity < 20; entity++) kernel.schedule(entity % 4, 1, entity);
  const before = { count: 0 };
  runOn(kernel, 50, before, []);
  const snapshot = kernel.snapshot();
  const futures = [kernel, kernel, new Kernel(20)].map((from) => {
    from.restore(snapshot);
    const seen: number[] = [];
    runOn(from, 200, { ...before }, seen);
    return seen;
  });
  expect(futures[0]?.length).toBeGreaterThan(100);
  expect(futures[1]).toEqual(futures[0]);
  expect(futures[2]).toEqual(futures[0]);
  expect(() => new Kernel(21).restore(snapshot)).toThrow("does not fit a kernel of 21 events");
});

it("[FK6] a snapshot that an event takes is that of the moment, and its handles are valid", () => {
  const kernel = new Kernel(4);
  const handle = kernel.schedule(5, 0, 5);
  kernel.schedule(1, 0, 1);
  kernel.schedule(3, 0, 3);
  let snapshot = kernel.snapshot();
  kernel.run(2, () => {
    snapshot = kernel.snapshot();
    kernel.schedule(2.5, 0, 2);
  });
  const other = new Kernel(4);
  other.restore(snapshot);
  expect([other.now, other.pending, other.cancel(handle)]).toEqual([1, 2, true]);
  const fired: number[] = [];
  other.run(9, (_, entity) => fired.push(entity));
  expect(fired).toEqual([3]);
});

import { describe, expect, it } from "vitest";
import { Chance } from "../../../edge/batch/chance.ts";
import { lowerBound } from "../../../edge/schedule/search/bound.ts";
import { AFTER, BEFORE, Moves } from "../../../edge/schedule/search/moves.ts";
import { Relink } from "../../../edge/schedule/search/relink.ts";
import { Sequence } from "../../../edge/schedule/search/sequence.ts";
import { solve } from "../../../edge/schedule/search/solve.ts";
import { TabuList } from "../../../edge/schedule/search/tabu-list.ts";
import { ImpossibleShop, shopOf } from "../../../edge/schedule/shop.ts";
import { SEED } from "../../run/seed.ts";
import { faultsOf, randomShop, shortestMakespan } from "./shops.ts";

const SMALL = { jobs: 3, operations: 3, machines: 3, options: 2 };
const LARGE = { jobs: 12, operations: 8, machines: 6, options: 3 };

/** A limit in questions instead of time, so that a run can be repeated. */
function afterQuestions(count: number): () => boolean {
  let left = count;
  return () => left-- <= 0;
}

it("[SD1] refuses every mistake of a shop at once, with job, operation and what to do", () => {
  const mistakes = [
    [[{ machine: 0, time: 3 }], []],
    [],
    [
      [
        { machine: 2, time: 1 },
        { machine: 1, time: -4 },
      ],
    ],
  ];
  const problems = problemsOf(mistakes, 2);
  expect(problems).toEqual([
    "job 1, operation 2: no machine can make it; name at least one",
    "job 2: it has no operation; give its route or leave it out",
    "job 3, operation 1: there is no machine 3; there are 2",
    "job 3, operation 1: the time -4 on machine 2 must be a whole number of at least 0",
  ]);
  expect(problemsOf([], 2)).toEqual(["no job is given: a schedule needs at least one"]);
  expect(
    problemsOf(
      [
        [
          [
            { machine: 0, time: 1 },
            { machine: 0, time: 2 },
          ],
        ],
      ],
      1,
    )[0],
  ).toMatch(/named twice/);
  expect(problemsOf([[[{ machine: 0, time: 2 ** 30 + 1 }]]], 1)[0]).toMatch(/use a longer unit/);
});

function problemsOf(jobs: Parameters<typeof shopOf>[0], machines: number): readonly string[] {
  try {
    shopOf(jobs, machines);
  } catch (error) {
    if (error instanceof ImpossibleShop) return error.problems;
  }
  return [];
}

describe("moves", () => {
  it.for([0, 1, 2, 3, 4])("[SD3] leave the counts of a whole count, and no cycle (shop %i)", (number) => {
    const chance = new Chance(SEED + number);
    const shop = randomShop(chance, LARGE);
    const sequence = new Sequence(shop);
    new Relink(shop, chance).random(sequence);
    const moves = new Moves(sequence, new TabuList(), chance);
    for (let step = 1; step <= 400 && moves.find(step, 0); step++) {
      const { kind, operation, target, option } = moves;
      if (kind === AFTER) sequence.moveAfter(operation, target);
      else if (kind === BEFORE) sequence.moveBefore(operation, target);
      else sequence.reassign(operation, option, target);
      expect(countOf(sequence)).toEqual(wholeCountOf(sequence));
    }
  });
});

function countOf({ head, tail, makespan, size }: Sequence) {
  return { head: [...head.subarray(0, size)], tail: [...tail.subarray(0, size)], makespan };
}

/** Counts a sequence anew in its order, which also proves that the order is one. */
function wholeCountOf(sequence: Sequence) {
  const { shop, size, order, machine } = sequence;
  const choice = Int32Array.from({ length: size }, (_, operation) => {
    let option = shop.optionsFrom[operation] as number;
    while (shop.machineOf[option] !== machine[operation]) option++;
    return option;
  });
  for (const [place, operation] of order.entries())
    for (const earlier of [sequence.jobBefore[operation] as number, sequence.before[operation] as number])
      if (earlier !== sequence.none) expect(sequence.place[earlier]).toBeLessThan(place);
  const whole = new Sequence(shop);
  whole.build(order, choice);
  expect(whole.after).toEqual(sequence.after);
  return countOf(whole);
}

it("[SD2] gives schedules that a shop can work, with the makespan of the latest end", () => {
  for (let number = 0; number < 20; number++) {
    const shop = randomShop(new Chance(SEED + number), LARGE);
    const { start, machine, makespan } = solve(shop, number, afterQuestions(20));
    expect(faultsOf(shop, start, machine)).toEqual([]);
    expect(makespan).toBeGreaterThanOrEqual(lowerBound(shop));
  }
});

it("[SD4] gives the same schedule for the same shop, seed and number of steps", () => {
  const shop = randomShop(new Chance(SEED), LARGE);
  expect(solve(shop, 7, afterQuestions(60))).toEqual(solve(shop, 7, afterQuestions(60)));
});

it("[SD5] finds the shortest makespan of small shops, which its bound never exceeds", () => {
  for (let number = 0; number < 40; number++) {
    const shop = randomShop(new Chance(SEED + number), SMALL);
    const shortest = shortestMakespan(shop);
    expect(lowerBound(shop)).toBeLessThanOrEqual(shortest);
    expect(solve(shop, number, afterQuestions(200)).makespan).toBe(shortest);
  }
});

it("[SD6] keeps between two schedules whatever order both have", () => {
  for (let number = 0; number < 20; number++) {
    const chance = new Chance(SEED + number);
    const shop = randomShop(chance, LARGE);
    const relink = new Relink(shop, chance);
    const [one, other, between] = [new Sequence(shop), new Sequence(shop), new Sequence(shop)];
    relink.random(one);
    relink.random(other);
    relink.between(one, other, between);
    for (let operation = 0; operation < one.size; operation++) {
      expect([one.machine[operation], other.machine[operation]]).toContain(between.machine[operation]);
      const next = one.after[operation] as number;
      const isInBoth = next !== one.none && other.after[operation] === next;
      if (isInBoth && between.machine[operation] === between.machine[next])
        expect(between.place[operation]).toBeLessThan(between.place[next] as number);
    }
  }
});

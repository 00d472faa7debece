import { expect, it } from "vitest";
import { type Flows, reconcile, withoutFaulty } from "../../../../edge/energy/tree/reconcile.ts";
import { randomOf } from "../../../run/seed.ts";

const NONE = Number.POSITIVE_INFINITY;

function flows(rows: readonly (readonly [parent: number, amount: number, u: number, complete?: boolean])[]): Flows {
  return {
    parents: Int32Array.from(rows, ([parent]) => parent),
    amounts: Float64Array.from(rows, ([, amount]) => amount),
    u: Float64Array.from(rows, ([, , u]) => u),
    complete: Uint8Array.from(rows, ([, , , complete = true]) => (complete ? 1 : 0)),
  };
}

it("[EN12] the adjustments of one balance follow the variances, and its test value is residual / u_c", () => {
  // 100 in, 60 + 34 out: 6 are missing; u² are 4, 1, 1.
  const { amounts, u, tests, global, freedom } = reconcile(
    flows([
      [-1, 100, 2],
      [0, 60, 1],
      [0, 34, 1],
    ]),
  );
  expect(amounts[0]).toBeCloseTo(100 - (6 * 4) / 6, 9);
  expect(amounts[1]).toBeCloseTo(60 + (6 * 1) / 6, 9);
  expect(amounts[2]).toBeCloseTo(34 + (6 * 1) / 6, 9);
  expect(u[0]).toBeCloseTo(Math.sqrt((4 * 2) / 6), 9);
  for (const test of tests) expect(Math.abs(test)).toBeCloseTo(6 / Math.sqrt(6), 9);
  expect([global, freedom]).toEqual([expect.closeTo(6, 9), 1]);
});

it("[EN12] a node without a meter is computed where the others determine it, and is unknown where they do not", () => {
  const one = reconcile(
    flows([
      [-1, 100, 2],
      [0, 60, 1],
      [0, 0, NONE],
    ]),
  );
  expect([one.amounts[2], one.u[2]]).toEqual([expect.closeTo(40, 9), expect.closeTo(Math.sqrt(5), 9)]);
  expect([one.freedom, one.tests[0]]).toEqual([0, Number.NaN]);
  const two = reconcile(
    flows([
      [-1, 100, 2],
      [0, 0, NONE],
      [0, 0, NONE],
    ]),
  );
  expect([...two.amounts]).toEqual([100, Number.NaN, Number.NaN]);
  const group = reconcile(
    flows([
      [-1, 0, NONE],
      [0, 60, 3],
      [0, 34, 4],
    ]),
  );
  expect([group.amounts[0], group.u[0]]).toEqual([94, 5]);
});

it("[EN12] an incomplete node has a rest that nothing checks", () => {
  const { amounts, below, freedom } = reconcile(
    flows([
      [-1, 100, 2, false],
      [0, 60, 1],
      [0, 30, 1],
    ]),
  );
  expect([amounts[0], amounts[1], below[0], freedom]).toEqual([100, 60, 90, 0]);
});

it("[EN12] the solution of a random tree is the one of the normal equations", () => {
  const random = randomOf("reconcile");
  for (let trial = 0; trial < 20; trial++) {
    // Root, three nodes, three leaves below each; all measured.
    const parents = [-1, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
    const tree = flows(parents.map((parent) => [parent, 100 + 100 * random(), 0.5 + random()]));
    const solved = reconcile(tree);
    // Lagrange: each balance closes, and the weighted adjustments are the multipliers of the balances of a node.
    const below = (node: number) => parents.flatMap((parent, child) => (parent === node ? [child] : []));
    const weighted = (node: number) =>
      ((tree.amounts[node] as number) - (solved.amounts[node] as number)) / (tree.u[node] as number) ** 2;
    for (const node of [0, 1, 2, 3]) {
      const sum = below(node).reduce((total, child) => total + (solved.amounts[child] as number), 0);
      expect(sum).toBeCloseTo(solved.amounts[node] as number, 6);
    }
    const multiplier = weighted(0);
    for (const node of [1, 2, 3]) {
      const leaves = below(node).map(weighted);
      for (const leaf of leaves) expect(leaf).toBeCloseTo(leaves[0] as number, 6);
      // A node is out of the upper balance and into its own.
      expect(weighted(node)).toBeCloseTo(-multiplier - (leaves[0] as number), 6);
    }
  }
});

it("[EN13] a faulty meter between two balances is left out, and its amount follows from the others", () => {
  // The middle meter reads 20 too much: both its balances are wrong.
  const tree = flows([
    [-1, 100, 1],
    [0, 80, 1],
    [1, 30, 1],
    [1, 31, 1],
    [0, 40, 1],
  ]);
  const { reconciled, removed } = withoutFaulty(tree);
  expect(removed).toEqual([1]);
  expect(reconciled.amounts[1]).toBeCloseTo(60.7, 0);
  const sound = withoutFaulty({ ...tree, amounts: Float64Array.from([100, 60, 30, 30, 40]) });
  expect(sound.removed).toEqual([]);
});

it("[EN13] among the meters of one balance, the preferred one is left out", () => {
  const tree = flows([
    [-1, 100, 1],
    [0, 60, 1],
    [0, 20, 1],
  ]);
  expect(withoutFaulty(tree, (node) => (node === 2 ? 5 : 1)).removed).toEqual([2]);
  expect(withoutFaulty(tree, (node) => (node === 1 ? 5 : 1)).reconciled.amounts[1]).toBeCloseTo(80, 9);
});

it("[EN12] 5,000 nodes with amounts from grams to gigawatts stay exact", () => {
  const random = randomOf("large tree");
  const length = 5000;
  const parents = Int32Array.from({ length }, (_, node) => (node === 0 ? -1 : Math.floor((node - 1) / 7)));
  const truth = new Float64Array(length);
  for (let node = length - 1; node >= 0; node--) {
    const isLeaf = node * 7 + 1 >= length;
    if (isLeaf) truth[node] = 10 ** (9 * random() - 3);
    const parent = parents[node] as number;
    if (parent >= 0) truth[parent] = (truth[parent] as number) + (truth[node] as number);
  }
  const u = truth.map((amount) => 0.005 * amount);
  const { amounts } = reconcile({ parents, complete: new Uint8Array(length).fill(1), amounts: truth, u });
  for (const [node, amount] of amounts.entries())
    expect(Math.abs(amount / (truth[node] as number) - 1)).toBeLessThan(1e-9);
});

/**
 * `npm run bench -- energy`: faulty meters and sound residuals in the simulated plant's tree of electricity, leaks in a
 * month of water, gas and air, all through the book of meters; and what reconciliation costs. Each round has seeds of
 * its own: `--seconds` is the first seed.
 */
import { reconcile } from "../edge/energy/tree/reconcile.ts";
import { seeded } from "../test/reliability/random.ts";
import { balanceCases } from "./energy/balance-cases.ts";
import { falseLeaks, leakCases } from "./energy/leak-cases.ts";
import { type Figures, figure } from "./report.ts";

const NODES = 5000;
const FAULTY = 40;
const LEAKS = 20;

export async function benchEnergy({ seconds: seed, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const balances = [];
  const leaks = [];
  const wrong: number[] = [];
  for (let round = 0; round < rounds; round++) {
    balances.push(balanceCases(seed + round, FAULTY));
    const found = leakCases(seed + round, LEAKS);
    leaks.push(found);
    for (const one of found.missed) process.stderr.write(`not found: ${one}\n`);
    wrong.push(falseLeaks(seed + round));
  }
  const costs = Array.from({ length: Math.max(5, rounds) }, () => costOfReconciliation());
  return [
    figure(
      "namedFirst",
      `faulty meters (3 u) named first, of ${FAULTY}`,
      "1",
      balances.map(({ named }) => named),
    ),
    figure(
      "withinPercent",
      "sound residuals within 2 u_c",
      "%",
      balances.map(({ withinPercent }) => withinPercent),
    ),
    figure(
      "intervals",
      "sound residuals that were judged",
      "1",
      balances.map(({ intervals }) => intervals),
    ),
    figure(
      "falseAlerts",
      "alerts of balances with sound meters",
      "1",
      balances.map(({ falseAlerts }) => falseAlerts),
    ),
    figure(
      "leaksFound",
      `leaks of 1 to 2 % in the right branch in time, of ${LEAKS}`,
      "1",
      leaks.map(({ found }) => found),
    ),
    figure(
      "leakMin",
      "longest time to a finding, from the leak or the quiet plant",
      "min",
      leaks.map((one) => one.longestMin),
    ),
    figure("falseLeaks", "findings in 30 days without a leak", "1", wrong),
    figure("reconcileMs", `reconciliation of ${NODES} nodes`, "ms", costs),
    figure(
      "viewMs",
      "answer with scores, the slowest",
      "ms",
      balances.map(({ viewMs }) => viewMs),
    ),
  ];
}

function costOfReconciliation(): number {
  const random = seeded(5);
  const parents = Int32Array.from({ length: NODES }, (_, node) => (node === 0 ? -1 : Math.floor((node - 1) / 7)));
  const amounts = Float64Array.from({ length: NODES }, () => 100 * random());
  const u = amounts.map((amount) => 0.005 * amount + 0.001);
  const before = performance.now();
  reconcile({ parents, complete: new Uint8Array(NODES).fill(1), amounts, u });
  return performance.now() - before;
}

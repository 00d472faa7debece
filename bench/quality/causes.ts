/** Time of ranking 500 circumstances of 100,000 pieces, half of them numbers; many go together. */
import type { CandidateColumn } from "../../edge/quality/causes/engine/columns.ts";
import { rankCauses } from "../../edge/quality/causes/engine/rank-causes.ts";
import { seeded } from "../../test/reliability/random.ts";

const PIECES = 100_000;
const CANDIDATES = 500;
const LEVELS = [6, 12, 40, 200] as const;

/** Milliseconds of a ranking; throws where it does not name the true cause. */
export function rankTime(round: number): number {
  const random = seeded(1000 + round);
  const candidates = Array.from({ length: CANDIDATES }, (_, at) => columnOf(at, random));
  const [first, second] = candidates as [CandidateColumn, CandidateColumn];
  // Some circumstances follow the true one, as the signals of a machine do.
  for (let at = 2; at < 30; at++) {
    const { values } = candidates[at] as CandidateColumn;
    for (let row = 0; row < PIECES; row++)
      if (first.values[row] === 3 && random() < 0.4) values[row] = at % 2 === 0 ? 3 : 2.9;
  }
  const isBad = Uint8Array.from(first.values, (level) => (random() < (level === 3 ? 0.03 : 0.01) ? 1 : 0));
  const times = Float64Array.from(second.values, (_, row) => row * 30e6);
  const before = performance.now();
  const { causes } = rankCauses({ times, isBad, candidates });
  const ms = performance.now() - before;
  if (causes[0]?.candidate.name !== "0") throw new Error("the ranking does not name the true cause");
  return ms;
}

function columnOf(at: number, random: () => number): CandidateColumn {
  const count = LEVELS[Math.floor(at / 2) % LEVELS.length] as number;
  const values = new Float32Array(PIECES);
  const isLevels = at % 2 === 0;
  for (let row = 0; row < PIECES; row++)
    values[row] = isLevels ? Math.floor(count * random()) : random() + random() + random();
  const name = { kind: isLevels ? "machine" : "signal", operation: "OP10", name: String(at) } as const;
  return isLevels ? { name, levels: Array.from({ length: count }, (_, code) => `L${code}`), values } : { name, values };
}

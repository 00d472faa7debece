/** `gemba schedule score --plant`: orders on time by plan and by dispatch rules, on made plants (rule SD16). */
import { frozenScores, frozenScoreText } from "../evaluation/schedule/frozen-score.ts";
import { plantScoreText, type ScoredPlant, scorePlant } from "../evaluation/schedule/plant-score.ts";
import { tariffScores, tariffScoreText } from "../evaluation/schedule/tariff-score.ts";
import { seedsIn } from "../evaluation/seeds/seeds.ts";
import type { Options } from "./options.ts";

/** Nobody chose anything by these. */
const SEEDS = "101-105";
const TIGHTNESS = [2, 2.5, 3, 4] as const;
const REPLICATIONS = 5;

export async function scorePlants({ seeds, schedule, json }: Options, signal: AbortSignal): Promise<number> {
  const scored: ScoredPlant[] = [];
  const question = { seconds: schedule.seconds, replications: REPLICATIONS };
  for (const tightness of TIGHTNESS)
    for (const seed of seedsIn(seeds.text ?? SEEDS)) {
      // Lets a signal be heard between two plants.
      await new Promise(setImmediate);
      signal.throwIfAborted();
      scored.push(scorePlant({ ...question, seed, tightness }));
      process.stderr.write(`gemba: tightness ${tightness}, seed ${seed}: done\n`);
    }
  const frozen = frozenScores(seedsIn(seeds.text ?? SEEDS));
  const tariff = tariffScores(seedsIn(seeds.text ?? SEEDS));
  const text = plantScoreText(scored, question) + frozenScoreText(frozen) + tariffScoreText(tariff);
  process.stdout.write(json ? `${JSON.stringify({ scored, frozen, tariff }, null, 2)}\n` : text);
  return 0;
}

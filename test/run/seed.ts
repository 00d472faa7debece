/** The one seed of a test run: `GEMBA_SEED`, or a random one. Child processes get it by their environment. */
import { type Random, seeded } from "../reliability/random.ts";

process.env["GEMBA_SEED"] ??= String(Math.floor(Math.random() * 2 ** 31));
export const SEED = seedIn(process.env["GEMBA_SEED"]);

/** @throws when the text is not a whole number of 31 bits */
function seedIn(text: string): number {
  const seed = Number(text);
  if (text.trim() === "" || !Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31)
    throw new Error(`the seed is "${text}"; give a whole number from 0 to ${2 ** 31 - 1}`);
  return seed;
}

/**
 * Random numbers from the run's seed. Each name has its own sequence, so that a test that runs alone gets the same
 * numbers.
 */
export function randomOf(name: string): Random {
  let hash = SEED;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193);
  return seeded(hash);
}

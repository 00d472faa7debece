/**
 * Sets that are worth more than the everyday run has time for: kills, fuzz, pictures. `npm test` runs a short slice of
 * each, `npm run test:full` the whole, in the files that import this one.
 */
export const IS_FULL = process.env["GEMBA_FULL"] === "1";

/** How many of a set this run makes. The variable of the environment asks for any number. */
export function sizeOf(variable: string, { short, full }: { readonly short: number; readonly full: number }): number {
  const asked = process.env[variable];
  return asked === undefined ? (IS_FULL ? full : short) : Number(asked);
}

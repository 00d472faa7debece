/**
 * Long sets of cases: kills, fuzz, pictures. `npm test` runs a short slice of each, `npm run test:full` all of them, in
 * the files that import this one.
 */
export const IS_FULL = process.env["GEMBA_FULL"] === "1";

/** Number of cases of a set in this run. The environment variable sets any number. */
export function sizeOf(variable: string, { short, full }: { readonly short: number; readonly full: number }): number {
  const asked = process.env[variable];
  return asked === undefined ? (IS_FULL ? full : short) : Number(asked);
}

/** How a station's energy is shared among the pieces that are in work there at the same time (rule PE5). */
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { PiecesConfig } from "./config.ts";
import type { Stay } from "./stays.ts";

/** Weight of a piece among those beside it. */
export type ShareOf = (stay: Pick<Stay, "variant">) => number;

export function shareAt(station: string, { byMass = [], masses = [] }: PiecesConfig): ShareOf {
  if (!byMass.some((pattern) => matchesWord(pattern, station))) return () => 1;
  return ({ variant }) => masses.find(({ variants }) => variants.some((one) => matchesWord(one, variant)))?.kg ?? 1;
}

import { EdgeError } from "../../../contracts/errors.ts";
import type { ProductionReader } from "../../../contracts/production/production.ts";

/** The book of machine states. Throws EdgeError `unavailable` where the edge keeps none. */
export function followed(production: ProductionReader | undefined): ProductionReader {
  if (production === undefined) throw new EdgeError("unavailable", "This edge follows no states of machines.");
  return production;
}

import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";
import { CARE_KINDS } from "./care-kinds.ts";
import { CLIMATE_KINDS } from "./climate-kinds.ts";
import { ELECTRIC_KINDS } from "./electric-kinds.ts";
import { INSTRUMENT_KINDS } from "./instrument-kinds.ts";
import { PEOPLE_KINDS } from "./people-kinds.ts";
import { PROGRAM_KINDS } from "./program-kinds.ts";
import { SOURCE_KINDS } from "./source-kinds.ts";
import { START_KINDS } from "./start-kinds.ts";

/** Every kind of nuisance by name. A new one is an entry in the list of its subject. */
export const NUISANCE_KINDS: ReadonlyMap<string, NuisanceKind> = new Map(
  [
    ...CLIMATE_KINDS,
    ...START_KINDS,
    ...PROGRAM_KINDS,
    ...CARE_KINDS,
    ...PEOPLE_KINDS,
    ...INSTRUMENT_KINDS,
    ...ELECTRIC_KINDS,
    ...SOURCE_KINDS,
  ].map((kind) => [kind.name, kind]),
);

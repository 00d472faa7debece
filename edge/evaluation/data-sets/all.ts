import { ai4i } from "./ai4i.ts";
import { cmapss } from "./cmapss.ts";
import { cwru } from "./cwru.ts";
import type { DataSet } from "./data-set.ts";
import { femto } from "./femto.ts";
import { nab } from "./nab.ts";
import { skab } from "./skab.ts";
import { steelEnergy } from "./steel-energy.ts";
import { tep } from "./tep.ts";
import { ur3 } from "./ur3.ts";

/** The public data sets that `gemba score` reads, by name. */
export const DATA_SETS: ReadonlyMap<string, DataSet> = new Map([
  ["nab", nab],
  ["skab", skab],
  ["tep", tep],
  ["cmapss", cmapss],
  ["femto", femto],
  ["cwru", cwru],
  ["ur3", ur3],
  ["ai4i", ai4i],
  ["steel-energy", steelEnergy],
]);

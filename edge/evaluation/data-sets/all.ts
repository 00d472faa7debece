import { ai4i } from "./ai4i.ts";
import { cmapss } from "./cmapss.ts";
import { cwru } from "./cwru.ts";
import type { DataSet } from "./data-set.ts";
import { femto } from "./femto.ts";
import { nab } from "./nab.ts";
import { skab } from "./skab.ts";
import { tep } from "./tep.ts";
import { ur3 } from "./ur3.ts";

/** A meter's energy, a quarter of an hour ahead. */
const steelEnergy: DataSet = {
  about: "nothing",
  unanswered: "CV(RMSE) and NMBE of a baseline: no detector predicts a meter's consumption",
};

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

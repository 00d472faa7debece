/** What a person looks at to believe or doubt a cause: bad pieces by level, or along a number. */
import type { EvidenceChart } from "../../../contracts/quality/causes.ts";
import type { CandidateColumn } from "./columns.ts";
import { BINS, binsOf } from "./scan-column.ts";

const MOST_LEVELS = 20;
const COLUMNS = 24;

export function evidenceChart({ values, levels }: CandidateColumn, isBad: Uint8Array): EvidenceChart {
  return levels === undefined ? distribution(values, isBad) : byLevel(values, levels, isBad);
}

/** Levels with most bad pieces first. */
function byLevel(values: Float32Array, levels: readonly string[], isBad: Uint8Array): EvidenceChart {
  const counts = levels.map((level) => ({ level, bad: 0, pieces: 0 }));
  for (let row = 0; row < values.length; row++) {
    const count = counts[values[row] as number];
    if (count === undefined) continue;
    count.pieces++;
    count.bad += isBad[row] as number;
  }
  const shown = counts
    .filter(({ pieces }) => pieces > 0)
    .sort((a, b) => b.bad - a.bad || b.pieces - a.pieces)
    .slice(0, MOST_LEVELS);
  return { kind: "levels", levels: shown };
}

/** Counts in columns of equal width; values beyond are in the outermost ones. */
function distribution(values: Float32Array, isBad: Uint8Array): EvidenceChart {
  const columns = Array.from({ length: COLUMNS }, () => ({ bad: 0, pieces: 0 }));
  const bins = binsOf(values) ?? { from: values.find((value) => !Number.isNaN(value)) ?? 0, perUnit: BINS };
  const width = BINS / bins.perUnit / COLUMNS;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const at = Math.max(0, Math.min(COLUMNS - 1, Math.floor((value - bins.from) / width)));
    const column = columns[at] as { bad: number; pieces: number };
    column.pieces++;
    column.bad += isBad[row] as number;
  }
  return { kind: "distribution", from: bins.from, width, columns };
}

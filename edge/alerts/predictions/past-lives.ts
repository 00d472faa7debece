import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PastLife, PastLives } from "../../contracts/forecast/history.ts";
import type { PredictionChange } from "../../contracts/health/prediction.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetConfig } from "../../contracts/plant/edge-config.ts";
import type { RemainingLife } from "../../contracts/records/remaining-life.ts";
import { readCheckedLine } from "../../store/checked-line.ts";
import { isChange, keyOf, MOST_KEPT, PREDICTIONS_FILE } from "./prediction-file.ts";

/** The file of the book in the data folder of an edge. */
export function predictionsIn(dataDir: string): string {
  return join(dataDir, PREDICTIONS_FILE);
}

/**
 * What the health book said of the time that components have left, and when, from the book of predictions, which an
 * edge may write to. Undefined for a data folder without that book. Lines that are damaged or half written, lives that
 * cannot be, and assets that the config no longer has are left out.
 */
export function readPastLives(
  path: string,
  assets: readonly Pick<AssetConfig, "assetUid" | "label">[],
): PastLives | undefined {
  if (!existsSync(path)) return undefined;
  const changes = readFileSync(path, "utf8").split("\n").map(readCheckedLine).filter(isChange);
  const labels = new Map(assets.map(({ assetUid, label }) => [assetUid, label] as const));
  const parts: PastLife[] = [];
  for (const all of Map.groupBy(changes, ({ prediction }) => keyOf(prediction)).values()) {
    const { assetUid, component } = (all[0] as PredictionChange).prediction;
    const machine = labels.get(assetUid);
    if (machine === undefined) continue;
    const said = all
      .filter(({ at }) => Number.isFinite(at))
      .map(({ at, step, prediction }) => ({ at, life: step === "ended" ? null : lifeOf(prediction.rul) }));
    if (said.some(({ life }) => life !== null)) parts.push({ machine, component, said });
  }
  const keys = ({ machine, component }: PastLife): string => `${machine}\n${component}`;
  return { knownFrom: knownFrom(changes), parts: parts.toSorted((a, b) => (keys(a) < keys(b) ? -1 : 1)) };
}

/** From when on all changes are in the file: older ones make room, but not the newest of a prediction that stands. */
function knownFrom(changes: readonly PredictionChange[]): Micros | null {
  if (changes.length < MOST_KEPT) return null;
  const newest = new Map(changes.map((change) => [keyOf(change.prediction), change] as const));
  const standing = [...newest.values()].filter(({ step }) => step !== "ended").length;
  return changes.at(-Math.max(1, MOST_KEPT - standing))?.at ?? null;
}

function lifeOf(rul: RemainingLife | undefined): RemainingLife | null {
  if (rul === undefined) return null;
  const { at, p10, p50, p90 } = rul;
  return Number.isFinite(at) && p10 >= 0 && p50 >= p10 && p90 >= p50 && Number.isFinite(p90) ? rul : null;
}

import { addSample, holdUntil } from "../../charts/panes/columns.ts";
import type { Mirror } from "../../data/mirror.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { type Board, tagOf } from "./board.ts";
import type { Loaded } from "./load.ts";

/**
 * Adds the newest live samples to the loaded curves, until the next answer of the edge brings them exactly. A value
 * whose link is live holds until now; a bad one ends the curve.
 */
export function addLive(
  { curves }: Pick<Board, "curves">,
  loaded: Loaded,
  { index, mirror, nowMs }: { readonly index: PlantIndex; readonly mirror: Mirror; readonly nowMs: number },
): void {
  for (const curve of curves) {
    const uid = tagOf(curve);
    const tag = uid === undefined ? undefined : index.tag(uid);
    const columns = loaded.curves.get(curve.id)?.columns;
    if (tag === undefined || columns === undefined) continue;
    const freshness = mirror.freshness(tag.ref);
    if (freshness === "none" || freshness === "stale") continue;
    const value = freshness === "bad" ? Number.NaN : mirror.value(tag.ref);
    addSample(columns, mirror.time(tag.ref) / 1000, value);
    holdUntil(columns, nowMs);
  }
}

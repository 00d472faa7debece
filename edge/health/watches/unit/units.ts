import { can } from "../../../contracts/plant/kinds.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, WatchedAsset } from "../../watch.ts";
import { UnitWatch } from "./unit-watch.ts";

/** Fewer channels have hardly any relations; more take too long to learn. */
const LEAST_CHANNELS = 3;
const MOST_CHANNELS = 32;
/** Where something is, and what is counted or wanted, has no usual relations. */
const NO_MEASUREMENT = new Set(
  (
    "position angle heading latitude longitude setpoint target count counter total remaining progress number id time " +
    "hours age"
  ).split(" "),
);

/** Components whose values describe pieces or counts, not the machine. */
const OF_PIECES = new Set(["result", "feature", "workpiece", "cycle", "counter", "energy"]);

/** One watch for an asset that no watch of physics goes by: a machine that the edge does not know. */
export function units(asset: WatchedAsset): readonly ComponentWatch[] {
  // The values of a meter belong to the machine behind it.
  if (can(asset.asset, "meters") || asset.tags.some(({ ref }) => asset.taken.has(ref))) return [];
  const measured = asset.tags.filter(isMeasured);
  if (measured.length < LEAST_CHANNELS) return [];
  const tags = measured.slice(0, MOST_CHANNELS);
  const surroundings = new Set(asset.components.flatMap(({ environment }) => environment.map(({ ref }) => ref)));
  const environment = tags.flatMap(({ ref }, at) => (surroundings.has(ref) ? [at] : []));
  return tags.length - environment.length < LEAST_CHANNELS
    ? []
    : [new UnitWatch({ context: asset.context, tags, environment })];
}

/** Numbers with a unit that a device measures; roles that are left have a meaning of their own. */
function isMeasured({ type, unit, role, signal, component, isStatic, isDerived, class: personal }: Tag): boolean {
  return (
    type === "number" &&
    unit !== undefined &&
    isStatic !== true &&
    isDerived !== true &&
    personal === undefined &&
    (role === undefined || role === "active-power" || role === "spindle-speed" || role === "belt-speed") &&
    unit !== "1" &&
    !unit.endsWith("W.h") &&
    !OF_PIECES.has(component) &&
    !NO_MEASUREMENT.has(signal.split("-").at(-1) ?? "")
  );
}

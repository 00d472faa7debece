import type { RobotZone } from "../../../edge/contracts/plant/robot-zone.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";

/** Reports of the sensors about people in a zone. There is no "clear": a sensor that sees nobody proves nothing. */
export interface ZoneState {
  readonly zone: RobotZone;
  readonly state: "nobody" | "person" | "unknown";
  /** Age of the oldest link among its sensors; undefined when one never sent data. */
  readonly sensorAgeMs: number | undefined;
}

/** One silent or doubtful sensor makes a zone unknown, unless another one sees a person. */
export function zoneStates(index: PlantIndex, mirror: Mirror, nowMs: number): ZoneState[] {
  return index.robotZones.map((zone) => {
    const live = zone.presence.filter(
      (tag) => mirror.freshness(tag.ref) === "live" && !Number.isNaN(mirror.value(tag.ref)),
    );
    const ages = zone.presence.map((tag) => mirror.linkAgeMs(tag.ref, nowMs));
    const known = ages.filter((age) => age !== undefined);
    const sensorAgeMs = known.length === ages.length && ages.length > 0 ? Math.max(...known) : undefined;
    if (live.some((tag) => mirror.value(tag.ref) !== 0)) return { zone, state: "person", sensorAgeMs };
    return { zone, state: live.length === zone.presence.length && live.length > 0 ? "nobody" : "unknown", sensorAgeMs };
  });
}

/** The ways in which an indication of a machine comes about, and how to say each. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { LiveIndication, SeparationTerms, TrackRiskKind } from "../../contracts/safety/live-risk.ts";
import type { ConflictWatch } from "./conflict-watch.ts";
import type { DistanceWatch } from "./distance-watch.ts";
import type { PlantTracks } from "./plant-tracks.ts";
import type { States } from "./states.ts";
import type { Tracks } from "./tracks.ts";

/** One of them: its states by machine. */
export interface Cause {
  readonly kind: TrackRiskKind;
  readonly states: States;
  readonly tracks: Tracks;
  /** People, or the vehicles among which the other one is. */
  readonly others: Tracks;
  asset(row: number): Asset;
  tag(row: number): TagRef | undefined;
  facts(row: number): Pick<LiveIndication, "distanceM" | "neededM" | "probability" | "aheadS" | "otherUid">;
  terms?(row: number): SeparationTerms;
  level(row: number): number;
}

/** When the older position of the closest pair was measured. */
export function sensedUs({ states, tracks, others }: Cause, row: number): Micros {
  const other = others.sensedUs[states.other[row] as number] ?? Number.NaN;
  return Math.min(tracks.sensedUs[row] as number, other);
}

type Said = Pick<Cause, "states" | "facts" | "level" | "terms">;

export function causesOf(parts: {
  readonly tracks: PlantTracks;
  readonly robots: DistanceWatch;
  readonly vehicles: DistanceWatch;
  readonly conflicts: ConflictWatch;
}): readonly Cause[] {
  const { tracks, robots, vehicles, conflicts } = parts;
  const ofVehicle = {
    ...{ tracks: tracks.vehicles, others: tracks.people },
    asset: (row: number) => tracks.vehicle(row),
    tag: (row: number) => tracks.tagOfVehicle(row),
  };
  const ofRobot = {
    ...{ tracks: tracks.robots, others: tracks.people },
    asset: (row: number) => tracks.robot(row),
    tag: (row: number) => tracks.tagOfRobot(row),
  };
  const between = conflict(conflicts.withVehicles);
  const other = (row: number) => ({
    otherUid: tracks.vehicle(conflicts.withVehicles.other[row] as number).assetUid,
  });
  return [
    { kind: "person-robot", ...ofRobot, ...distance(robots) },
    { kind: "person-vehicle", ...ofVehicle, ...distance(vehicles) },
    { kind: "conflict-person", ...ofVehicle, ...conflict(conflicts.withPeople) },
    {
      ...{ kind: "conflict-vehicle", ...ofVehicle, ...between, others: tracks.vehicles },
      facts: (row) => ({ ...between.facts(row), ...other(row) }),
    },
  ];
}

function distance({ states, separation }: DistanceWatch): Said {
  // As they are now, so that the terms add up: a machine at rest is judged no more, and its indication ends later.
  const facts = (row: number) => {
    const [distanceM, neededM] = [
      separation.measuredM(states.other[row] as number, row),
      separation.neededM(states.other[row] as number, row),
    ];
    const isKnown = Number.isFinite(distanceM) && Number.isFinite(neededM);
    return isKnown
      ? { distanceM, neededM }
      : { distanceM: states.value[row] as number, neededM: states.limit[row] as number };
  };
  return {
    ...{ states, facts },
    terms: (row) => separation.terms(states.other[row] as number, row),
    // At the needed distance 0.5, at no distance 1.
    level: (row) => {
      const { distanceM, neededM } = facts(row);
      return 1 - 0.5 * Math.min(1, distanceM / neededM);
    },
  };
}

function conflict(states: States): Said {
  return {
    states,
    facts: (row) => ({ probability: states.value[row] as number, aheadS: states.aheadS[row] as number }),
    level: (row) => states.value[row] as number,
  };
}

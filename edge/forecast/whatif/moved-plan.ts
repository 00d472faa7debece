/** Times of transport of a plan whose layout has been moved. */
import type { MovedTold } from "../../contracts/forecast/answer.ts";
import type { Spot } from "../../contracts/plant/road-map.ts";
import type { Distribution } from "../kernel/distributions.ts";
import { MOST_ON_BELT } from "../model/compile.ts";
import type { LanePlan, ModelPlan, PlacePlan } from "../model/plan.ts";
import type { PlantLayout } from "../model/plant-layout.ts";
import { type MoveProblem, noRoad, noSpeed, noStop, notJoined, outOfReach } from "./move-refusals.ts";
import { type MovedLayout, stopName } from "./moved-layout.ts";
import { MOST_FROM_LANE_M } from "./moved-roads.ts";
import { fartherOn, LEAST_M } from "./moved-walks.ts";

/** A robot reaches so much farther than the farthest machine that one tends now, metres. */
const REACH_SLACK_M = 0.5;
/** A belt cannot get shorter than this share of its length. */
const SHORTEST_BELT = 0.1;

const straight = ([ax, ay]: Spot, [bx, by]: Spot): number => Math.hypot(bx - ax, by - ay);

/** The plan with lanes, belts and hand-overs of the new layout; or what cannot be. */
export function movedPlan(
  plan: ModelPlan,
  layout: PlantLayout,
  moved: MovedLayout,
): ModelPlan | readonly MoveProblem[] {
  const problems: MoveProblem[] = [...farFromRobots(plan, layout, moved)];
  const { lanes, drive } = movedLanes(plan, layout, moved, problems);
  if (problems.length > 0) return problems;
  const { runSPerM: walkS, sPerM: walkSPerM } = layout.walking;
  const { farther, told: walks } = fartherOn(plan, layout, moved);
  const places = plan.places.map((place, at): PlacePlan => {
    if (place.kind === "belt" && layout.isConveyor(at)) {
      const ratio = beltRatio(at, layout, moved);
      if (ratio === 1) return place;
      const capacity = Math.min(MOST_ON_BELT, Math.max(1, Math.round(place.capacity * ratio)));
      return { ...place, capacity, travel: (share) => ratio * place.travel(share) };
    }
    const { before = 0, behind = 0 } = farther.get(at) ?? {};
    if (place.kind === "station" && before + behind > 0)
      return { ...place, load: later(place.load, before * walkS), unload: later(place.unload, behind * walkS) };
    if (place.kind === "belt" && before + behind > 0)
      return { ...place, travel: later(place.travel, (before + behind) * walkS) };
    return place;
  });
  return { ...plan, places, lanes, moved: { drive, walkSPerM, walks } };
}

function later(time: Distribution, seconds: number): Distribution {
  return seconds === 0 ? time : (share) => Math.max(0, time(share) + seconds);
}

/** Lanes by the difference of their ways, driven at the pace of the run. */
function movedLanes(
  { lanes }: ModelPlan,
  layout: PlantLayout,
  moved: MovedLayout,
  problems: MoveProblem[],
): { readonly lanes: readonly LanePlan[]; readonly drive: MovedTold["drive"] } {
  const same = { lanes, drive: null };
  const ends = [...new Set(lanes.flatMap(({ from, to }) => [from, ...to.flat()]))];
  const { roads, apart, nodeOf } = moved.roads(ends);
  const refuse = (places: readonly number[], reason: string): void => {
    const labels = places.flatMap((place) => [place, ...layout.beside(place)]).map((place) => layout.labelOf(place));
    if (!problems.some((one) => one.reason === reason)) problems.push({ change: moved.movedBy(labels), reason });
  };
  for (const place of ends) {
    const label = layout.labelOf(place);
    const far = apart.get(stopName(place));
    if (far !== undefined) refuse([place], noRoad(label, far, MOST_FROM_LANE_M));
    const isBesideMoved = layout.beside(place).some((other) => moved.isMoved(layout.labelOf(other)));
    if (nodeOf(place) === undefined && (moved.isMoved(label) || isBesideMoved)) refuse([place], noStop(label));
  }
  if (problems.length > 0) return same;
  /** Metres that a way gets longer; 0 where it is not known. */
  const longer = (from: number, to: number): number => {
    const [a, b] = [layout.nodeOf(layout.labelOf(from)), layout.nodeOf(layout.labelOf(to))];
    const [c, d] = [nodeOf(from), nodeOf(to)];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return 0;
    const [before, after] = [layout.roads.lengthM(a, b), roads.lengthM(c, d)];
    if ((before === undefined || after === undefined) && (a !== c || b !== d))
      refuse([from, to], notJoined(layout.labelOf(from), layout.labelOf(to)));
    return before === undefined || after === undefined ? 0 : after - before;
  };
  const made = lanes.map((lane) => ({
    lane,
    carryM: carryLonger(lane, layout, longer),
    approachM: approachLonger(lane, layout, longer),
  }));
  if (problems.length > 0 || made.every(({ carryM, approachM }) => carryM === 0 && approachM === 0)) return same;
  const { driving } = layout;
  if (driving === undefined) {
    refuse([], noSpeed());
    return same;
  }
  const { runSPerM, ...drive } = driving;
  const longerLanes = made.map(({ lane, carryM, approachM }) => ({
    ...lane,
    carry: later(lane.carry, carryM * runSPerM),
    approach: later(lane.approach, approachM * runSPerM),
  }));
  return { lanes: longerLanes, drive };
}

/** Mean over the places to which loads went, or may go where none was seen. */
function carryLonger(
  { from, to }: LanePlan,
  layout: PlantLayout,
  longer: (from: number, to: number) => number,
): number {
  const ends = [...new Set(to.flat())];
  const seen = layout.ridesFrom(from).filter(({ to: end, rides }) => rides > 0 && ends.includes(end));
  const ways = seen.length > 0 ? seen : ends.map((end) => ({ to: end, rides: 1 }));
  return mean(ways.map(({ to: end, rides }) => [longer(from, end), rides]));
}

/** Mean over the places where vehicles came from. */
function approachLonger({ from }: LanePlan, layout: PlantLayout, longer: (from: number, to: number) => number): number {
  return mean(layout.cameTo(from).map(({ place, rides }) => [longer(place, from), rides]));
}

function mean(values: readonly (readonly [value: number, weight: number])[]): number {
  const weights = values.reduce((sum, [, weight]) => sum + weight, 0);
  return weights === 0 ? 0 : values.reduce((sum, [value, weight]) => sum + value * weight, 0) / weights;
}

/** How much longer a belt gets: as what stands before and behind it comes to stand farther apart. */
function beltRatio(belt: number, layout: PlantLayout, moved: MovedLayout): number {
  const before = layout.handOvers.flatMap(({ from, to }) => (to.includes(belt) ? [from] : []));
  const behind = layout.handOvers.flatMap(({ from, to }) => (from === belt ? to : []));
  const pairs = before.flatMap((a) => behind.map((b) => [moved.placesOf(a), moved.placesOf(b)] as const));
  let [old, now] = [0, 0];
  for (const [a, b] of pairs) {
    if (a === undefined || b === undefined) continue;
    old += straight(a[0], b[0]);
    now += straight(a[1], b[1]);
  }
  return old === 0 || Math.abs(now - old) < LEAST_M ? 1 : Math.max(SHORTEST_BELT, now / old);
}

/** Machines and stops that their robot would not reach any more: farther than any robot of the plant reaches now. */
function farFromRobots(
  { places, tenders }: ModelPlan,
  layout: PlantLayout,
  moved: MovedLayout,
): readonly MoveProblem[] {
  const tending = tenders.map(({ label, stations }) => {
    const beside = layout.handOvers.flatMap(({ from, to, via }) =>
      via !== "tender" ? [] : stations.includes(from) ? to : to.some((one) => stations.includes(one)) ? [from] : [],
    );
    return { label, reached: [...stations, ...beside], isStation: (place: number) => stations.includes(place) };
  });
  const handing = [...places.keys()]
    .filter((robot) => layout.isRobot(robot))
    .map((robot) => ({
      label: layout.labelOf(robot),
      reached: layout.touching(robot),
      isStation: (place: number) => places[place]?.kind === "station",
    }));
  const served = [...tending, ...handing].flatMap(({ label, reached, isStation: isOf }) => {
    const [before, after] = [layout.spotOf(label), moved.spotOf(label)];
    if (before === undefined || after === undefined) return [];
    return [...new Set(reached)].flatMap((place) => {
      const spots = moved.placesOf(place);
      if (spots === undefined) return [];
      const isStation = isOf(place);
      return [{ label, place, isStation, old: straight(before, spots[0]), now: straight(after, spots[1]) }];
    });
  });
  return served.flatMap(({ label, place, isStation, old, now }) => {
    const reach =
      Math.max(...served.filter((one) => one.isStation === isStation).map((one) => one.old)) + REACH_SLACK_M;
    if (now <= Math.max(reach, old + LEAST_M)) return [];
    const machine = layout.labelOf(place);
    const reason = outOfReach(label, machine, now, reach);
    return [
      { change: moved.movedBy([label, machine, ...layout.beside(place).map((one) => layout.labelOf(one))]), reason },
    ];
  });
}

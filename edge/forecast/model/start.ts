import type { LanePlan, PlacePlan, StartPiece, StartState, StationPlan } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import { residual } from "./residual.ts";
import type { Running } from "./running.ts";

/**
 * Puts the pieces of the start where they are, with what is left of their work (rule FK18). Places may hold more than
 * their capacity then: the plant is what it is.
 */
export function placeStart(run: Running, { pieces, rides }: StartState): void {
  const byStation = new Map<number, StartPiece[]>();
  for (const piece of pieces) {
    const plan = run.plan.places[piece.place] as PlacePlan;
    if (plan.kind === "sink") continue;
    if (plan.kind === "buffer" || plan.kind === "source") {
      run.add(piece.place, piece.variant, piece.order);
      continue;
    }
    const made = run.floor.create(piece.variant, piece.order);
    run.floor.append(piece.place, made);
    if (plan.kind === "station") {
      const there = byStation.get(piece.place);
      if (there === undefined) byStation.set(piece.place, [piece]);
      else there.push(piece);
    } else if (plan.kind === "belt" && piece.stage === "done") run.belts.travels(piece.place, 0);
    else if (plan.kind === "belt")
      run.belts.travels(piece.place, draw(run, "travel", piece.place, residual(plan.travel, piece.forS)));
  }
  for (const [place, there] of byStation) resume(run, place, there);
  for (const { lane, pieces: loaded, forS } of rides) {
    const { carry, from } = run.plan.lanes[lane] as LanePlan;
    const leftS = run.streams.draw(PURPOSE.carry, lane, residual(carry, forS));
    // A future with fewer vehicles than are on their way: what they carry is where it was, and another one fetches it.
    if (!run.vehicles.startRide(lane, loaded, leftS)) for (const piece of loaded) putBack(run, from, piece);
  }
}

function putBack(run: Running, place: number, { variant, order }: StartPiece): void {
  if (run.plan.places[place]?.kind !== "belt") {
    run.add(place, variant, order);
    return;
  }
  const made = run.floor.create(variant, order);
  run.floor.append(place, made);
  run.becomeReady(place, made);
}

function resume(run: Running, place: number, there: readonly StartPiece[]): void {
  const plan = run.plan.places[place] as StationPlan;
  // Of several batches the newest is what the station works on.
  const { stage, forS, variant } = there.at(-1) as StartPiece;
  const work = plan.work[variant] as StationPlan["load"];
  if (stage === "waiting") {
    run.stations.entered(place, forS);
    return;
  }
  run.stations.isSetUpFor(place, variant);
  if (stage === "done") {
    run.stations.finishedBefore(place);
    run.stations.unloaded(place);
  } else run.stations.begin(place, draw(run, "work", place, residual(work, forS)));
}

function draw(run: Running, purpose: "work" | "travel", place: number, of: StationPlan["load"]): number {
  return run.streams.draw(PURPOSE[purpose], place, of);
}

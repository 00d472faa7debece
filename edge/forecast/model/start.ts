import type { PlacePlan, StartPiece, StartState, StationPlan } from "./plan.ts";
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
    const made = loaded.map(({ variant, order }) => run.floor.create(variant, order));
    const { carry } = run.plan.lanes[lane] as (typeof run.plan.lanes)[number];
    const leftS = run.streams.draw(PURPOSE.carry, lane, residual(carry, forS));
    if (!run.vehicles.startRide(lane, made, leftS)) for (const piece of made) run.floor.destroy(piece);
  }
}

function resume(run: Running, place: number, there: readonly StartPiece[]): void {
  const plan = run.plan.places[place] as StationPlan;
  const { stage, forS, variant } = there[0] as StartPiece;
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

/** Answers of the book of machine states, in the thread of the followers. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import type { GoodPieces } from "../../contracts/production/energy.ts";
import type { MachinePast } from "../../contracts/production/past.ts";
import type { FiguresQuestion } from "../../contracts/production/production.ts";
import { BookKpis } from "../state/book-kpis.ts";
import type { KpisConfig } from "../state/config.ts";
import type { Production } from "../state/production.ts";
import { usageOf } from "../state/usage.ts";
import type { WorkCalendar } from "../state/work-calendar.ts";

interface Parts {
  readonly production: Production;
  readonly calendar: WorkCalendar;
  readonly config: KpisConfig;
  readonly plant: Pick<Plant, "assets" | "site">;
  takePast(pasts: readonly MachinePast[]): number;
}

export type StatesAnswered = ReturnType<typeof answersOfStates>;

export function answersOfStates({ production, takePast, ...parts }: Parts) {
  const counts = (asset: AssetUid): boolean => production.machines.some(({ assetUid }) => assetUid === asset);
  return {
    states: (asset: AssetUid, from: Micros, to: Micros) => production.states(asset, from, to),
    stops: (asset: AssetUid, from: Micros, to: Micros) => production.stops(asset, from, to),
    figures: (asset: AssetUid, question: FiguresQuestion) => production.figures(asset, question),
    line: (name: string, question: FiguresQuestion) => production.line(name, question),
    orderFigures: (from: Micros, to: Micros) => production.orderFigures(from, to),
    /** `piecesInside`: pieces in the plant by the material book; undefined where it does not know them. */
    kpis: (now: Micros, piecesInside: number | undefined) =>
      new BookKpis({ ...parts, production, piecesInside: () => piecesInside }).kpis(now),
    goodPieces: (assets: readonly AssetUid[], from: Micros, to: Micros): readonly GoodPieces[] =>
      assets
        .filter(counts)
        .map((assetUid) => ({ assetUid, good: production.figures(assetUid, { from, to }).quantities.GQ })),
    usage: (asset: AssetUid, bounds: readonly Micros[]) => usageOf(production, asset, bounds),
    /** Imports the past of machines from before the edge began; answers with their number, once it is on disk. */
    past: (pasts: readonly MachinePast[]) => takePast(pasts),
  };
}

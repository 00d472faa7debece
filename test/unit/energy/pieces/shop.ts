/** A small shop with metered stations and its energy book, for tests of the energy of pieces. */
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { PieceEnergyAnswer, StepsQuestion } from "../../../../edge/contracts/production/piece-energy.ts";
import type { KeyFigurePlan } from "../../../../edge/contracts/quality/key-figures.ts";
import { EnergyBook } from "../../../../edge/energy/energy-book.ts";
import type { PiecesConfig } from "../../../../edge/energy/pieces/config.ts";
import type { PricingPlan } from "../../../../edge/energy/pieces/costs.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { energyConfig } from "../../../fakes/energy/energy-config.ts";
import { type AssetShape, BenchPlant, batchOf, log, S, T0 } from "../../detect/bench-plant.ts";

export const at = (second: number): number => T0 + Math.round(second * S);

export const station = (label: string, more: AssetShape["tags"] = []): AssetShape => ({
  label,
  tags: [
    { component: "power", signal: "active", role: "active-power", unit: "kW" },
    { component: "energy", signal: "import", role: "energy-import", unit: "W.h" },
    { signal: "mode", role: "operation-mode" },
    ...more,
  ],
});

let uids = 0;

export type EventName = "arrived" | "started" | "completed" | "departed";

export interface EventShape {
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Second in which it arrives at the edge, and the controller's clock ahead of the edge's, seconds. */
  readonly receivedAt?: number;
  readonly source?: string;
}

export function eventOf(
  kind: EventName,
  piece: string,
  second: number,
  { payload, receivedAt, source = "line" }: EventShape = {},
): EdgeEvent {
  const place = payload?.["place"] ?? "CNC-1";
  return {
    eventUid: `piece-energy-${uids++}`,
    type: `piece.${kind}`,
    pieceId: piece,
    time: at(second),
    receivedAt: at(receivedAt ?? second),
    schema: "material/1",
    payload: { source, place, variant: "V1", order: "O1", operation: "OP10", ...payload },
  };
}

const EDGE = "edge" as AssetUid;

export class Shop {
  readonly bench: BenchPlant;
  book: EnergyBook;
  readonly #open: () => EnergyBook;
  #position = 0;

  constructor(
    assets: readonly AssetShape[],
    pieces: PiecesConfig = {},
    pricing: PricingPlan = { contracts: [], steps: [] },
    figures?: KeyFigurePlan,
  ) {
    this.bench = new BenchPlant(assets);
    const { plant, tags } = this.bench;
    const path = recordPath("piece-energy");
    const operations = [{ stations: ["OVN-*"], id: "OP90" }];
    const config = energyConfig({ pieces });
    const options = { config, operations, pricing, plant, tags, path, log, edgeUid: EDGE };
    this.#open = () => new EnergyBook({ ...options, ...(figures === undefined ? {} : { figures }) });
    this.book = this.#open();
  }

  read(label: string, signal: string, value: number, second: number, receivedAt = second): void {
    this.book.observe(batchOf([{ ref: this.bench.ref(label, signal), value, at: at(second) }], at(receivedAt)));
  }

  /** Power every `stepS` and the counter at each whole ten seconds, of a machine that takes `kW` at each second. */
  run(label: string, [from, to]: readonly [number, number], kW: (second: number) => number, stepS = 1): void {
    // Not a multiple of a coarse step.
    if (!this.#wh.has(label)) this.read(label, "import", 1000.001, from);
    for (let step = 0; from + step * stepS < to; step++) {
      const second = from + step * stepS;
      this.read(label, "active", kW(second), second);
      this.#wh.set(label, (this.#wh.get(label) ?? 1000.001) + (kW(second + stepS / 2) * stepS) / 3.6);
      if (Number.isInteger((second + stepS) / 10))
        this.read(label, "import", this.#wh.get(label) as number, second + stepS);
      this.tick(second + stepS);
    }
  }
  readonly #wh = new Map<string, number>();

  event(kind: EventName, piece: string, second: number, shape: EventShape = {}): void {
    this.book.take(eventOf(kind, piece, second, shape));
  }

  tick(second: number): void {
    this.book.tick(at(second));
  }

  reopen(): void {
    this.book.write({ position: ++this.#position, time: T0 });
    this.book.close();
    this.book = this.#open();
  }

  piece(piece: string): PieceEnergyAnswer {
    return this.book.answers.piece(piece);
  }

  write(): void {
    this.book.write({ position: ++this.#position, time: T0 });
  }

  steps(question: Partial<StepsQuestion> = {}) {
    this.write();
    return this.book.answers.steps({ from: at(-86_400), to: at(10 * 86_400), ...question });
  }
}

/** Whole mWh or mL. */
export function parts(amount: number): number {
  return Math.round(amount * 1e6);
}

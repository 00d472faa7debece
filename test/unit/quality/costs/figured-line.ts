/** A metered machine and a packing station with the books of costs and energy, for tests of their key figures. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../../../edge/contracts/path/sample-batch.ts";
import type { AssetConfig } from "../../../../edge/contracts/plant/edge-config.ts";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import {
  type FigureSections,
  figureShapes,
  type KeyFigurePlan,
  keyFigurePlan,
} from "../../../../edge/contracts/quality/key-figures.ts";
import type { TariffsConfig } from "../../../../edge/energy/tariff/config.ts";
import { tariffsSection } from "../../../../edge/energy/tariff/section.ts";
import type { CostsConfig } from "../../../../edge/quality/costs/config.ts";
import { CostBook } from "../../../../edge/quality/costs/cost-book.ts";
import { withDefaults } from "../../../fakes/config/with-defaults.ts";
import { log } from "../../detect/bench-plant.ts";
import { at, eventOf, Shop, station } from "../../energy/pieces/shop.ts";

export const COSTS: CostsConfig = {
  material: [{ variants: ["*"], perPiece: 40 }],
  value: [{ variants: ["*"], perPiece: 100 }],
  steps: [
    { stations: ["CNC-*"], kind: "make", perPiece: 10, perHour: 0 },
    { stations: ["PCK-*"], kind: "make", perPiece: 0, perHour: 0 },
    { stations: ["RWK-*"], kind: "rework", perPiece: 5, perHour: 0 },
  ],
  endsAt: ["PCK-*"],
  series: { operations: ["OP10"], variants: ["V1"] },
};
const POWER = {
  id: "power",
  name: { zh: "电", en: "Power" },
  bands: [{ id: "flat", name: { zh: "平", en: "Flat" }, price: 2 }],
  hours: [{ band: "flat", from: "00:00", to: "24:00" }],
  co2: { kgPerUnit: 0.5 },
};
const { contracts } = withDefaults(tariffsSection.schema, { contracts: [POWER] }) as TariffsConfig;

export const asset = (label: string, role?: "active-power"): AssetConfig =>
  ({
    assetUid: `urn:test:${label}`,
    label,
    source: "line",
    tags: [{ shape: { component: "", signal: "power", ...(role === undefined ? {} : { role }) } }],
  }) as unknown as AssetConfig;
export const SECTIONS: FigureSections = {
  assets: [asset("CNC-1", "active-power"), asset("PCK-1")],
  quality: { costs: COSTS },
  tariffs: { contracts },
};

/** A metered machine and a packing station that carries the figures, with both books; outputs cross by the log. */
export class Line {
  readonly plan: KeyFigurePlan;
  readonly shop: Shop;
  readonly known = new Map<string, number | undefined>();
  readonly batches: SampleBatch[] = [];
  #costs: CostBook;
  readonly #open: () => CostBook;
  #position = 0;

  constructor() {
    this.plan = keyFigurePlan(SECTIONS);
    const tags = figureShapes(this.plan, "CNY").map(({ component, signal, unit = "" }) => ({
      ...{ component, signal, unit },
    }));
    const pricing = { contracts, steps: COSTS.steps };
    this.shop = new Shop([station("CNC-1"), { label: "PCK-1", tags }], {}, pricing, this.plan);
    const path = join(mkdtempSync(join(tmpdir(), "gemba-figures-")), "costs.db");
    const config = { costs: COSTS, keepDays: 400, operations: [], figures: this.plan };
    const { plant, tags: table } = this.shop.bench;
    this.#open = () => new CostBook({ config, plant, tags: table, isSimulated: false, path, log });
    this.#costs = this.#open();
  }

  take(event: EdgeEvent): void {
    this.#costs.take(event);
    this.shop.book.take(event);
  }

  /** The second in which a tick ends. */
  tick(second: number): void {
    for (const samples of [this.#costs.tick(at(second))?.samples, this.shop.book.tick(at(second))?.samples]) {
      if (samples === undefined) continue;
      this.batches.push(samples);
      this.shop.book.observe(samples);
      for (let row = 0; row < samples.length; row++) {
        const tag = this.shop.bench.tags.at(samples.tags[row] as TagRef);
        const hour = ((samples.times[row] as number) - at(0)) / 3600e6;
        const isBad = (samples.statuses[row] as number) >= 2 ** 31;
        this.known.set(`${tag?.component}/${tag?.signal} ${hour}`, isBad ? undefined : samples.values[row]);
      }
    }
  }

  /** 36 kW for ten seconds are 100 Wh. */
  run(second: number): void {
    this.shop.read("CNC-1", "active", 36, second);
    this.shop.read("CNC-1", "import", 1000.001 + second * 10, second);
  }

  write(): void {
    const mark = { position: ++this.#position, time: at(0) };
    this.#costs.write(mark);
    this.shop.write();
  }

  reopen(): void {
    this.write();
    this.#costs.close();
    this.#costs = this.#open();
    this.shop.reopen();
  }

  close(): void {
    this.#costs.close();
    this.shop.book.close();
  }
}

/** A piece is made in 100 s at CNC-1 and packed. */
export function* piece(name: string, second: number, verdict = "good"): Generator<readonly [number, EdgeEvent]> {
  const payload = { verdict, operation: "OP10" };
  yield [second, eventOf("started", name, second, { payload })];
  yield [second + 100, eventOf("completed", name, second + 100, { payload })];
  if (verdict === "scrap") return;
  const packed = { place: "PCK-1", operation: "OP20", verdict: "good" };
  yield [second + 110, eventOf("completed", name, second + 110, { payload: packed })];
}

type Late = readonly [second: number, event: EdgeEvent];

/** Leads the line through its events; `each` is called before each step of ten seconds. */
export function lead(line: Line, events: readonly Late[], hours: number, each = (): void => undefined): void {
  const waiting = events.toSorted(([a], [b]) => a - b);
  for (let second = 0, next = 0; second < hours * 3600; second += 10) {
    each();
    line.tick(second);
    for (; (waiting[next]?.[0] ?? Number.POSITIVE_INFINITY) <= second; next++) line.take((waiting[next] as Late)[1]);
    line.run(second);
  }
}

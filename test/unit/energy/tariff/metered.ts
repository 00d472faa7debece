/** A small metered plant and its book of loads, for tests. */
import { Ajv } from "ajv";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { TariffsConfig } from "../../../../edge/energy/tariff/config.ts";
import { LoadBook } from "../../../../edge/energy/tariff/load-book.ts";
import { tariffsSection } from "../../../../edge/energy/tariff/section.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { BenchPlant, batchOf, log, S, T0 } from "../../detect/bench-plant.ts";

const BENCH = new BenchPlant([
  {
    label: "MAIN",
    kind: "meter",
    medium: "electricity",
    tags: [
      { signal: "import", role: "energy-import", unit: "kW.h" },
      { signal: "power", role: "active-power", unit: "kW" },
      { signal: "reactive", unit: "kV.A.h{reactive}" },
    ],
  },
  {
    label: "OVN-1",
    kind: "oven",
    tags: [
      { signal: "power", role: "active-power", unit: "kW" },
      { signal: "item-state", type: "enum", role: "item-state" },
    ],
  },
  { label: "GAS", kind: "meter", medium: "natural-gas", tags: [{ signal: "volume", unit: "m3" }] },
]);

const name = { zh: "电", en: "Power" };

export const CONTRACT = {
  id: "power",
  name,
  meters: ["MAIN"],
  bands: [{ id: "all", name, price: 0.5 }],
  co2: { kgPerUnit: 0.4 },
  powerFactor: {},
  demand: { price: 40, limitKw: 250, canShift: ["OVN-*"] },
};

export function tariffsOf(written: object = { contracts: [CONTRACT] }): TariffsConfig {
  const config = structuredClone(written) as TariffsConfig;
  const validate = new Ajv({ useDefaults: true, strict: true }).compile(tariffsSection.schema);
  if (!validate(config)) throw new Error(JSON.stringify(validate.errors));
  return config;
}

export function bookOf(config: TariffsConfig = tariffsOf(), path = recordPath("load")): LoadBook {
  return new LoadBook({ config, plant: BENCH.plant, tags: BENCH.tags, path, log });
}

/** µs of a second of the story. */
export const at = (second: number): number => T0 + second * S;

export function read(book: LoadBook, label: string, signal: string, value: number, second: number): void {
  book.observe(batchOf([{ ref: BENCH.ref(label, signal), value, at: at(second) }]));
}

export function completed(label: string, variant: string, second: number): EdgeEvent {
  const time = { time: at(second), receivedAt: at(second) };
  const payload = { place: label, variant };
  return {
    eventUid: `event-${second}`,
    type: "piece.completed",
    pieceId: `P-${second}`,
    ...time,
    schema: "m/1",
    payload,
  };
}

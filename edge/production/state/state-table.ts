import type { TimeElement } from "../../contracts/production/production.ts";
import type { KpisConfig } from "./config.ts";

type Row = Omit<KpisConfig["states"][number], "of">;

/**
 * OPC 40501-1, annex C.2; maintenance mode is planned but not busy time, and the state of a silent machine is unknown.
 */
const OPC_40501_1: readonly Row[] = [
  { mode: ["maintenance"], element: "maintenance" },
  { itemState: ["executing"], mode: ["setup"], element: "AUST" },
  { itemState: ["executing"], element: "APT" },
  { itemState: ["out-of-service"], element: "ADET" },
  { itemState: ["not-executing"], element: "ADOT" },
];

/** OPC 40001-1, annex C.2: the element of a machine that does not execute depends on whether it has an order. */
const OPC_40001_1: readonly Row[] = [
  { mode: ["maintenance"], element: "maintenance" },
  { itemState: ["executing"], mode: ["setup"], element: "AUST" },
  { itemState: ["executing"], element: "APT" },
  { itemState: ["out-of-service"], mode: ["processing"], order: true, element: "ADET" },
  { itemState: ["not-available"], mode: ["processing"], order: true, element: "ADET" },
  { itemState: ["not-executing"], mode: ["none"], order: true, element: "ADET" },
  { itemState: ["out-of-service"], order: true, element: "ADET" },
  { itemState: ["not-available"], order: false, element: "ADOT" },
  { itemState: ["out-of-service", "not-executing"], element: "ADOT" },
];

const MODELS = { "opc-40501-1": OPC_40501_1, "opc-40001-1": OPC_40001_1 } as const;
const ITEM_STATES: readonly string[] = ["not-available", "out-of-service", "not-executing", "executing"];
const MODES: readonly string[] = ["none", "maintenance", "setup", "processing"];

/** Values at one moment. NaN: unknown. */
export interface Moment {
  readonly itemState: number;
  readonly mode: number;
  readonly hasOrder: boolean;
  /** Value of an asset's signal that rows use. */
  signal(name: string): number;
}

/** One machine's rows, its own first. */
export class StateTable {
  /** Signals that rows use. */
  readonly signals: readonly string[];
  readonly #rows: readonly Row[];

  constructor(model: KpisConfig["stateModel"], own: readonly Row[]) {
    this.#rows = [...own, ...MODELS[model]];
    this.signals = [...new Set(own.flatMap(({ signal }) => signal ?? []))];
  }

  /**
   * The element of the first matching row; unknown if none matches, or if the state is unknown and no row without a
   * state matches.
   */
  elementOf(moment: Moment): TimeElement {
    const itemState = ITEM_STATES[moment.itemState];
    const mode = MODES[moment.mode];
    for (const row of this.#rows) {
      if (row.itemState !== undefined && (itemState === undefined || !row.itemState.includes(itemState))) continue;
      if (row.mode !== undefined && (mode === undefined || !row.mode.includes(mode))) continue;
      if (row.order !== undefined && row.order !== moment.hasOrder) continue;
      if (row.signal !== undefined && moment.signal(row.signal) !== (row.is ?? 1)) continue;
      if (itemState === undefined && row.itemState === undefined && row.signal === undefined) continue;
      return row.element;
    }
    return "unknown";
  }
}

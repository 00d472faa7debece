/** Loads by quarter of an hour: what they cost, the demand of the running window, and what was wasted. */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { Medium } from "../plant/media.ts";
import type { AssetUid, LocalizedText, TagRef } from "../plant/tag.ts";
import type { BaselineQuestion, BaselineView } from "./baseline.ts";

type BandLevel = "sharp" | "peak" | "flat" | "valley" | "deep-valley";

/** The part of an amount that fell into one band of a tariff. */
export interface BandCost {
  readonly id: string;
  readonly name: LocalizedText;
  readonly level: BandLevel;
  /** In the site's currency per kWh or m3. */
  readonly price: number;
  readonly amount: number;
  readonly cost: number;
}

export interface CostFigures {
  readonly amount: number;
  readonly cost: number;
  /** Null where the contract has no factor. */
  readonly co2Kg: number | null;
  readonly bands: readonly BandCost[];
}

/** Mean power factor of a time. `percent` of the bill, or `cost` of reactive energy, by the contract. */
export interface PowerFactorFigures {
  readonly factor: number;
  readonly target: number;
  readonly percent: number | null;
  readonly cost: number | null;
}

/** A point where energy or a medium is measured, with what a time cost there. */
export interface PointCost extends CostFigures {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly medium: Medium;
  readonly unit: "kWh" | "m3";
  /** Contract by whose prices it is valued. */
  readonly contract: string;
  /** Quarters of an hour with a known amount; the others count as nothing. */
  readonly quarters: number;
  /** A part of the amount may belong to another time, or be missing. */
  readonly isUncertain: boolean;
}

/** Charges of a contract for a time, beside those for amounts. */
export interface ContractCharges {
  readonly contract: string;
  readonly name: LocalizedText;
  readonly medium: Medium;
  readonly meters: readonly string[];
  /** The highest window of the time; null without a demand charge or a window. */
  readonly demand: { readonly kW: number; readonly to: Micros; readonly price: number; readonly cost: number } | null;
  readonly powerFactor: PowerFactorFigures | null;
  readonly co2Source: string;
}

export interface CostAnswer {
  /** The time that is valued: whole quarters of an hour. */
  readonly from: Micros;
  readonly to: Micros;
  readonly points: readonly PointCost[];
  readonly contracts: readonly ContractCharges[];
}

/** A machine whose work can wait, and what it draws now. */
export interface ShiftableLoad {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly kW: number;
}

/** The running demand window of a contract. `forecast` is a forecast, with its interval of 90 %. */
export interface DemandView {
  readonly contract: string;
  readonly name: LocalizedText;
  readonly windowMin: number;
  readonly kind: "fixed" | "sliding";
  readonly from: Micros;
  readonly to: Micros;
  /** Mean power of its past minutes; null before the first, or where one of them is not known. */
  readonly soFarKw: number | null;
  readonly minutes: number;
  /** Mean power of the whole window; null without experience. */
  readonly forecast: { readonly kW: number; readonly low: number; readonly high: number } | null;
  readonly limitKw: number | null;
  /** Highest window of the running month. */
  readonly monthPeak: { readonly kW: number; readonly to: Micros } | null;
  readonly canShift: readonly ShiftableLoad[];
  /** Price per kWh now. */
  readonly price: number;
  /** Of the last day's forecasts, ten minutes before the ends of their windows; `held`: share in the interval. */
  readonly accuracy: { readonly windows: number; readonly meanErrorPercent: number; readonly held: number } | null;
}

/** Time and energy of a machine that did nothing for longer than allowed. */
export interface IdleWaste {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly hours: number;
  readonly kWh: number;
  readonly meanKw: number;
  /** At the prices of its hours; null without a contract for electricity. */
  readonly cost: number | null;
  /** Tag of its power. */
  readonly power: TagRef | null;
}

/** How a compressor or a chiller ran in a time. */
export interface UtilityUse {
  readonly utility: "compressor" | "chiller";
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly power: TagRef | null;
  /** A chiller counts as loaded while it draws power. */
  readonly loadedS: number;
  readonly unloadedS: number;
  readonly loadedKWh: number;
  readonly unloadedKWh: number;
  /** Lowest and mean pressure of the net (bar), or set-point (Cel); not finite without a reading. */
  readonly lowest: number;
  readonly mean: number;
  /** Pressure that is needed, or the warmest set-point that is allowed. */
  readonly needed: number;
}

/** Mean power of a contract's meters in a quarter of an hour, and the band that was in force. */
export interface CurvePoint {
  readonly start: Micros;
  readonly kW: number | null;
  readonly band: string;
}

export interface LoadReader {
  readonly isCurrent: boolean;
  cost(from: Micros, to: Micros): Answer<CostAnswer>;
  demand(): Answer<readonly DemandView[]>;
  /** Start of the oldest kept quarter; null without one. */
  since(): Answer<Micros | null>;
  utilities(from: Micros, to: Micros): Answer<readonly UtilityUse[]>;
  idle(from: Micros, to: Micros): Answer<readonly IdleWaste[]>;
  /** Undefined for a contract that the config does not have. */
  /** Undefined for an asset that is not measured. */
  baseline(question: BaselineQuestion): Answer<BaselineView | undefined>;
  curve(contract: string, from: Micros, to: Micros): Answer<readonly CurvePoint[] | undefined>;
}

import type { TObject } from "typebox";
import type { Condition } from "./condition.ts";

/** A fault as it stands now. */
export interface FaultNow {
  /** 0 sound to 1 functional failure; for sudden faults the severity. */
  readonly damage: number;
  /** Part of the asset, such as `joint-3`; empty where the kind has none. */
  readonly component: string;
  /** The kind's own parameters, defaults filled in. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}

/** One kind of fault by name: where it can be, how it grows, from when instruments can show it, what it does. */
export interface FaultKind {
  readonly name: string;
  /** One sentence for the documentation. */
  readonly what: string;
  /**
   * `physical` and `people` change the plant, `sensor` what an instrument shows, `wire` what is between a device and
   * its listeners: the protocol servers act these out from `PlantModel.wireFaults`.
   */
  readonly level: "physical" | "people" | "sensor" | "wire";
  /**
   * Kinds of station, or the groups `server` (OPC UA servers), `gateway` (fleet, meters, stores, positioning),
   * `plant`; `*` is every station.
   */
  readonly targets: readonly string[];
  /** Names of the parts it can be in, as a pattern; absent where the asset itself is meant. */
  readonly components?: RegExp;
  /** The part that is meant when the scenario names none. */
  readonly component?: string;
  readonly course: "progressive" | "sudden";
  /** Happens in a moment and leaves what it did; applied once. */
  readonly momentary?: true;
  /** Schema of `with`, defaults included. */
  readonly parameters: TObject;
  /** Damage from which published values differ from sound ones by more than their usual scatter, and why there. */
  readonly observableFrom: number;
  readonly observableWhy: string;
  /** Whether damage 1 ends the function of the part. */
  readonly fails: boolean;
  /**
   * For wear: how long it takes in a real plant from sound to damage 1, and what says so. What a scenario does in
   * less is shown as accelerated.
   */
  readonly usual?: { readonly overS: number; readonly why: string };
  /**
   * Writes what is wrong into the condition of the asset; called every second with the damage of then. Wire kinds
   * have none.
   */
  readonly apply?: (condition: Condition, fault: FaultNow) => void;
}

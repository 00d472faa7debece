import type { TObject } from "typebox";
import type { Condition, Trace } from "./condition.ts";

/** The present state of a fault. */
export interface FaultNow {
  /** 0 sound to 1 functional failure; for sudden faults the severity. */
  readonly damage: number;
  /** Part of the asset, such as `joint-3`; empty if the kind has none. */
  readonly component: string;
  /** The kind's own parameters, defaults filled in. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}

/** A circumstance of pieces that goes with a defect, in the words of a search for causes. */
interface Circumstance {
  readonly kind: string;
  readonly operation: string;
  readonly name: string;
  /** Empty for a number, and for a lot that nobody knows yet. */
  readonly level: string;
}

/** The cause of defects that a fault is: circumstances that name it equally well, and where it shows. */
export interface DefectCause {
  readonly circumstances: readonly Circumstance[];
  readonly defect: { readonly operation: string; readonly feature: string; readonly side: string };
}

/** One kind of fault: possible targets, growth, when instruments can show it, effect. */
export interface FaultKind {
  readonly name: string;
  /** One sentence for the documentation. */
  readonly what: string;
  /**
   * `physical` and `people` change the plant, `sensor` an instrument's readings, `wire` the connection between a device
   * and its listeners: the protocol servers simulate these from `PlantModel.wireFaults`.
   */
  readonly level: "physical" | "people" | "sensor" | "wire";
  /**
   * Kinds of station, or the groups `server` (OPC UA servers), `gateway` (fleet, meters, stores, positioning),
   * `plant`; `*` is every station.
   */
  readonly targets: readonly string[];
  /** Pattern of the assets that can have it, where their kind does not say. */
  readonly assets?: RegExp;
  /** The defects that it causes; absent where it spoils no pieces. */
  readonly causes?: (fault: Pick<FaultNow, "parameters"> & { readonly asset: string }) => DefectCause | undefined;
  /** Meter of the branch in which a leak at the asset lies. */
  readonly branchOf?: (asset: string) => string;
  /** Pattern of the parts that can have it; absent if it concerns the whole asset. */
  readonly components?: RegExp;
  /** The default part if the scenario names none. */
  readonly component?: string;
  readonly course: "progressive" | "sudden";
  /** Happens once, at a moment, and its effect remains. */
  readonly momentary?: true;
  /** Schema of `with`, defaults included. */
  readonly parameters: TObject;
  /** Damage from which published values differ from sound ones by more than their usual scatter, and the reason. */
  readonly observableFrom: number;
  readonly observableWhy: string;
  /**
   * A fault that waits for something is observable only once the plant shows this trace too, which may follow from the
   * fault's parameters.
   */
  readonly shownBy?: Trace | ((parameters: FaultNow["parameters"]) => Trace);
  /** Whether damage 1 ends the function of the part. */
  readonly fails: boolean;
  /**
   * For wear: the time from sound to damage 1 in a real plant, and its source. Faster wear in a scenario is shown as
   * accelerated.
   */
  readonly usual?: { readonly overS: number; readonly why: string };
  /**
   * Writes the fault into the condition of the asset; called every second with the current damage. Wire kinds have
   * none.
   */
  readonly apply?: (condition: Condition, fault: FaultNow) => void;
}

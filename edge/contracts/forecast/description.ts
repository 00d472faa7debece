/** What a config says of a plant's flow: the input of the forecast model, without the sections' own types. */
import type { AssetConfig, TagShape } from "../plant/edge-config.ts";
import type { FloorPlan, RouteEdge, RouteNode, Site } from "../plant/plant.ts";
import type { TagPattern } from "../plant/tag-pattern.ts";

/** Where vehicles stop for some places. */
interface NodePlaces {
  readonly node: string;
  readonly stores: readonly string[];
  readonly load: readonly string[];
  readonly unload: readonly string[];
}

/** What waits for a free person of a crew. */
export const CREW_TASKS = ["set-up", "load", "unload", "repair"] as const;
export type CrewTask = (typeof CREW_TASKS)[number];

/** People who do the same work; each task takes one of them. */
export interface Crew {
  readonly id: string;
  /** On duty in each shift of the site but those that have another number. */
  readonly people: number;
  /** By name of a shift. */
  readonly shifts?: readonly { readonly shift: string; readonly people: number }[];
  readonly for: readonly CrewTask[];
  /** Labels of machines; `*` matches any characters. */
  readonly at: readonly string[];
}

export interface PlantDescription {
  readonly site: Pick<Site, "timeZone" | "shifts">;
  readonly assets: readonly (Pick<AssetConfig, "label" | "kind" | "capabilities" | "pose"> & {
    /** Of vehicles: their speed, whose range is what they declare. */
    readonly tags?: readonly { readonly shape: Pick<TagShape, "signal" | "unit" | "range"> }[];
  })[];
  readonly floor?: Pick<FloorPlan, "width" | "depth">;
  /** Road map of the vehicles. */
  readonly routes?: { readonly nodes: readonly RouteNode[]; readonly edges: readonly RouteEdge[] };
  readonly material: {
    /** Which places lie at which nodes of the road map. */
    readonly nodes?: readonly NodePlaces[];
    readonly ways: readonly string[];
    readonly buffers: readonly { readonly id: string; readonly capacity?: number }[];
    readonly operations: readonly { readonly stations: readonly string[]; readonly id: string }[];
    readonly scrap: string;
  };
  readonly kpis: {
    readonly idealCycles: readonly { readonly of: TagPattern; readonly variant?: string; readonly seconds: number }[];
    readonly endOfLine?: TagPattern;
    readonly days?: readonly number[];
    readonly breaks: readonly { readonly afterMin: number; readonly lastsMin: number; readonly of?: TagPattern }[];
  };
  /** Crews whose people set up, load, unload and repair; absent: nobody is counted. */
  readonly people?: { readonly crews: readonly Crew[] };
  /** How long upkeep of a component lasts; absent: not known. */
  readonly maintenance?: {
    readonly plans: readonly { readonly of: TagPattern; readonly component?: string; readonly lastsMin?: number }[];
  };
}

/** A plant that cannot be forecast; each problem names its place in the config and what to do. */
export class ImpossiblePlant extends Error {
  override readonly name = "ImpossiblePlant";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** One change of a question that cannot be. */
export interface ChangeProblem {
  /** Name of the future. */
  readonly future: string;
  /** Position among its changes, from 0. */
  readonly change: number;
  /** What is wrong, and the remedy. */
  readonly reason: string;
}

/** Changes that a plant cannot have: each with its future and place in it. */
export class ImpossibleChange extends ImpossiblePlant {
  readonly changes: readonly ChangeProblem[];

  constructor(changes: readonly (ChangeProblem & { readonly kind: string })[]) {
    super(changes.map(({ future, change, kind, reason }) => `${future}, change ${change + 1} (${kind}): ${reason}`));
    this.changes = changes.map(({ future, change, reason }) => ({ future, change, reason }));
  }
}

/** The model cannot run one future to its end. */
export class ImpossibleFuture extends ImpossiblePlant {
  /** Its name. */
  readonly future: string;
  readonly reason: string;

  constructor(future: string, reason: string) {
    super([`${future}: ${reason}`]);
    this.future = future;
    this.reason = reason;
  }
}

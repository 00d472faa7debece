/** What a config says of a plant's flow: the input of the forecast model, without the sections' own types. */
import type { AssetConfig } from "../plant/edge-config.ts";
import type { Site } from "../plant/plant.ts";
import type { TagPattern } from "../plant/tag-pattern.ts";

export interface PlantDescription {
  readonly site: Pick<Site, "timeZone" | "shifts">;
  readonly assets: readonly Pick<AssetConfig, "label" | "kind" | "capabilities">[];
  readonly material: {
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

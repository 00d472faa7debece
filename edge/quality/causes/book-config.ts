/** What the book of causes needs of the config. */
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { OperationNames } from "./circumstances.ts";

export interface CauseBookConfig {
  readonly pieces: number;
  readonly windowHours: number;
  readonly fewestBad: number;
  /** A cause becomes an alert from this percentage on that it spoils beyond the usual one. */
  readonly alertPercent: number;
  readonly signals: readonly string[];
  readonly operations: readonly (OperationNames & { readonly name: LocalizedText })[];
  readonly features: readonly { readonly feature: string; readonly name: LocalizedText }[];
  /** Signals that hold a piece's results when it is done. */
  readonly results: readonly { readonly stations: readonly string[]; readonly signals: readonly string[] }[];
}

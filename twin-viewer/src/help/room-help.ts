import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { DefinitionKey } from "../../../edge/contracts/words/definitions.ts";
import type { GuideName } from "./guides.ts";

/** What a room answers, how it is used, its figures, and the page of the guides about it. */
export interface RoomHelp {
  readonly question: LocalizedText;
  readonly steps: readonly LocalizedText[];
  readonly figures: readonly DefinitionKey[];
  readonly guide: GuideName;
  /** Anchor of the heading in each language; absent for the beginning of the page. */
  readonly heading?: LocalizedText;
}

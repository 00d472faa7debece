/** `reasons` of the `quality:` section: why pieces are scrapped or sent to rework. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { AssetConfig } from "../../contracts/plant/edge-config.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { ENTRY_KINDS, type EntryKind } from "../../contracts/quality/entries.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { problem } from "../problem-table.ts";

const closed = { additionalProperties: false } as const;
const words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 80 }), en: Type.String({ minLength: 1, maxLength: 80 }) },
  closed,
);

const reason = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]{0,39}$" }),
    name: words,
    kinds: Type.Array(Type.Enum([...ENTRY_KINDS] as EntryKind[]), {
      default: [...ENTRY_KINDS],
      minItems: 1,
      maxItems: 2,
      uniqueItems: true,
      description: "scrap, rework, or both.",
    }),
    stations: Type.Array(
      Type.String({ minLength: 1, maxLength: 80, description: "Label; * stands for any characters." }),
      { default: ["*"], minItems: 1, maxItems: 200, description: "Stations that offer it." },
    ),
  },
  { ...closed, description: "A reason that people choose when they scrap a piece or send it to rework." },
);

export const reasonsConfig = Type.Array(reason, {
  default: [],
  maxItems: 200,
  description: "Reasons of scrap and rework that people enter at the stations.",
});

export type ReasonsConfig = Static<typeof reasonsConfig>;

type Problems = (readonly [steps: readonly (string | number)[], text: ConfigText])[];

/** Problems that the schema cannot detect: an id twice, and stations that do not exist. */
export function reasonProblems(reasons: ReasonsConfig, assets: readonly AssetConfig[]): Problems {
  return reasons.flatMap(({ id, stations }, at) => {
    const found: Problems = [];
    if (reasons.findIndex((one) => one.id === id) !== at)
      found.push([["reasons", at, "id"], problem("quality-twice", { id })]);
    for (const [place, word] of stations.entries())
      if (!assets.some(({ label }) => matchesWord(word, label)))
        found.push([["reasons", at, "stations", place], problem("quality-no-machine", { label: word })]);
    return found;
  });
}

/** The `islands:` section of a plant's config, and the record of the islands in force (docs/islands.md). */
import type { Inlet } from "../contracts/path/source.ts";
import type { AssetConfig, SectionProblem } from "../contracts/plant/edge-config.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { IslandFacts } from "../contracts/production/island-book.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { OpenIslandBook } from "./book.ts";
import { IslandEvents } from "./events.ts";
import { factsOf } from "./facts.ts";
import { problemsOf } from "./judge.ts";
import { problem } from "./problem-table.ts";
import { IslandRecord } from "./record.ts";

const closed = { additionalProperties: false } as const;
const name = (description: string) => Type.String({ minLength: 1, maxLength: 80, description });
const text = Type.String({ minLength: 1, maxLength: 80 });

const island = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$", description: "Stays the same; names may change." }),
    name: Type.Object({ zh: text, en: text }, closed),
    machines: Type.Array(name("Label of a machine or station."), { maxItems: 500 }),
    variants: Type.Array(name("Name of a variant, or a pattern of names for a family, such as PH-40*."), {
      maxItems: 2000,
    }),
  },
  { ...closed, description: "Machines and stations that make a group of variants together." },
);

const makes = Type.Object(
  {
    machines: Type.Array(name("Label; * stands for any characters."), { minItems: 1, maxItems: 500 }),
    variants: Type.Array(name("Name of a variant; * stands for any characters."), { minItems: 1, maxItems: 2000 }),
  },
  { ...closed, description: "Machines that can make no other variants than these." },
);

const islandsConfig = Type.Object(
  {
    initial: Type.Array(island, {
      default: [],
      maxItems: 200,
      description: "Islands until somebody changes them; later ones are in the record of the running plant.",
    }),
    variants: Type.Array(name("Name of a variant."), {
      default: [],
      maxItems: 2000,
      description: "All variants of the plant: names that are not among them are refused. None: any name may be one.",
    }),
    makes: Type.Array(makes, {
      default: [],
      maxItems: 500,
      description: "What machines can make; those that it does not name can make every variant.",
    }),
  },
  {
    ...closed,
    description: "Islands: which machines make which variants, changed while the plant runs (docs/islands.md).",
  },
);

type IslandsConfig = Static<typeof islandsConfig>;

/** The ways of the plant, from another section. */
interface Flow {
  readonly ways: readonly string[];
  readonly operations: readonly { readonly stations: readonly string[]; readonly id: string }[];
}

interface IslandsContext extends SectionContext {
  readonly assets: readonly AssetConfig[];
  /** Absent: a plant without ways. */
  readonly flow?: Flow;
  /** Takes the changes as events; absent where there is no log. */
  readonly inlet?: Pick<Inlet, "full" | "pushEvents">;
}

/** `islands` in the plant's config. */
export const islandsSection = defineSection({
  name: "islands",
  schema: islandsConfig,
  live: true,
  problems: islandsProblems,
  open: openIslands,
});

function openIslands(
  config: IslandsConfig,
  { dataDir, assets, flow = NO_FLOW, inlet, log, now }: IslandsContext,
): OpenSection<IslandsConfig, { readonly islands: OpenIslandBook }> {
  const configured = (section: IslandsConfig, of: readonly AssetConfig[]) => ({
    islands: section.initial,
    facts: factsIn(section, of, flow),
  });
  const record = IslandRecord.open(dataDir);
  const islands = new OpenIslandBook({ record, configured: configured(config, assets), log, now });
  const events = inlet === undefined ? undefined : new IslandEvents(inlet);
  islands.subscribe((_, change) => events?.record(change));
  // A kill may have come between the record and the log.
  const newest = record.changes.at(-1);
  if (newest !== undefined) events?.record(newest);
  return {
    offers: { islands },
    tick(at) {
      events?.tick();
      islands.tick(at);
    },
    apply: (next, of) => islands.configure(configured(next, of)),
    close: () => islands.close(),
  };
}

const NO_FLOW: Flow = { ways: [], operations: [] };

function factsIn({ variants, makes: able }: IslandsConfig, assets: readonly AssetConfig[], flow: Flow): IslandFacts {
  return factsOf({ assets, variants, makes: able, ...flow });
}

function islandsProblems(
  config: IslandsConfig,
  assets: readonly AssetConfig[],
  root: Readonly<Record<string, unknown>> = {},
): readonly SectionProblem[] {
  const facts = factsIn(config, assets, flowIn(root["material"]));
  const unknown = config.makes.flatMap(({ machines }, at) =>
    machines.flatMap((machine, entry) =>
      assets.some(({ label }) => matchesWord(machine, label))
        ? []
        : [
            {
              steps: ["islands", "makes", at, "machines", entry],
              ...problem("island-makes-unknown", { machine }),
            },
          ],
    ),
  );
  const found = problemsOf(config.initial, facts).map((one) => ({
    ...one,
    steps: ["islands", "initial", ...one.steps],
  }));
  return [...unknown, ...found];
}

/** The section may be wrong itself, or not there. */
function flowIn(material: unknown): Flow {
  const { ways, operations } = (material ?? {}) as { readonly ways?: unknown; readonly operations?: unknown };
  return {
    ways: Array.isArray(ways) ? ways.filter((way): way is string => typeof way === "string") : [],
    operations: Array.isArray(operations)
      ? operations.filter(
          (one): one is Flow["operations"][number] => typeof one?.id === "string" && Array.isArray(one.stations),
        )
      : [],
  };
}

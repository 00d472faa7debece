import type { ErrorObject } from "ajv";
import { NUISANCE_KINDS } from "../plants/machining/nuisances/registry.ts";
import { targetsOf } from "../plants/machining/nuisances/targets.ts";
import { secondsOf } from "./duration.ts";
import type { NuisancesEntry } from "./nuisances-schema.ts";
import type { NuisancePlan } from "./scenario.ts";

/** How often, how strong, and how much season and time of day. */
const LEVELS = {
  none: { often: 0, strong: 1, climate: 0 },
  usual: { often: 1, strong: 1, climate: 1 },
  harsh: { often: 3, strong: 1.5, climate: 1.5 },
} as const;

interface Detailed {
  readonly level: keyof typeof LEVELS;
  readonly climate?: number;
  readonly kinds?: Readonly<Record<string, { readonly perWeek?: number; readonly strength?: number } | undefined>>;
  readonly planned?: readonly {
    readonly kind: string;
    readonly asset: string;
    readonly at: string;
    readonly lasts?: string;
  }[];
}

/** `nuisances` is a word or a block: an error about the form that the file does not use helps nobody. */
export function isOfOtherForm({ instancePath, keyword, schemaPath }: ErrorObject, raw: unknown): boolean {
  if (!/^\/nuisances(\/|$)/.test(instancePath)) return false;
  const isWord = typeof (raw as { readonly nuisances?: unknown }).nuisances !== "object";
  return keyword === "anyOf" || schemaPath.includes(isWord ? "/anyOf/1/" : "/anyOf/0/");
}

type Report = (path: readonly (string | number)[], message: string) => void;

/** The section with every default. Reports assets that a kind cannot meet. */
export function normalNuisances(entry: NuisancesEntry | undefined, report: Report): NuisancePlan {
  const detailed = (typeof entry === "object" ? entry : { level: entry ?? "none" }) as Detailed;
  // The schema has refused other words.
  const level = LEVELS[detailed.level] ?? LEVELS.none;
  const perWeek = new Map<string, number>();
  const strength = new Map<string, number>();
  for (const { name, perWeek: usual, follows } of NUISANCE_KINDS.values()) {
    const own = detailed.kinds?.[name];
    const rate = own?.perWeek ?? (follows === undefined || level.often === 0 ? level.often * usual : usual);
    if (rate > 0) perWeek.set(name, rate);
    strength.set(name, own?.strength ?? level.strong);
  }
  const planned = Array.isArray(detailed.planned) ? detailed.planned : [];
  return {
    perWeek,
    strength,
    climate: detailed.climate ?? level.climate,
    planned: planned.map(({ kind, asset, at, lasts }, index) => {
      const targets = targetsOf(NUISANCE_KINDS.get(kind) ?? { targets: [] });
      if (NUISANCE_KINDS.has(kind) && !targets.includes(asset))
        report(["planned", index, "asset"], `${asset} cannot have ${kind}; it is for ${targets.join(", ")}`);
      return { kind, asset, atS: secondsOf(String(at)), lastsS: lasts === undefined ? undefined : secondsOf(lasts) };
    }),
  };
}

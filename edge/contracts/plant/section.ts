/** Sections of the config as plugins: the layer that reads a section supplies its schema, checks and start function. */
import type { Logger } from "pino";
import type { Micros } from "../path/sample-batch.ts";
import type { TwinReader } from "../path/twin.ts";
import type { Static, TSchema } from "../schema.ts";
import type { AssetConfig, ReadConfig, SectionProblem } from "./edge-config.ts";
import type { Plant } from "./plant.ts";
import type { AssetUid, TagTable } from "./tag.ts";
import type { Together } from "./together.ts";

/** Starts work that is repeated, under a name that health lists. */
export interface SectionJobs {
  start(job: { readonly name: string; readonly everyMs: number; run(): unknown }): { stop(): Promise<void> };
}

/**
 * The context that every section gets. A section that needs more of the edge declares it in the type of its own
 * context, and the composition root must provide it.
 */
export interface SectionContext {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  /** The edge's data folder. A section keeps its files in a folder of its own name there. */
  readonly dataDir: string;
  /** The edge as carrier of alerts about itself. */
  readonly edgeUid: AssetUid;
  readonly jobs: SectionJobs;
  readonly log: Logger;
  now(): Micros;
}

/** A section at work. */
export interface OpenSection<Section = never, Offers extends object = object> {
  /** Parts for the edge and its API, by the names under which these need them. */
  readonly offers?: Offers;
  /** Called once a second, as a job of its own. */
  tick?(now: Micros): void;
  /**
   * Takes over new values while the edge runs; required if the plugin is `live`. `assets` may have other limits of
   * tags. If it throws, the old values stay in effect, and the change needs a restart.
   */
  apply?(next: Section, assets: readonly AssetConfig[]): void;
  /** Time of a stop that is reserved for `close`. */
  readonly keepMs?: number;
  close(): void | Promise<void>;
}

/** A section of the config. Its values follow `schema`, defaults filled in. */
export interface SectionPlugin<
  Name extends string = string,
  Schema extends TSchema = TSchema,
  Context = never,
  Offers extends object = object,
> {
  /** Key of the section in the config. */
  readonly name: Name;
  readonly schema: Schema;
  /**
   * Changes that take effect at a reload of the config: the whole section, or paths in it, such as `limits.warn`. All
   * others need a restart (rule CF12).
   */
  readonly live?: true | readonly string[];
  /**
   * When it opens: `with-alerts` is before the commit log, and it closes after the log; else after the followers,
   * before the first sink and source.
   */
  readonly opens?: "with-alerts";
  /**
   * Problems that the schema cannot express. Called only where the section follows its schema. `root`: the config as
   * plain values, for references to other parts, which may be wrong themselves. No I/O.
   */
  problems?(
    section: Static<Schema>,
    assets: readonly AssetConfig[],
    root?: Readonly<Record<string, unknown>>,
  ): readonly SectionProblem[];
  /** Warnings about a valid section that may not do what its author expects; for a config without problems. */
  advice?(section: Static<Schema>, config: ReadConfig): readonly SectionProblem[];
  /** Starts the section's part of the edge. An error stops the start of the edge. */
  open?(
    section: Static<Schema>,
    context: Context,
  ): OpenSection<Static<Schema>, Offers> | Promise<OpenSection<Static<Schema>, Offers>>;
}

/** The values of a list of sections, by name. */
export type SectionsOf<List extends readonly SectionPlugin[]> = {
  readonly [One in List[number] as One["name"]]: Static<One["schema"]>;
};

/** The combined context of the sections of a list. */
export type ContextOf<List extends readonly SectionPlugin[]> = SectionContext &
  Together<
    List[number] extends infer One
      ? One extends { open?(section: never, context: infer C): unknown }
        ? C
        : never
      : never
  >;

/** The combined offers of the sections of a list. */
export type OffersOf<List extends readonly SectionPlugin[]> = Together<
  List[number] extends infer One
    ? One extends SectionPlugin<string, TSchema, never, infer Offers>
      ? Offers
      : never
    : never
>;

/** Checks a section plugin and keeps the types of its name, its schema, its context and its offer. */
export function defineSection<
  const Name extends string,
  Schema extends TSchema,
  Context = SectionContext,
  Offers extends object = object,
>(plugin: SectionPlugin<Name, Schema, Context, Offers>): SectionPlugin<Name, Schema, Context, Offers> {
  return plugin;
}

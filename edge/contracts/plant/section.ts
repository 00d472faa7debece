/** Sections of the config as plugins: the layer that reads a section supplies its schema, checks and start function. */
import type { Logger } from "pino";
import type { Static, TSchema } from "typebox";
import type { Micros } from "../path/sample-batch.ts";
import type { TwinReader } from "../path/twin.ts";
import type { AssetConfig, ReadConfig, SectionProblem } from "./edge-config.ts";
import type { Plant } from "./plant.ts";
import type { TagTable } from "./tag.ts";

/** Services for the start of a section. */
export interface SectionContext {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  /** The edge's data folder. A section keeps its files in a folder of its own name there. */
  readonly dataDir: string;
  readonly log: Logger;
  now(): Micros;
}

/** A section at work. */
interface OpenSection {
  /** Called once a second, as a job of its own. */
  tick?(now: Micros): void;
  close(): void | Promise<void>;
}

/** A section of the config. Its values follow `schema`, defaults filled in. */
export interface SectionPlugin<Name extends string = string, Schema extends TSchema = TSchema> {
  /** Key of the section in the config. */
  readonly name: Name;
  readonly schema: Schema;
  /** Problems that the schema cannot express. Called only where the section follows its schema. No I/O. */
  problems?(section: Static<Schema>, assets: readonly AssetConfig[]): readonly SectionProblem[];
  /** Warnings about a valid section that may not do what its author expects; for a config without problems. */
  advice?(section: Static<Schema>, config: ReadConfig): readonly SectionProblem[];
  /** Starts the section's part of the edge, before the first source. An error stops the start of the edge. */
  open?(section: Static<Schema>, context: SectionContext): OpenSection;
}

/** The values of a list of sections, by name. */
export type SectionsOf<List extends readonly SectionPlugin[]> = {
  readonly [One in List[number] as One["name"]]: Static<One["schema"]>;
};

/** Checks a section plugin and keeps the types of its name and schema. */
export function defineSection<const Name extends string, Schema extends TSchema>(
  plugin: SectionPlugin<Name, Schema>,
): SectionPlugin<Name, Schema> {
  return plugin;
}

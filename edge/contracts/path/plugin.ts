import type { Logger } from "pino";
import type { ConditionDesk } from "../alerts/condition.ts";
import type { ConfigSentence } from "../plant/config-text.ts";
import type { Plant } from "../plant/plant.ts";
import type { AssetUid, Tag, TagTable, TagType } from "../plant/tag.ts";
import type { IslandDesk } from "../production/islands.ts";
import type { JobDesk } from "../production/machine-jobs.ts";
import type { Static, TSchema } from "../schema.ts";
import type { SampleStore } from "./sample-store.ts";
import type { Sink } from "./sink.ts";
import type { LinkReports, Source } from "./source.ts";
import type { SourceCapabilities } from "./source-capabilities.ts";
import type { SourceClock } from "./source-clock.ts";
import type { TwinReader } from "./twin.ts";

export type Health =
  | { readonly state: "starting" | "running" | "stopped"; readonly since: number }
  | { readonly state: "degraded" | "failed"; readonly since: number; readonly reason: string };

/** Most characters of a text from the other side. */
const MAX_DETAIL = 300;

/** Counters every source keeps. `received` is counted at the decoder, before anything of ours can lose a sample. */
export interface SourceCounters {
  received: number;
  dropped: number;
  /**
   * Further counters of this kind of source, such as `refused` messages; shown in health. The source's code defines the
   * names.
   */
  readonly named: Map<string, number>;
  /** The newest deviation of the payloads from the config, in words. */
  lastDrift?: string;
  /** Optional services that the other side refuses, such as `history`, with its own words. */
  readonly limits?: Map<string, string>;
}

/** Records a refusal of the other side; undefined: it no longer refuses this. */
export function noteLimit({ limits }: SourceCounters, what: string, detail: string | undefined): void {
  if (detail === undefined) limits?.delete(what);
  else limits?.set(what, detail.slice(0, MAX_DETAIL));
}

/** Adds to one of the counts that only this kind of source keeps. */
export function count(counters: SourceCounters, name: string, by = 1): void {
  counters.named.set(name, (counters.named.get(name) ?? 0) + by);
}

/** A tag with what its source needs to find it. `address` and `binding` were checked against the plugin's schemas. */
export interface BoundTag<Address = unknown, Binding = unknown> {
  readonly tag: Tag;
  readonly address: Address;
  readonly binding: Binding;
}

export interface SourceContext<Address = unknown, Binding = unknown> {
  /** Name of the source in the config. */
  readonly name: string;
  readonly tags: TagTable;
  /** The tags this source reads, with addresses. */
  readonly bound: readonly BoundTag<Address, Binding>[];
  /** Namespace prefixes of the plant: `mt` -> `http://opcfoundation.org/UA/MachineTool/`. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly links: LinkReports;
  readonly counters: SourceCounters;
  readonly log: Logger;
  /** Its own folder for certificates and state; created on first use. */
  readonly dataDir: string;
  /** The edge's data folder, for what all sources of a kind share, such as certificates; absent: `dataDir`. */
  readonly edgeDataDir?: string;
  readonly edgeId: string;
  readonly site: string;
  /** IANA zone of the site; absent: UTC. */
  readonly timeZone?: string;
  /** Takes reports of the server's conditions; absent where there is no alert book. */
  readonly conditions?: ConditionDesk;
  /** Where a source that may write jobs offers that; absent where nobody gives any. */
  readonly jobs?: JobDesk;
  /** Where a source brings the islands that its plant reports; absent where nobody keeps any. */
  readonly islands?: IslandDesk;
  /** Assets of the whole plant by label. */
  readonly labels?: ReadonlyMap<string, AssetUid>;
  /** The plant is simulated: every sample of this source carries the `simulated` flag. */
  readonly simulated?: boolean;
  /** For a part that knows more than its runner, such as a client that reconnects by itself. */
  report(health: Health): void;
  /**
   * For a source that can estimate the other side's clock: each new estimate. A source that never calls it has clock
   * `unknown`.
   */
  reportClock(clock: SourceClock): void;
}

/**
 * The name of a kind of source, its config, and how it is built. `config` is the source's own part of the YAML (without
 * `name` and `kind`), `address` the address of an asset on this source, `binding` that of a tag.
 */
export interface SourcePlugin<C extends TSchema = TSchema, A extends TSchema = TSchema, B extends TSchema = TSchema>
  extends SourceCapabilities {
  readonly kind: string;
  readonly summary: string;
  readonly config: C;
  readonly address: A;
  readonly binding: B;
  /** Checks of the source's part that the schema cannot express: one text per problem, with its remedy. No I/O. */
  checkConfig?(config: Static<C>, namespaces: ReadonlyMap<string, string>): readonly ConfigSentence[];
  /**
   * Checks of an address that the schema cannot express, such as a prefix that `namespaces` lacks: one text per
   * problem, with its remedy. No I/O.
   */
  checkAddress?(address: Static<A>, namespaces: ReadonlyMap<string, string>): readonly ConfigSentence[];
  /** The same for the binding of a tag of this type. */
  checkBinding?(binding: Static<B>, namespaces: ReadonlyMap<string, string>, type: TagType): readonly ConfigSentence[];
  /** The source can read tags of type `waveform`. */
  readonly readsWaveforms?: true;
  /**
   * Link of this asset's tags, which become stale together: the part of the link's name after the source's. Empty: the
   * whole source is one link.
   */
  linkOf(address: Static<A>): string;
  /** The address as people read it, for `/api/v1/tags`. */
  describe(address: Static<A>, binding: Static<B>): string;
  /** Peer of the source as host:port: sources of one peer fall silent together. Absent: the source has its own peer. */
  peerOf?(config: Static<C>): string;
  /** Time for which a link of this source may be silent before it is stale. */
  staleAfterMs(config: Static<C>): number;
  /**
   * Time for which all links of this source may be silent together, where a single link falls silent by chance sooner
   * than all. Absent: each is judged alone.
   */
  togetherStaleAfterMs?(config: Static<C>): number;
  /** No I/O. The vendor library is imported in `connect`. */
  create(config: Static<C>, context: SourceContext<Static<A>, Static<B>>): Source;
}

interface SinkContext {
  readonly name: string;
  readonly tags: TagTable;
  readonly log: Logger;
  readonly edgeId: string;
  readonly site: string;
  readonly dataDir: string;
}

/** For sinks that also give the plant and its present state. */
export interface PlantSinkContext extends SinkContext {
  readonly plant: Plant;
  readonly twin: TwinReader;
  /** The plant is simulated. */
  readonly isSimulated: boolean;
}

export interface SinkPlugin<C extends TSchema = TSchema, Context extends SinkContext = PlantSinkContext> {
  readonly kind: string;
  readonly summary: string;
  readonly config: C;
  create(config: Static<C>, context: Context): Sink;
  /**
   * Time for which acknowledged data must be kept, because the answer of the server does not mean that they are
   * durable. Above 0 its sessions need `isSameRun`, without which nothing settles.
   */
  settleMs(config: Static<C>): number;
  /** Whether written data can be read back from this server. Absent: never. */
  canBeAsked?(config: Static<C>): boolean;
  /** Reads written data back; called only where `canBeAsked` is true. */
  createStore?(config: Static<C>, context: SinkContext): SampleStore;
}

export function defineSource<C extends TSchema, A extends TSchema, B extends TSchema>(
  plugin: SourcePlugin<C, A, B>,
): SourcePlugin<C, A, B> {
  return plugin;
}

export function defineSink<C extends TSchema, Context extends SinkContext = SinkContext>(
  plugin: SinkPlugin<C, Context>,
): SinkPlugin<C, Context> {
  return plugin;
}

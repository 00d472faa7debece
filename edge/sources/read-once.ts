/** Reads the tags of a source once, by a session as a running edge has it: the same bytes, decoder and statuses. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { ConfiguredSource } from "../contracts/path/configured-source.ts";
import type { BoundTag, SourceContext } from "../contracts/path/plugin.ts";
import type { ProbedBinding } from "../contracts/path/probe.ts";
import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import type { Inlet, Source } from "../contracts/path/source.ts";
import type { SourceProbe } from "../contracts/path/source-capabilities.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";
import type { AssetUid, LinkRef, Tag, TagRef, TagTable, TagUid } from "../contracts/plant/tag.ts";
import { reasonOfLook } from "./reason-of-look.ts";

const CONNECT_WITHIN_MS = 10_000;
/** Tags without a value after this time have none. */
const VALUES_WITHIN_MS = 4_000;
const LOOK_EVERY_MS = 20;

/** Names of the statuses that decoders give (OPC 10000-6 Annex A). */
const STATUS_NAMES: ReadonlyMap<number, string> = new Map([
  [0, "Good"],
  [0x40a60000, "UncertainDataSubNormal"],
  [0x80000000, "Bad"],
  [0x80310000, "BadNoCommunication"],
  [0x803a0000, "BadNotReadable"],
  [0x803c0000, "BadOutOfRange"],
  [0x80740000, "BadTypeMismatch"],
  [0x80890000, "BadConfigurationError"],
]);

interface Kind<Config> {
  create(config: Config, context: SourceContext<never, never>): Source;
  endpointOf(config: Config): string;
  everyMs(config: Config, binding: never): number;
}

/** Resolves with a reason when the source cannot be reached. Nothing is kept: no state, no files. */
export async function readOnce<Config>(
  { create, endpointOf, everyMs }: Kind<Config>,
  source: ConfiguredSource,
  signal: AbortSignal,
): Promise<SourceProbe | { readonly reason: string }> {
  const config = source.config as Config;
  const bound = boundTags(source);
  const dataDir = await mkdtemp(join(tmpdir(), "gemba-read-"));
  const first = new FirstValues(bound);
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_WITHIN_MS)]);
    const context = contextOf(source, bound, dataDir);
    await using session = await create(config, context as SourceContext<never, never>).connect(limit);
    await pumpUntil(session.pump.bind(session), first, { count: bound.length, signal });
  } catch (error) {
    signal.throwIfAborted();
    // What was read before a controller refused the rest counts.
    if (first.byRef.size === 0) return { reason: reasonOfLook(error, endpointOf(config)) };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  const bindings = bound.map(({ tag }) => first.byRef.get(tag.ref));
  const every = bound.map(({ tag, binding }) => [tag.tagUid, everyMs(config, binding as never)] as const);
  return {
    endpoint: endpointOf(config),
    everyMs: new Map<string, number>(every),
    probe: { clock: undefined, bindings: bindings.map((one, i) => ({ ...one, tagUid: bound[i]?.tag.tagUid ?? "" })) },
  };
}

async function pumpUntil(
  pump: (inlet: Inlet, signal: AbortSignal) => Promise<void>,
  first: FirstValues,
  { count, signal }: { readonly count: number; readonly signal: AbortSignal },
): Promise<void> {
  const ending = new AbortController();
  const done = pump(first, AbortSignal.any([signal, ending.signal]));
  const untilMs = performance.now() + VALUES_WITHIN_MS;
  let isOver = false;
  const over = done.finally(() => {
    isOver = true;
  });
  over.catch(() => undefined);
  while (!isOver && !signal.aborted && first.byRef.size < count && performance.now() < untilMs)
    await sleep(LOOK_EVERY_MS);
  ending.abort();
  await done;
}

/** Keeps the newest sample of each tag. */
class FirstValues implements Inlet {
  readonly byRef = new Map<TagRef, Omit<ProbedBinding, "tagUid">>();
  readonly full = false;
  readonly #bound: readonly BoundTag[];

  constructor(bound: readonly BoundTag[]) {
    this.#bound = bound;
  }

  push({ length, tags, values, statuses, texts }: SampleBatch): number {
    for (let i = 0; i < length; i++) {
      const [ref, status, number] = [tags[i] as TagRef, statuses[i] as number, values[i] as number];
      const plain = this.#bound[ref]?.tag.type === "boolean" ? String(number !== 0) : String(number);
      const value = texts.get(i) ?? (Number.isNaN(number) ? undefined : plain);
      this.byRef.set(ref, {
        status: STATUS_NAMES.get(status) ?? `0x${status.toString(16)}`,
        ...(value === undefined ? {} : { value }),
      });
    }
    return 0;
  }

  pushEvents(): number {
    return 0;
  }

  pushWaveform({ tag, points, status }: WaveformBlock): number {
    this.byRef.set(tag, { status: STATUS_NAMES.get(status) ?? "Bad", value: `${points.length} points` });
    return 0;
  }

  committed(): Promise<void> {
    return Promise.resolve();
  }
}

function boundTags({ name: source, assets }: ConfiguredSource): BoundTag[] {
  const all = assets.flatMap(({ assetUid, address, tags }) => tags.map((tag) => ({ assetUid, address, tag })));
  return all.map(({ assetUid, address, tag: { tagUid, binding, ...shape } }, i) => ({
    tag: {
      ...{ ...shape, ref: i as TagRef, tagUid: tagUid as TagUid, assetUid: assetUid as AssetUid },
      ...{ source, address: "", link: 0 as LinkRef },
    } satisfies Tag,
    address,
    binding,
  }));
}

function contextOf({ name, namespaces }: ConfiguredSource, bound: readonly BoundTag[], dataDir: string): SourceContext {
  const all = bound.map(({ tag }) => tag);
  const tags: TagTable = {
    size: all.length,
    at: (ref) => all[ref],
    find: (uid) => all.find(({ tagUid }) => tagUid === uid),
    all: () => all,
    ofAsset: (uid) => all.filter(({ assetUid }) => assetUid === uid),
  };
  return {
    ...{ name, tags, bound, namespaces, dataDir, edgeId: "", site: "" },
    links: { heard: () => undefined, lost: () => undefined },
    counters: { received: 0, dropped: 0, named: new Map() },
    log: pino({ level: "silent" }),
    report: () => undefined,
    reportClock: () => undefined,
  };
}

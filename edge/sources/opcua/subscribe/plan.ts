import { createHash } from "node:crypto";
import { EdgeError } from "../../../contracts/errors.ts";
import type { BoundTag, SourceContext } from "../../../contracts/path/plugin.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import { conversionOf } from "../../../contracts/plant/unit-conversion.ts";
import { type OpcuaAddress, type OpcuaBinding, type OpcuaConfig, placesOf, type WaveformBinding } from "../config.ts";
import { planEvents, planRings } from "../events/plan-events.ts";
import type { ConnectionPlan } from "../link/messages.ts";
import { applicationUriOf, pkiFolder } from "../pki/pki.ts";
import { type PathElement, parseBrowsePath } from "./browse-path.ts";
import type { PackedItems, PlannedRoot, PlannedTarget, WaveformPart, WaveformSibling } from "./planned.ts";
import { type ItemDraft, packItems } from "./planned-items.ts";

/** Policies whose signatures are SHA-1 (OPC 10000-7 marks them deprecated). */
const BROKEN_POLICIES: ReadonlySet<string> = new Set(["Basic256", "Basic128Rsa15"]);

/** A tag that cannot be read because of a mistake in the config. */
export interface PlanFault {
  readonly tagUid: string;
  readonly reason: string;
}

/**
 * Turns bound tags into monitored items: one item per node and interval, however
 * many tags share it. Tags whose path cannot be read are faults; the rest run.
 */
export function planConnection(
  config: OpcuaConfig,
  context: SourceContext<OpcuaAddress, OpcuaBinding>,
): { plan: ConnectionPlan; faults: PlanFault[] } {
  const { mode, policy, insecure } = config.security;
  if (mode === "none" && !insecure) {
    throw new EdgeError(
      "bad-config",
      `source "${context.name}": security mode "none" sends values and passwords in clear; set a mode and policy, ` +
        `or say "insecure: true" beside it`,
    );
  }
  if (BROKEN_POLICIES.has(policy) && mode !== "none" && !insecure) {
    throw new EdgeError(
      "bad-config",
      `source "${context.name}": policy ${policy} uses SHA-1, which is broken; choose Basic256Sha256 or better, or ` +
        `say "insecure: true" beside it`,
    );
  }
  const { roots, drafts, faults } = planItems(context);
  const events = planEvents(config.eventRules, context.namespaces);
  const notifiers = config.eventNotifiers.map((text) => ({ text, path: parseBrowsePath(text, context.namespaces) }));
  const readsEvents = config.events || config.eventRules.length > 0 || notifiers.length > 0;
  const rings = planRings(config.rings, context.namespaces);
  for (const [ring, { folder, array, text, everyMs }] of rings.entries()) {
    const root = roots.push({ path: folder, text }) - 1;
    drafts.push({ root, path: array, everyMs, targets: [], ring });
  }
  const items = packItems(drafts, { namespaces: context.namespaces, rootTexts: roots.map(({ text }) => text) });
  const plan: ConnectionPlan = {
    name: context.name,
    endpoint: config.endpoint,
    mode,
    policy,
    ...(config.user === "anonymous" ? {} : { user: config.user }),
    keepAliveMs: config.keepAliveMs,
    connectTimeoutMs: config.connectTimeoutMs,
    ...(config.security.dangerouslyTrustAnyServer ? { trustsAnyServer: true } : {}),
    pkiDir: pkiFolder(context.edgeDataDir ?? context.dataDir),
    applicationUri: applicationUriOf(context.edgeId),
    simulated: context.simulated === true,
    fastLane: config.fastLane,
    readsEvents,
    notifiers,
    events,
    rings,
    roots,
    items,
    key: keyOf([HANDLES, config.endpoint, readsEvents, notifiers, events.fields, roots], items),
  };
  return { plan, faults };
}

/** Fingerprint of everything that defines the meaning of client handles. */
function keyOf(
  what: readonly unknown[],
  { shapes, namespaces, shapeOf, rootOf, paths, refs, refEnds }: PackedItems,
): string {
  const hash = createHash("sha256").update(JSON.stringify([what, shapes, [...namespaces]]));
  for (const column of [shapeOf, rootOf, paths.bytes, paths.ends, refs, refEnds])
    hash.update(Buffer.from(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex");
}

/** Version of the layout of handles behind the plan's. A subscription of another layout is not taken over. */
const HANDLES = 4;

/** UUIDs are identities that the edge gives; no machine knows them. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface DraftRoot {
  readonly path: PathElement[];
  readonly text: string;
  readonly assets: Set<string>;
}

function planItems(context: SourceContext<OpcuaAddress, OpcuaBinding>): {
  roots: PlannedRoot[];
  drafts: ItemDraft[];
  faults: PlanFault[];
} {
  const roots: DraftRoot[] = [];
  const rootOf = new Map<string, number>();
  const items = new Map<string, DraftItem>();
  const faults: PlanFault[] = [];
  for (const bound of context.bound) {
    const { tag, address, binding } = bound;
    try {
      let root = rootOf.get(address.root);
      if (root === undefined) {
        root =
          roots.push({
            path: parseBrowsePath(address.root, context.namespaces),
            text: address.root,
            assets: new Set(),
          }) - 1;
        rootOf.set(address.root, root);
      }
      roots[root]?.assets.add(tag.assetUid);
      if (binding.waveform !== undefined) {
        for (const item of waveformItems(bound, root)) {
          parseBrowsePath(item.path, context.namespaces);
          items.set(`waveform ${items.size}`, item);
        }
        continue;
      }
      const { deadband } = binding;
      const key = `${binding.every} ${root} ${deadband?.absolute ?? ""} ${deadband?.percent ?? ""} ${binding.path}`;
      const item = items.get(key);
      const target = targetOf(bound);
      if (item === undefined) {
        // Checked here, where the tag is still known.
        parseBrowsePath(binding.path, context.namespaces);
        items.set(key, {
          root,
          path: binding.path,
          everyMs: binding.every,
          ...(deadband === undefined ? {} : { deadband }),
          targets: [target],
        });
      } else item.targets.push(target);
    } catch (error) {
      faults.push({ tagUid: tag.tagUid, reason: (error as Error).message });
    }
  }
  const planned = roots.map(({ path, text, assets }): PlannedRoot => {
    const [only, ...others] = assets;
    return only === undefined || others.length > 0 || UUID.test(only)
      ? { path, text }
      : { path, text, productInstanceUri: only };
  });
  return { roots: planned, drafts: [...items.values()], faults };
}

function targetOf({ tag, binding }: BoundTag<OpcuaAddress, OpcuaBinding>): PlannedTarget {
  return {
    ref: tag.ref,
    type: tag.type,
    ...(binding.field === undefined ? {} : { field: binding.field }),
    ...(binding.index === undefined ? {} : { index: placesOf(binding.index) }),
    ...(binding.fromUnit === undefined ? {} : { unit: unitOf(binding.fromUnit, tag) }),
    ...(binding.map === undefined ? {} : { codes: codesOf(binding.map, tag) }),
  };
}

function codesOf(map: Readonly<Record<string, number>>, { type }: Tag): Readonly<Record<string, number>> {
  if (type !== "enum" && type !== "boolean") throw new Error("map is for enum and boolean tags");
  return map;
}

function unitOf(from: string, { unit, type }: Tag): { from: string; to: string } {
  if (unit === undefined || type !== "number") throw new Error("fromUnit is for number tags that have a unit");
  if (from !== "server" && conversionOf(from, unit) === undefined)
    throw new Error(
      `fromUnit "${from}" cannot be converted to "${unit}": the two do not measure the same, or are not known`,
    );
  return { from, to: unit };
}

type DraftItem = ItemDraft & { readonly targets: PlannedTarget[] };

/** Items of one waveform: siblings first, since servers send what changed together in this order. */
function waveformItems({ tag, binding }: BoundTag<OpcuaAddress, OpcuaBinding>, root: number): DraftItem[] {
  const { rate, dt, stamp, context } = binding.waveform as WaveformBinding;
  const item = (path: string, waveform: WaveformPart) => ({
    root,
    path,
    everyMs: binding.every,
    targets: [],
    waveform,
  });
  const dtS = typeof dt === "number" ? dt : typeof rate === "number" ? 1 / rate : undefined;
  const siblings = Object.entries({ rate, dt, ...context }).flatMap(([says, path]) =>
    typeof path === "string" ? [item(path, { says: says as WaveformSibling["says"], ref: tag.ref })] : [],
  );
  return [
    ...siblings,
    item(binding.path, {
      says: "points",
      ref: tag.ref,
      unit: tag.unit ?? "1",
      stamp,
      ...(dtS === undefined ? {} : { dtS }),
      ...(binding.index === undefined ? {} : { row: placesOf(binding.index) }),
    }),
  ];
}

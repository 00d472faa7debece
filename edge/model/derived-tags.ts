/** Tags that the edge computes itself: state and key figures of machines whose state is read, figures of bursts. */
import type { PublishedTag } from "../contracts/path/follower-plugin.ts";
import { burstShapes } from "../contracts/plant/burst-tags.ts";
import type { ComponentTemplate } from "../contracts/plant/component-template.ts";
import { type AssetConfig, isRead, type TagShape } from "../contracts/plant/edge-config.ts";
import { signalName, type TagUid, tagUidOf } from "../contracts/plant/tag.ts";
import { CAUSES } from "../contracts/production/production.ts";

/** Name of the source of tags that the edge itself computes. */
export const DERIVED_SOURCE = "edge";
/** Part of the asset that state and key figures are under. */
const COMPONENT = "production";

const WORDS: Readonly<Record<(typeof CAUSES)[number], readonly [zh: string, en: string]>> = {
  working: ["加工中", "Working"],
  setup: ["调整", "Set-up"],
  failure: ["故障", "Failure"],
  blocked: ["堵塞", "Blocked"],
  starved: ["待料", "Starved"],
  loading: ["上下料", "Loading"],
  idle: ["空闲", "Idle"],
  maintenance: ["维护", "Maintenance"],
  unknown: ["未知", "Unknown"],
};

const percent = (signal: string, zh: string, en: string): TagShape => ({
  component: COMPONENT,
  signal,
  name: { zh, en },
  type: "number",
  unit: "%",
});

const STATE_SHAPES: readonly TagShape[] = [
  {
    component: COMPONENT,
    signal: "cause",
    name: { zh: "生产状态（推算）", en: "Production state (derived)" },
    type: "enum",
    labels: CAUSES.map((cause, value) => ({ value, zh: WORDS[cause][0], en: WORDS[cause][1] })),
  },
  percent("availability", "本班可用率（推算）", "Availability of the shift (derived)"),
];

const PART_SHAPES: readonly TagShape[] = [
  percent("effectiveness", "本班性能率（推算）", "Effectiveness of the shift (derived)"),
  percent("quality-ratio", "本班合格率（推算）", "Quality ratio of the shift (derived)"),
  percent("oee", "本班 OEE（推算）", "OEE of the shift (derived)"),
];

interface DerivedTag {
  readonly tagUid: TagUid;
  readonly shape: TagShape;
}

/** Derived tags of an asset. `components`: those of its type. `published`: of followers. */
export function derivedTags(
  asset: Pick<AssetConfig, "assetUid" | "tags" | "source">,
  components?: readonly ComponentTemplate[],
  published: readonly PublishedTag[] = [],
): readonly DerivedTag[] {
  const shapes = asset.tags.map(({ shape }) => shape);
  const taken = new Set(shapes.map(signalName));
  const own = published.flatMap(({ shape }) => (isRead(asset) && !taken.has(signalName(shape)) ? [shape] : []));
  return [...stateShapes(shapes), ...burstShapes(shapes, components), ...own].map((shape) => ({
    tagUid: tagUidOf(asset.assetUid, shape.component, shape.signal),
    shape,
  }));
}

/** Returns none for an asset without a state, or whose own tags have these names already. */
function stateShapes(shapes: readonly TagShape[]): readonly TagShape[] {
  const hasState = shapes.some(({ role }) => role === "item-state");
  if (!hasState || shapes.some(({ component }) => component === COMPONENT)) return [];
  const counts = shapes.some(({ role }) => role === "parts-produced" || role === "parts-good");
  return [...STATE_SHAPES, ...(counts ? PART_SHAPES : [])];
}

export type DerivedSignal = "cause" | "availability" | "effectiveness" | "quality-ratio" | "oee";

export function derivedUid(assetUid: AssetConfig["assetUid"], signal: DerivedSignal): TagUid {
  return tagUidOf(assetUid, COMPONENT, signal);
}

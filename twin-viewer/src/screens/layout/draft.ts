import type { AssetKind } from "../../../../edge/contracts/plant/kinds.ts";
import type { Layout } from "../../../../edge/contracts/plant/layout.ts";
import type { FloorMap, ModelAxis, Pose, Size, Zone } from "../../../../edge/contracts/plant/plant.ts";
import type { LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import { atSite } from "../../data/base.ts";
import { sizeOf } from "../../scene/machines/figures.ts";

/** An asset in the editor. `key` is its uid, or a name of the editor's own while it is new. */
export interface DraftAsset {
  readonly key: string;
  readonly isNew: boolean;
  readonly label: string;
  readonly type: string;
  readonly kind: AssetKind;
  readonly name: LocalizedText;
  readonly path: string;
  readonly size: Size;
  readonly pose: Pose | undefined;
  readonly source: string | undefined;
  readonly address: Record<string, unknown> | undefined;
  /** The file that draws it, and what moves its parts. */
  readonly model?: string | undefined;
  readonly axes?: readonly ModelAxis[] | undefined;
}

/** The drawing under the plan. `image` is set when it is new. */
export interface DraftUnderlay {
  readonly address: string;
  readonly image: { readonly kind: "png" | "svg"; readonly base64: string } | undefined;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotateDeg: number;
}

/** Everything that the editor can change. Each change creates a new draft, so that undo goes back to the last one. */
export interface Draft {
  readonly floor: { readonly width: number; readonly depth: number };
  readonly underlay: DraftUnderlay | undefined;
  readonly assets: readonly DraftAsset[];
  readonly zones: readonly Zone[];
  readonly routes: Layout["routes"];
  readonly maps: readonly FloorMap[];
}

export function draftOf({ floor, assets, zones, routes, maps }: Layout): Draft {
  const { underlay } = floor;
  return {
    floor: { width: floor.width, depth: floor.depth },
    underlay:
      underlay === undefined
        ? undefined
        : { ...underlay, address: atSite(`/api/v1/plant-files/${underlay.file}`), image: undefined },
    assets: assets.map(({ assetUid, label, type, kind, name, path, size, pose, source, address, model, axes }) => ({
      key: assetUid,
      isNew: false,
      label,
      type,
      kind,
      name,
      path,
      size: sizeOf(kind, size),
      pose,
      source,
      address: address as Record<string, unknown> | undefined,
      model,
      axes,
    })),
    zones,
    routes,
    maps,
  };
}

const GRID_M = 0.1;

/** Rounded to the editor's grid of ten centimetres. */
function onGrid(metres: number): number {
  return Math.round(metres / GRID_M) / Math.round(1 / GRID_M);
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

function withPoses(draft: Draft, keys: ReadonlySet<string>, change: (pose: Pose, asset: DraftAsset) => Pose): Draft {
  const { width, depth } = draft.floor;
  return {
    ...draft,
    assets: draft.assets.map((asset) => {
      if (!keys.has(asset.key) || asset.pose === undefined) return asset;
      const pose = change(asset.pose, asset);
      return { ...asset, pose: { ...pose, x: within(pose.x, width), y: within(pose.y, depth) } };
    }),
  };
}

/** Moves assets, metres; nothing leaves the floor. */
export function moved(draft: Draft, keys: ReadonlySet<string>, dx: number, dy: number): Draft {
  return withPoses(draft, keys, (pose) => ({ ...pose, x: onGrid(pose.x + dx), y: onGrid(pose.y + dy) }));
}

/** Turns each about its own middle, degrees counterclockwise. */
export function rotated(draft: Draft, keys: ReadonlySet<string>, degrees: number): Draft {
  return withPoses(draft, keys, (pose) => ({ ...pose, yawDeg: normal(pose.yawDeg + degrees) }));
}

function normal(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

export type Alignment = "row" | "column" | "spread-x" | "spread-y";

/** Puts assets onto one line, or the same distance from each other between the outermost two. */
export function aligned(draft: Draft, keys: ReadonlySet<string>, how: Alignment): Draft {
  const poses = draft.assets.flatMap(({ key, pose }) =>
    keys.has(key) && pose !== undefined ? [{ key, ...pose }] : [],
  );
  if (poses.length < 2) return draft;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (how === "row") return withPoses(draft, keys, (pose) => ({ ...pose, y: onGrid(mean(poses.map(({ y }) => y))) }));
  if (how === "column")
    return withPoses(draft, keys, (pose) => ({ ...pose, x: onGrid(mean(poses.map(({ x }) => x))) }));
  const axis = how === "spread-x" ? "x" : "y";
  const order = poses.toSorted((a, b) => a[axis] - b[axis]);
  const [first, last] = [order[0]?.[axis] ?? 0, order.at(-1)?.[axis] ?? 0];
  const at = new Map(order.map(({ key }, i) => [key, first + ((last - first) * i) / (order.length - 1)]));
  return withPoses(draft, keys, (pose, { key }) => ({ ...pose, [axis]: onGrid(at.get(key) ?? pose[axis]) }));
}

/** Places an asset without a pose. */
export function placed(draft: Draft, key: string, x: number, y: number): Draft {
  const pose: Pose = {
    x: within(onGrid(x), draft.floor.width),
    y: within(onGrid(y), draft.floor.depth),
    z: 0,
    yawDeg: 0,
  };
  return { ...draft, assets: draft.assets.map((asset) => (asset.key === key ? { ...asset, pose } : asset)) };
}

/** A new asset of a type, with an unused label and path. */
export function added(
  draft: Draft,
  type: Layout["types"][number],
  place: { readonly x: number; readonly y: number; readonly root: string },
): { readonly draft: Draft; readonly key: string } {
  const labels = new Set(draft.assets.map(({ label }) => label));
  const stem = type.name.slice(0, 12).toUpperCase();
  let number = 1;
  while (labels.has(`${stem}-${number}`)) number++;
  const label = `${stem}-${number}`;
  const key = `new ${label}`;
  const asset: DraftAsset = {
    key,
    isNew: true,
    label,
    type: type.name,
    kind: type.kind,
    name: { zh: label, en: label },
    path: `${place.root}/new/line/${label.toLowerCase()}`,
    size: sizeOf(type.kind, type.size),
    pose: undefined,
    source: undefined,
    address: undefined,
  };
  return { draft: placed({ ...draft, assets: [...draft.assets, asset] }, key, place.x, place.y), key };
}

/** Changes the description of a new asset. */
export function described(
  draft: Draft,
  key: string,
  change: Partial<Pick<DraftAsset, "label" | "name" | "path" | "source" | "address">>,
): Draft {
  return {
    ...draft,
    assets: draft.assets.map((asset) => (asset.key === key && asset.isNew ? { ...asset, ...change } : asset)),
  };
}

/** Sets what moves the parts of an asset's model. */
export function withAxes(draft: Draft, key: string, axes: readonly ModelAxis[]): Draft {
  return { ...draft, assets: draft.assets.map((asset) => (asset.key === key ? { ...asset, axes } : asset)) };
}

export function removed(draft: Draft, keys: ReadonlySet<string>): Draft {
  return { ...draft, assets: draft.assets.filter(({ key }) => !keys.has(key)) };
}

export function withZone(draft: Draft, zone: Zone): Draft {
  const rest = draft.zones.filter(({ id }) => id !== zone.id);
  return { ...draft, zones: [...rest, zone] };
}

export function withoutZone(draft: Draft, id: string): Draft {
  return { ...draft, zones: draft.zones.filter((zone) => zone.id !== id) };
}

/** The first unused name of a kind: `zone-1`, `node-7`. */
export function freeId(stem: string, taken: readonly { readonly id: string }[]): string {
  const ids = new Set(taken.map(({ id }) => id));
  let number = 1;
  while (ids.has(`${stem}-${number}`)) number++;
  return `${stem}-${number}`;
}

/** Joins a point to the road that is being drawn: an existing node nearby is used, else a new one is created. */
export function withStop(
  draft: Draft,
  from: string | undefined,
  at: { readonly x: number; readonly y: number; readonly near: number },
): { readonly draft: Draft; readonly node: string } {
  const { nodes, edges } = draft.routes;
  const known = nodes.find(({ x, y }) => Math.hypot(x - at.x, y - at.y) < at.near);
  const node = known?.id ?? freeId("node", nodes);
  const allNodes = known === undefined ? [...nodes, { id: node, x: onGrid(at.x), y: onGrid(at.y) }] : nodes;
  const isJoined =
    from === undefined ||
    from === node ||
    edges.some((edge) => (edge.from === from && edge.to === node) || (edge.from === node && edge.to === from));
  const allEdges = isJoined ? edges : [...edges, { id: freeId("edge", edges), from, to: node }];
  return { draft: { ...draft, routes: { nodes: allNodes, edges: allEdges } }, node };
}

/** Gives the drawing the size at which two of its points are `metres` apart; the first point stays where it is. */
export function scaledUnderlay(
  draft: Draft,
  points: readonly [{ x: number; y: number }, { x: number; y: number }],
  metres: number,
): Draft {
  const { underlay } = draft;
  const [a, b] = points;
  const apart = Math.hypot(b.x - a.x, b.y - a.y);
  if (underlay === undefined || apart === 0 || !(metres > 0)) return draft;
  const factor = metres / apart;
  return {
    ...draft,
    underlay: {
      ...underlay,
      width: underlay.width * factor,
      height: underlay.height * factor,
      x: a.x + (underlay.x - a.x) * factor,
      y: a.y + (underlay.y - a.y) * factor,
    },
  };
}

import { qualityOf } from "../../../edge/contracts/path/sample-batch.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, Tag, TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";

/** A piece or pallet at the place that a machine, gripper, belt or vehicle reports. */
export interface PlacedPiece {
  readonly id: string;
  readonly asset: Asset;
  readonly tag: Tag;
  /** Since when, µs UTC of the source. */
  readonly since: number;
  /** False while the place's source is silent: the place is the last known one. */
  readonly isLive: boolean;
}

/** Tags that name the piece or pallet at a place. */
function namesPiece({ type, role, component, signal }: Tag): boolean {
  if (type !== "text") return false;
  return (
    role === "agv-load" ||
    (component === "workpiece" && signal === "id") ||
    (component === "gripper" && signal === "piece")
  );
}

/** Every piece with a known place at the page's time, by number. */
export function placedPieces(index: PlantIndex, mirror: Mirror): readonly PlacedPiece[] {
  const pieces: PlacedPiece[] = [];
  for (const asset of index.plant.assets) {
    for (const tag of index.tagsOf(asset.assetUid)) {
      if (!namesPiece(tag)) continue;
      const id = mirror.soundText(tag.ref) ?? "";
      if (id === "" || mirror.freshness(tag.ref) === "none") continue;
      pieces.push({ id, asset, tag, since: mirror.time(tag.ref), isLive: mirror.freshness(tag.ref) === "live" });
    }
  }
  return pieces.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : b.since - a.since));
}

/**
 * The load to draw. Vehicles name the pallet that they carry; other assets report pieces or a fill level. A bad value
 * draws no load.
 */
export function loadOf(mirror: Mirror, ref: TagRef, factor: number): number {
  if (qualityOf(mirror.status(ref)) === "bad") return 0;
  const value = mirror.value(ref);
  if (Number.isFinite(value)) return Math.round(value * factor);
  return (mirror.text(ref) ?? "") === "" ? 0 : 1;
}

/** The tags that tell a machine's work: the piece in it or in its gripper, and how far its operation is. */
export interface WorkTags {
  readonly piece?: Tag;
  readonly progress?: Tag;
}

export function workTags(index: PlantIndex, asset: AssetUid): WorkTags {
  const tags = index.tagsOf(asset);
  const piece = tags.find((tag) => tag.role !== "agv-load" && namesPiece(tag));
  const progress = tags.find(
    ({ component, signal, unit }) =>
      signal === "progress" && (component === "program" || component === "cycle") && unit === "%",
  );
  return { ...(piece === undefined ? {} : { piece }), ...(progress === undefined ? {} : { progress }) };
}

/**
 * The stage of a machine's work, 0 for no piece, 1 to `stages` from the start of the operation to its end. Without a
 * tag that tells how far it is, the piece stays as it came.
 */
export function stageOf(mirror: Mirror, { piece, progress }: WorkTags, stages: number): number {
  if (piece !== undefined && (mirror.soundText(piece.ref) ?? "") === "") return 0;
  const share = progress === undefined ? Number.NaN : mirror.value(progress.ref) / 100;
  if (!(share > 0)) return 1;
  return Math.min(stages, 1 + Math.floor(share * stages));
}

/** Places for pieces: belts and tunnels that count them, racks that report their fill level. */
export interface Buffer {
  readonly asset: Asset;
  readonly tag: Tag;
  /** Pieces, or a share in per cent. */
  readonly amount: number;
  readonly isShare: boolean;
  readonly isLive: boolean;
}

export function buffers(index: PlantIndex, mirror: Mirror): readonly Buffer[] {
  const found: Buffer[] = [];
  for (const asset of index.plant.assets) {
    const tag = index.tagWith(asset.assetUid, "pieces-on-board") ?? index.tagWith(asset.assetUid, "fill-level");
    if (tag === undefined) continue;
    found.push({
      asset,
      tag,
      amount: mirror.value(tag.ref),
      isShare: tag.unit === "%",
      isLive: mirror.freshness(tag.ref) === "live",
    });
  }
  return found.sort((a, b) => Number(a.isShare) - Number(b.isShare) || b.amount - a.amount);
}

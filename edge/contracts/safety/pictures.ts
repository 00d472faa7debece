/** Pictures of hidden dangers and inspections (rules SR28 to SR33 in docs/rules/safety-register.md). */
import { type Static, Type } from "../schema.ts";

/** By content, never by name. */
export const PICTURE_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** Bytes of one picture. */
export const MOST_PICTURE_BYTES = 2 * 1024 * 1024;
/** Pictures of one act, of one tick, and of one item with all its acts. */
export const MOST_OF_ACT = 6;
export const MOST_OF_TICK = 2;
export const MOST_OF_ITEM = 40;

/** SHA-256 of the stored bytes, hex. */
export const PictureId = Type.String({ pattern: "^[0-9a-f]{64}$" });
export type PictureId = Static<typeof PictureId>;
export const Pictures = Type.Array(PictureId, { maxItems: MOST_OF_ACT });

export interface PictureFacts {
  readonly type: PictureType;
  /** Pixels, as they are stored: an orientation is not applied. */
  readonly width: number;
  readonly height: number;
}

export interface StoredPicture extends PictureFacts {
  readonly id: PictureId;
  readonly bytes: number;
}

/** What the store holds, and its bounds. */
export interface PictureUse {
  readonly count: number;
  readonly bytes: number;
  readonly mostCount: number;
  readonly mostBytes: number;
  readonly keepDays: number;
  /** Refused because a bound was reached, since the start. */
  readonly refused: number;
}

/** What of a work item names pictures. */
interface Pictured {
  readonly payload?: object;
  readonly acts: readonly {
    readonly pictures?: readonly PictureId[];
    readonly ticks?: readonly { readonly pictures?: readonly PictureId[] }[];
  }[];
}

/** Pictures of an item and its acts, each once. */
export function picturesOf({ payload, acts }: Pictured): ReadonlySet<PictureId> {
  const own = payload !== undefined && "pictures" in payload ? (payload.pictures as readonly PictureId[]) : [];
  return new Set([...own, ...acts.flatMap(picturesOfAct)]);
}

export function picturesOfAct({ pictures = [], ticks = [] }: Pictured["acts"][number]): readonly PictureId[] {
  return [...pictures, ...ticks.flatMap((tick) => tick.pictures ?? [])];
}

/** Why a picture is no more. */
export interface Deletion {
  /** RFC 3339. */
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

export interface PictureKeeper {
  readonly use: PictureUse;
  /**
   * Stores a picture without what its camera wrote into it, on disk before it answers; the same content is stored once.
   * Throws EdgeError `bad-request` for no such picture, `too-large`, `conflict` at a bound or where it was deleted,
   * `disk`.
   */
  add(bytes: Uint8Array): Promise<{ readonly picture: StoredPicture; readonly isNew: boolean }>;
  /** Before an act that names them is written: they stay from now on. Throws EdgeError `not-found`, `disk`. */
  claim(ids: readonly PictureId[]): Promise<void>;
  /** Throws EdgeError `not-found`, which says who deleted it and why. */
  read(id: PictureId): Promise<{ readonly bytes: Uint8Array; readonly type: PictureType }>;
  /**
   * Lets the caller put it on record, leaves a note of who deleted it and why, and deletes it, also where the record
   * failed. Of one whose file could not be deleted then, the record is not repeated.
   * Throws EdgeError `not-found`, `disk`, and what `onRecord` throws.
   */
  remove(id: PictureId, deletion: Deletion, onRecord: () => Promise<unknown>): Promise<void>;
}

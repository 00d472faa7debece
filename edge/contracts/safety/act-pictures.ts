/** One picture of a raised unsafe act, kept for some days; each view is on record (rules VE14 to VE17). */
import type { AssetUid } from "../plant/tag.ts";
import type { PictureType } from "./pictures.ts";

/** An event of a camera, as it was handed over. */
export interface NamedEvent {
  readonly camera: string;
  readonly eventId: string;
}

/** Which alert a picture belongs to. */
export interface ActAlert {
  readonly alertUid: string;
  readonly occurrenceUid: string;
  readonly rule: string;
  readonly assetUid: AssetUid;
}

export interface KeptActPicture {
  readonly occurrenceUid: string;
  /** When it was stored, ms UTC. */
  readonly storedMs: number;
  readonly bytes: number;
}

export interface ActPictures {
  readonly isOn: boolean;
  readonly keepDays: number;
  /**
   * Keeps the picture of an event whose act stands as an alert; false where the alert has one. Throws EdgeError
   * `forbidden` while pictures are off, `not-found` where no alert stands, `bad-request`, `conflict` when full, `disk`.
   */
  keep(event: NamedEvent, bytes: Uint8Array): Promise<boolean>;
  /** Of an alert, the newest first. Not what they show. */
  of(alertUid: string): readonly KeptActPicture[];
  /** Throws EdgeError `not-found`. */
  read(alertUid: string, occurrenceUid: string): Promise<{ readonly bytes: Uint8Array; readonly type: PictureType }>;
}

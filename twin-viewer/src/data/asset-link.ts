import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";

/** The identification link of an asset (IEC 61406-1): an address that names it for good and opens its phone page. */
export function assetLink(origin: string, uid: AssetUid): string {
  return `${origin}/phone.html?id=${encodeURIComponent(uid)}`;
}

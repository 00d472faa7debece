import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";

/**
 * The identification link of an asset (IEC 61406-1): an address that names it for good and opens its phone page.
 * `folder`: the address of the viewer, with its slash.
 */
export function assetLink(folder: string, uid: AssetUid): string {
  return `${folder}phone.html?id=${encodeURIComponent(uid)}`;
}

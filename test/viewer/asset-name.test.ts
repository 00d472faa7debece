import { beforeEach, describe, expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { targetText } from "../../twin-viewer/src/data/act-target.ts";
import { assetName, whyUnnamed } from "../../twin-viewer/src/data/asset-name.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";

const ASSET = "urn:fake:cnc-206" as AssetUid;

beforeEach(() => {
  language.value = "en";
});

describe("an asset is never shown as a URN", () => {
  const index = { asset: (uid: AssetUid) => (uid === ASSET ? { label: "CNC-206" } : undefined) } as never;
  const uid = (text: string) => text as AssetUid;

  it("[AV6] but by its label, as this edge, or by kind and short id", () => {
    expect(
      [
        ASSET,
        uid("urn:gemba:edge:7f3a"),
        uid("urn:acme:press:old-1"),
        uid("https://acme.example/assets/0123456789abcdef0123456789abcdef"),
      ].map((one) => assetName(index, one)),
    ).toEqual(["CNC-206", "This edge", "old-1", "…9abcdef0123456789abcdef"]);
    expect(whyUnnamed(index, ASSET)).toBeUndefined();
    expect(whyUnnamed(index, uid("urn:acme:press:old-1"))).toMatch(/configuration/);
  });

  it("[AV6] also in the audit log", () => {
    const known = {
      index: null,
      alerts: [{ alertUid: "a-1", assetUid: uid("urn:gemba:edge:7f3a"), message: { zh: "盘满", en: "Disk full" } }],
    };
    expect(
      ["a-1", "urn:acme:press:old-1 temperature/high", "urn:gemba:edge:7f3a", "li"].map((target) =>
        targetText(target, known),
      ),
    ).toEqual(["This edge · Disk full", "old-1 · temperature/high", "This edge", "li"]);
  });
});

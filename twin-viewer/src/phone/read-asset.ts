import type { Asset, Plant } from "../../../edge/contracts/plant/plant.ts";
import type {
  AssetUid,
  EnumLabel,
  LocalizedText,
  TagRole,
  TagType,
  TagUid,
} from "../../../edge/contracts/plant/tag.ts";
import { ask, type PastAlert } from "../data/api.ts";
import { settleActs } from "../data/waiting-acts.ts";
import { heardFrom } from "./edge-clock.ts";

/** A tag of the API. */
export interface PhoneTag {
  readonly tagUid: TagUid;
  readonly name: LocalizedText;
  readonly component: string;
  readonly source: string;
  readonly type: TagType;
  readonly unit: string | null;
  readonly range: readonly [number, number] | null;
  readonly role: TagRole | null;
  readonly labels: readonly EnumLabel[] | null;
}

interface PhoneSample {
  readonly tagUid: TagUid;
  readonly time: string | null;
  readonly value: number | boolean | string | null;
  readonly status: number;
  readonly live: boolean;
  readonly linkAgeMs: number | null;
}

/** Everything the page shows of one asset. */
export interface PhoneAsset {
  readonly asset: Asset;
  readonly timeZone: string;
  readonly tags: readonly PhoneTag[];
  readonly samples: ReadonlyMap<TagUid, PhoneSample>;
  readonly alerts: readonly PastAlert[];
}

/** The asset that the address names: by `id`, its uid, or by `a`, its label. */
export function findAsset(plant: Plant, search: string): Asset | undefined {
  const query = new URLSearchParams(search);
  const [id, label] = [query.get("id"), query.get("a")];
  return plant.assets.find(({ assetUid, label: own }) => assetUid === id || own === label);
}

/** Whether the address names an asset at all. */
export function namesAsset(search: string): boolean {
  const query = new URLSearchParams(search);
  return query.has("id") || (query.get("a") ?? "") !== "";
}

/** The same once edge or plant is out of reach: no value is of now. */
export function outOfReach(asset: PhoneAsset): PhoneAsset {
  return { ...asset, samples: new Map([...asset.samples].map(([uid, sample]) => [uid, { ...sample, live: false }])) };
}

/** Present alerts and values. */
export async function readNow(assetUid: AssetUid): Promise<Pick<PhoneAsset, "samples" | "alerts">> {
  const [{ samples }, { alerts }] = await Promise.all([
    ask<{ samples: readonly PhoneSample[] }>(
      `/api/v1/samples/latest?${new URLSearchParams({ asset: assetUid }).toString()}`,
      {},
      heardFrom,
    ),
    ask<{ alerts: readonly PastAlert[] }>("/api/v1/alerts"),
  ]);
  settleActs(alerts);
  return {
    samples: new Map(samples.map((sample) => [sample.tagUid, sample])),
    alerts: alerts.filter((alert) => alert.assetUid === assetUid && alert.state !== "closed"),
  };
}

export async function readTags(assetUid: AssetUid): Promise<readonly PhoneTag[]> {
  return (await ask<{ tags: readonly PhoneTag[] }>(`/api/v1/assets/${encodeURIComponent(assetUid)}`)).tags;
}

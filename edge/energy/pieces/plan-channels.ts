/** Which meters give energy to the pieces of which station. */
import { can } from "../../contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../../contracts/plant/tag.ts";
import { PIECE_MEDIA, type PieceMedium } from "../../contracts/production/piece-energy.ts";
import { rateTagOf } from "../flow-now.ts";

export interface PlannedChannel {
  /** The station's asset. */
  readonly asset: Asset;
  readonly medium: PieceMedium;
  readonly rate: Tag;
  readonly counter: Tag | undefined;
}

/**
 * A station's electricity is metered by itself, else by a meter of it; other media by meters of it (`meters` of the
 * asset). Without power or flow there is no channel: a count alone does not say when it flowed.
 */
export function plannedChannels({ assets }: Pick<Plant, "assets">, tags: TagTable): readonly PlannedChannel[] {
  const stations = assets.filter((asset) => asset.meters === undefined && !can(asset, "meters"));
  return stations.flatMap((asset) => {
    const meters = assets.filter((one) => one.meters === asset.assetUid);
    const own = channelOf(asset, asset, tags);
    const others = meters.flatMap((meter) => channelOf(asset, meter, tags) ?? []);
    const all = own === undefined ? others : [own, ...others];
    // The counter of a meter serves where the machine has only power.
    const electric = all.filter(({ medium }) => medium === "electricity");
    const [first] = electric;
    const counted = first && { ...first, counter: electric.find(({ counter }) => counter !== undefined)?.counter };
    const media = all.filter(
      ({ medium }, at) => medium !== "electricity" && all.findIndex((one) => one.medium === medium) === at,
    );
    return counted === undefined ? media : [counted, ...media];
  });
}

function channelOf(asset: Asset, meter: Asset, tags: TagTable): PlannedChannel | undefined {
  const of = meter.medium ?? "electricity";
  const medium = PIECE_MEDIA.find((one) => one === of);
  if (medium === undefined) return undefined;
  const own = tags.ofAsset(meter.assetUid);
  const isMeter = meter !== asset;
  if (medium === "electricity") {
    const rate = own.find(({ role }) => role === "power-trace") ?? own.find(({ role }) => role === "active-power");
    const counter = own.find(({ role }) => role === "energy-import");
    return rate === undefined ? undefined : { asset, medium, rate, counter };
  }
  // A machine's own flows may be of any medium; those of a meter are of its medium.
  const rate = isMeter ? rateTagOf(own) : undefined;
  const counter = own.find(({ unit, signal }) => unit === "m3" && /volume|total/.test(signal));
  return rate === undefined ? undefined : { asset, medium, rate, counter };
}

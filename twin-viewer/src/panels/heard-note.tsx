import { can } from "../../../edge/contracts/plant/kinds.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { usePlant, useSession } from "../data/context.ts";
import { formatClock } from "../data/format.ts";
import { heardOf, tagsStandingFor, wholePercent } from "../data/liveness.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { linksVersion, liveNowMs, moment, second } from "../data/signals.ts";
import { t } from "../i18n/language.ts";

/**
 * A note above figures of a card whose inputs are silent; the rest of the card is then drawn as old.
 */
export function HeardNote({ of }: { of: (index: PlantIndex) => Iterable<AssetUid> }) {
  const index = usePlant();
  const { mirror } = useSession();
  linksVersion.value;
  second.value;
  if (index === null || moment.value !== null || !mirror.knowsLinks) return null;
  const heard = heardOf(tagsStandingFor(index, of(index)), mirror, liveNowMs());
  if (heard === undefined || heard.liveShare === 1) return null;
  const time = heard.staleSince === null ? "—" : formatClock(heard.staleSince / 1000, index.plant.site.timeZone);
  const percent = wholePercent(heard.liveShare, 1);
  if (heard.liveShare > 0) return <p class="heard-note">{t("liveness.incomplete", { percent, time })}</p>;
  return (
    <p class="heard-note is-dead">
      {heard.staleSince === null ? t("liveness.dead-always") : t("liveness.dead", { time })}
    </p>
  );
}

/** Machines that report a state: the inputs of figures of lines and places. */
export function workingAssets(index: PlantIndex): readonly AssetUid[] {
  return index.plant.assets.flatMap(({ assetUid }) =>
    index.tagWith(assetUid, "item-state") === undefined ? [] : [assetUid],
  );
}

export function meterAssets(index: PlantIndex): readonly AssetUid[] {
  return index.plant.assets.flatMap((asset) => (can(asset, "meters") ? [asset.assetUid] : []));
}

import { can } from "../../../../edge/contracts/plant/kinds.ts";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { TagRole } from "../../../../edge/contracts/plant/tag.ts";
import type { PlaceView } from "../../../../edge/contracts/production/material.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { selected } from "../../data/signals.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { t } from "../../i18n/language.ts";
import { parseStops } from "../../scene/route.ts";

const LOW_BATTERY = 20;

/** Vehicles: load by the record, next stops, battery charge. */
export function VehicleCard({ places }: { places: readonly PlaceView[] | undefined }) {
  const index = usePlant();
  useSecond();
  const vehicles = index?.plant.assets.filter((asset) => can(asset, "carries")) ?? [];
  if (vehicles.length === 0) return null;
  return (
    <section class="card" aria-label={t("material.vehicles")}>
      <div class="card-head">
        <h2>{t("material.vehicles")}</h2>
        <span class="card-note">{vehicles.length}</span>
      </div>
      <table class="table">
        <thead>
          <tr>
            <th>{t("material.vehicle")}</th>
            <th>{t("material.load")}</th>
            <th>{t("material.way")}</th>
            <th class="is-number">{t("material.battery")}</th>
          </tr>
        </thead>
        <tbody>
          {vehicles.map((asset) => (
            <Vehicle
              key={asset.assetUid}
              asset={asset}
              load={places?.find(({ place }) => place === asset.label)}
              isKnown={places !== undefined}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Vehicle({ asset, load, isKnown }: { asset: Asset; load: PlaceView | undefined; isKnown: boolean }) {
  const index = usePlant();
  const { mirror } = useSession();
  const tagOf = (role: TagRole) => index?.tagWith(asset.assetUid, role);
  const [route, battery] = [tagOf("agv-node-states"), tagOf("agv-battery")];
  const place = tagOf("agv-x");
  const isLive = place === undefined || mirror.freshness(place.ref) === "live";
  const stops = route === undefined ? [] : parseStops(mirror.soundText(route.ref));
  const released = stops.filter((stop) => stop.released).length;
  const charge = battery === undefined ? Number.NaN : mirror.value(battery.ref);
  return (
    <tr class={isLive ? "" : "row-stale"}>
      <td>
        <button type="button" class="link" onClick={() => (selected.value = asset.assetUid)}>
          {asset.label}
        </button>
      </td>
      <td>
        {isKnown ? (load?.carriers.join(", ") ?? "") || t("material.empty") : "—"}
        {load === undefined || load.pieces === 0 ? "" : ` · ${t("material.load-pieces", { count: load.pieces })}`}
      </td>
      <td>
        {stops.length === 0
          ? t("material.no-way")
          : t("material.stops", { released, planned: stops.length - released })}
      </td>
      <td class={`is-number${charge < LOW_BATTERY ? " is-low" : ""}`}>
        {Number.isNaN(charge) ? "—" : `${formatNumber(charge, 0)} %`}
      </td>
    </tr>
  );
}

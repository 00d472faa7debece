import type { AssetUid } from "../../../../../edge/contracts/plant/tag.ts";
import { usePlant } from "../../../data/context.ts";
import { formatNumber } from "../../../data/format.ts";
import { vehiclesIn } from "../../../data/future-feed.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import type { FuturePlayer, PlayedFuture } from "../../../data/played.ts";
import { futureMoment, selected } from "../../../data/signals.ts";
import { local, t } from "../../../i18n/language.ts";
import { shareText } from "../figures.ts";
import { ForecastMark } from "../futures-table.tsx";
import { futureName, piecesText, stateText } from "./future-words.ts";

interface Parts {
  readonly player: FuturePlayer;
  readonly main: PlayedFuture;
}

/** What is forecast of the selected object, in each of the shown futures. */
export function FutureObject({ player, main, focus }: Parts & { focus: (uid: AssetUid) => void }) {
  const index = usePlant();
  futureMoment.value;
  const asset = selected.value === null ? undefined : index?.asset(selected.value);
  if (index === null || asset === undefined)
    return (
      <section class="card" aria-label={t("future.object")}>
        <p class="empty">{t("future.object-none")}</p>
      </section>
    );
  const other = player.other.value;
  const futures = other === null ? [main] : [main, other];
  const found = futures.map((future) => ({ future, lines: linesOf(future, asset.label, index, player.seconds) }));
  return (
    <section class="card" aria-label={t("future.object")}>
      <div class="card-head">
        <h2>{asset.label}</h2>
        <ForecastMark />
        <span class="card-actions">
          <button type="button" class="button small" onClick={() => focus(asset.assetUid)}>
            {t("asset.focus")}
          </button>
          <button
            type="button"
            class="button small icon"
            aria-label={t("asset.close")}
            onClick={() => (selected.value = null)}
          >
            ×
          </button>
        </span>
      </div>
      <p class="trail">{local(asset.name)}</p>
      {found.every(({ lines }) => lines.length === 0) ? (
        <p class="empty">? {t("future.object-unknown")}</p>
      ) : (
        <>
          {found.map(({ future, lines }) => (
            <dl key={future.number} class="forecast-figures future-object">
              {other === null ? null : (
                <dt class="future-object-name">
                  {future === main ? "■ " : "▨ "}
                  {futureName(future)}
                </dt>
              )}
              {lines.map(([name, text]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          ))}
          <p class="card-note">{t("future.object-one")}</p>
        </>
      )}
    </section>
  );
}

type Line = readonly [name: string, text: string];

function linesOf({ at, figures }: PlayedFuture, label: string, index: PlantIndex, seconds: number): readonly Line[] {
  const state = at.stateOf(label, seconds);
  const place = at.placeOf(label);
  const vehicle = vehiclesIn(index).findIndex((asset) => asset.label === label);
  const bottleneck = figures.bottlenecks.find(
    ({ stations, isCrew }) => isCrew !== true && stations.split(", ").includes(label),
  );
  return [
    ...(state === undefined ? [] : [[t("future.state"), stateText(state)] as const]),
    ...(place === undefined
      ? []
      : [[t("future.pieces"), piecesText(at.piecesAt(label, seconds), place.capacity)] as const]),
    ...(vehicle === -1 || vehicle >= at.states.vehicles
      ? []
      : [[t("future.state"), rideText(at.vehicleAt(vehicle, seconds))] as const]),
    ...(bottleneck === undefined ? [] : [[t("future.busy"), shareText(bottleneck.busy)] as const]),
  ];
}

function rideText({ at, pieces, ride }: ReturnType<PlayedFuture["at"]["vehicleAt"]>): string {
  if (at === undefined) return t("future.unknown");
  if (ride === undefined) return t("future.rests");
  return pieces === 0 ? t("future.ride-empty", ride) : t("future.ride", { ...ride, count: formatNumber(pieces, 0) });
}

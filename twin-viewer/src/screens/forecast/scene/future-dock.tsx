import "../../../i18n/forecasts-catalogue.ts";
import "./future.css";
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AssetUid } from "../../../../../edge/contracts/plant/tag.ts";
import { usePlant } from "../../../data/context.ts";
import { formatClock, formatNumber, formatSigned } from "../../../data/format.ts";
import { vehiclesIn } from "../../../data/future-feed.ts";
import { stepAt } from "../../../data/future-states.ts";
import { type FuturePlayer, type PlayedFuture, played } from "../../../data/played.ts";
import { futureMoment, plant } from "../../../data/signals.ts";
import { language } from "../../../i18n/chosen.ts";
import { t } from "../../../i18n/language.ts";
import { futureScene } from "../../../panels/future-scene.ts";
import { goodText, rangeText } from "../figures.ts";
import { ForecastMark } from "../futures-table.tsx";
import { FutureLists } from "./future-lists.tsx";
import { FutureObject } from "./future-object.tsx";
import { futurePicture } from "./future-picture.ts";
import { futureName, movedLabels } from "./future-words.ts";

/** Beside the picture while a future is played: which one, what it gives, and what is known of each object. */
export function FutureDock({ focus }: { focus: (uid: AssetUid) => void }) {
  const player = played.value;
  usePicture(player);
  const main = player?.main.value ?? null;
  if (player === null || main === null) return null;
  return (
    <>
      <PlayedCard player={player} main={main} />
      <FutureObject player={player} main={main} focus={focus} />
      <FutureLists player={player} main={main} />
    </>
  );
}

/** Keeps the layer's picture in step with the moment. */
function usePicture(player: FuturePlayer | null): void {
  useEffect(
    () =>
      effect(() => {
        language.value;
        futureMoment.value;
        const main = player?.main.value ?? null;
        const index = plant.value;
        futureScene.value =
          player === null || main === null || index === null
            ? null
            : futurePicture({ main, other: player.other.value, index, seconds: player.seconds });
      }),
    [player],
  );
}

function PlayedCard({ player, main }: { player: FuturePlayer; main: PlayedFuture }) {
  const { forecast, failure } = player;
  const other = player.other.value;
  const futures = (forecast.answer?.futures ?? []).map((figures, number) => ({ number, figures }));
  return (
    <section class="card future-card" aria-label={t("future.title")}>
      <div class="card-head">
        <h2>{forecast.name}</h2>
        <ForecastMark />
      </div>
      <div class="future-choices">
        <label>
          {t("future.shown")}
          <select
            value={String(main.number)}
            onChange={({ currentTarget }) => void player.choose(Number(currentTarget.value))}
          >
            {futures.map((future) => (
              <option key={future.number} value={String(future.number)}>
                {futureName(future)}
              </option>
            ))}
          </select>
        </label>
        {futures.length < 2 ? null : (
          <label>
            {t("future.over")}
            <select
              value={other === null ? "" : String(other.number)}
              onChange={({ currentTarget: { value } }) => void player.compare(value === "" ? null : Number(value))}
            >
              <option value="">{t("future.over-none")}</option>
              {futures
                .filter(({ number }) => number !== main.number)
                .map((future) => (
                  <option key={future.number} value={String(future.number)}>
                    {futureName(future)}
                  </option>
                ))}
            </select>
          </label>
        )}
      </div>
      {failure.value === "" ? null : (
        <p class="forecast-problem" role="alert">
          ▲ {t("future.failed", { reason: failure.value })}
        </p>
      )}
      <Figures player={player} main={main} other={other} />
      <Notes player={player} main={main} other={other} />
    </section>
  );
}

/** What this run has made so far, beside what all runs give at the end. */
function Figures({ player, main, other }: { player: FuturePlayer; main: PlayedFuture; other: PlayedFuture | null }) {
  futureMoment.value;
  const { seconds } = player;
  const columns = other === null ? [main] : [main, other];
  const goodOf = ({ at: { states } }: PlayedFuture): number => states.good[stepAt(states, seconds)] ?? 0;
  const endOf = ({ at: { states } }: PlayedFuture): number => states.good[states.good.length - 1] ?? 0;
  const insideOf = ({ at: { states } }: PlayedFuture): number => {
    const step = stepAt(states, seconds);
    return states.places.reduce((sum, { pieces }) => sum + (pieces[step] ?? 0), states.carried[step] ?? 0);
  };
  const row = (name: string, figureOf: (future: PlayedFuture) => number) => (
    <tr>
      <th scope="row">{name}</th>
      {columns.map((future) => (
        <td key={future.number}>{formatNumber(figureOf(future), 0)}</td>
      ))}
      {other === null ? null : <td>{formatSigned(figureOf(other) - figureOf(main))}</td>}
    </tr>
  );
  return (
    <table class="future-figures">
      <thead>
        <tr>
          <td />
          {columns.map((future) => (
            <th key={future.number} scope="col">
              {future === main ? "■ " : "▨ "}
              {futureName(future)}
            </th>
          ))}
          {other === null ? null : <th scope="col">{t("future.difference")}</th>}
        </tr>
      </thead>
      <tbody>
        {row(t("future.good-so-far"), goodOf)}
        {row(t("future.good-end"), endOf)}
        <tr>
          <th scope="row">{t("future.good-all")}</th>
          {columns.map((future) => (
            <td key={future.number}>{goodText(future.figures.good)}</td>
          ))}
          {other === null ? null : <td />}
        </tr>
        {row(t("future.inside"), insideOf)}
        <tr>
          <th scope="row">{t("future.wip-all")}</th>
          {columns.map((future) => (
            <td key={future.number}>{rangeText(future.figures.wip)}</td>
          ))}
          {other === null ? null : <td />}
        </tr>
      </tbody>
    </table>
  );
}

/** Which run this is, and what is schematic or unknown in it. */
function Notes({ player, main, other }: { player: FuturePlayer; main: PlayedFuture; other: PlayedFuture | null }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const { states } = main.at;
  const more = states.vehicles - (index === null ? states.vehicles : vehiclesIn(index).length);
  const run = { run: states.replication + 1, runs: player.forecast.question.replications };
  return (
    <>
      <p class="card-note">{t("future.which-run", run)}</p>
      <p class="card-note">{t("future.schematic")}</p>
      {[main, other].map((future) => {
        const labels = future === null ? [] : movedLabels(player.forecast.question.futures, future.number);
        return future === null || labels.length === 0 ? null : (
          <p key={future.number} class="card-note">
            {t("future.moved", { name: futureName(future), labels: labels.join(t("list.separator")) })}
          </p>
        );
      })}
      {more > 0 ? <p class="card-note">{t("future.vehicles-more", { count: more })}</p> : null}
      {states.ridesUntilS < states.horizonS ? (
        <p class="card-note">
          {t("future.rides-until", { time: formatClock(player.startMs + 1000 * states.ridesUntilS, zone) })}
        </p>
      ) : null}
    </>
  );
}

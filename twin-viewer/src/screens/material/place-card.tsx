import type { PlaceView } from "../../../../edge/contracts/production/material.ts";
import { usePlant } from "../../data/context.ts";
import { formatAge, formatNumber } from "../../data/format.ts";
import { assetOfPlace, openPlace } from "../../data/piece-focus.ts";
import type { PlacesAnswer } from "../../data/production-api.ts";
import { moment, selected } from "../../data/signals.ts";
import type { Question } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { HeardNote, workingAssets } from "../../panels/heard-note.tsx";

/** Work in progress by place, fullest first: pieces, capacity, dwell time. */
export function PlaceCard({ question }: { question: Question<PlacesAnswer> }) {
  const { places = [], isCurrent } = question.answer ?? {};
  // Without any report there is no record: empty places would be a claim.
  const isKnown =
    moment.value === null || places.some(({ pieces, unidentified }) => pieces > 0 || (unidentified ?? 0) > 0);
  const shown = (isKnown ? places : [])
    .filter(
      ({ pieces, unidentified, capacity, carriers }) =>
        pieces > 0 || (unidentified ?? 0) > 0 || capacity !== null || carriers.length > 0,
    )
    .sort((a, b) => b.pieces - a.pieces);
  const most = Math.max(1, ...shown.map(({ pieces, unidentified }) => pieces + (unidentified ?? 0)));
  const total = places.reduce((sum, { pieces }) => sum + pieces, 0);
  const unknown = places.reduce((sum, { unidentified }) => sum + (unidentified ?? 0), 0);
  return (
    <section class="card" aria-label={t("material.places")}>
      <div class="card-head">
        <h2>{t("material.places")}</h2>
        <span class="card-note">
          {question.answer === undefined || !isKnown
            ? ""
            : [
                t("material.in-process", { count: formatNumber(total, 0) }),
                unknown === 0 ? "" : t("material.in-process-unknown", { count: formatNumber(unknown, 0) }),
              ]
                .filter(Boolean)
                .join(" · ")}
        </span>
      </div>
      <AnswerNote question={question} isCurrent={isCurrent} />
      <HeardNote of={workingAssets} />
      {question.answer !== undefined && shown.length === 0 ? <p class="empty">{t("material.no-places")}</p> : null}
      {shown.length === 0 ? null : (
        <div class="place-row place-head" aria-hidden="true">
          <span />
          <span />
          <span>{t("material.count")}</span>
          <span>{t("material.dwell")}</span>
        </div>
      )}
      {shown.map((place) => (
        <Place key={place.place} place={place} most={most} />
      ))}
    </section>
  );
}

function Place({
  place: { place, name, pieces, unidentified, capacity, dwellS, stays, carriers },
  most,
}: {
  place: PlaceView;
  most: number;
}) {
  const index = usePlant();
  const asset = assetOfPlace(index, place);
  const named = name ?? (asset === undefined ? undefined : index?.asset(asset)?.name);
  const share = (count: number): string => `${Math.min(100, (100 * count) / (capacity ?? most))}%`;
  return (
    <button
      type="button"
      class={`place-row${capacity !== null && pieces >= capacity ? " is-full" : ""}`}
      aria-pressed={openPlace.value === place}
      title={[
        place,
        unidentified ? t("material.unidentified", { count: unidentified }) : "",
        carriers.length === 0 ? "" : `${t("record.pallet")} ${carriers.slice(0, 8).join(", ")}`,
        dwellS === null ? "" : t("material.dwell-of", { count: stays }),
      ]
        .filter(Boolean)
        .join(" · ")}
      onClick={() => {
        openPlace.value = openPlace.value === place ? null : place;
        if (asset !== undefined) selected.value = asset;
      }}
    >
      <span class="place-name">{named === undefined ? place : local(named)}</span>
      <span class="bar bar-two">
        <span class="bar-fill" style={{ width: share(pieces) }} />
        {unidentified ? <span class="bar-unknown" style={{ width: share(unidentified) }} /> : null}
      </span>
      <span class="bar-value">
        {`${pieces}${unidentified ? ` + ${unidentified}` : ""}${capacity === null ? "" : ` / ${capacity}`}`}
      </span>
      <span class="piece-age">{dwellS === null ? "—" : formatAge(dwellS * 1000)}</span>
    </button>
  );
}

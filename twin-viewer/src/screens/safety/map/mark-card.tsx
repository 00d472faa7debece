import { useState } from "preact/hooks";
import { formatNumber } from "../../../data/format.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { selected } from "../../../data/signals.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { openMark } from "../../../panels/register-map.ts";
import { EditOutcome } from "./edit-outcome.tsx";
import { dueWord, type Mark } from "./marks.ts";
import { PointFields } from "./point-fields.tsx";
import { useRegisterEdit } from "./register-edits.ts";

/** What the register says of a mark, and where it may be moved to. */
export function MarkCard({ mark, index }: { mark: Mark; index: PlantIndex }) {
  const [isMoving, setMoving] = useState(false);
  const [outcome, send] = useRegisterEdit();
  const { id, name, place, area, at, hazard, resource } = mark;
  const asset = hazard?.place.asset ?? resource?.place.asset ?? null;
  const facts: (readonly [string, string])[] = [
    [t("sr.place"), `${local(place)} · ${local(area)}`],
    [t("map.position"), at === null ? t("map.unplaced") : metres(at)],
    ...(hazard === undefined
      ? []
      : ([
          [t("sr.risk"), t(`risk.${hazard.level}`)],
          [t("map.may-cause"), local(hazard.mayCause)],
          [t("sr.owner"), hazard.owner],
          [t("sr.controlled-by"), t(`level.${hazard.controlledBy}`)],
        ] as const)),
    ...(resource === undefined
      ? []
      : ([
          [
            t("map.inspected"),
            resource.everyDays === null ? t("map.not-inspected") : t("sr.every", { days: resource.everyDays }),
          ],
          [t("map.expires"), resource.expires ?? "—"],
          [
            t("map.state"),
            dueWord(resource.due) || t(`map.${resource.due.state === "unknown" ? "unknown" : "no-finding"}`),
          ],
          [t("sr.owner"), resource.owner ?? "—"],
        ] as const)),
  ];
  return (
    <section class="map-open" aria-label={`${id} ${local(name)}`}>
      <div class="card-head">
        <h3>
          {id} {local(name)}
        </h3>
        <button type="button" class="button small" aria-label={t("map.close")} onClick={() => (openMark.value = null)}>
          ×
        </button>
      </div>
      <dl class="sr-five">
        {facts.map(([what, value]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="map-acts">
        {asset === null ? null : (
          <button
            type="button"
            class="button small"
            onClick={() => (selected.value = index.byLabel(asset)?.assetUid ?? null)}
          >
            {t("map.to-machine")}
          </button>
        )}
        {resource === undefined ? null : (
          <ActButton asks="configure" onAct={() => setMoving((before) => !before)}>
            {t("map.move")}
          </ActButton>
        )}
        <ActButton asks="configure" onAct={() => send({ kind: "open" })}>
          {t("map.edit")}
        </ActButton>
      </div>
      {isMoving && resource !== undefined ? (
        <PointFields
          from={at ?? [0, 0]}
          index={index}
          act={t("map.review-move")}
          onPoint={(point) => send({ kind: "move", id: resource.id, at: point })}
        />
      ) : null}
      <EditOutcome outcome={outcome} />
    </section>
  );
}

function metres([x, y]: readonly [number, number]): string {
  return `x ${formatNumber(x, 1)} m · y ${formatNumber(y, 1)} m`;
}

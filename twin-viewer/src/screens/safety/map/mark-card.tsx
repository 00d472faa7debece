import { useState } from "preact/hooks";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { selected } from "../../../data/signals.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { openMark } from "../../../panels/register-map.ts";
import { permitCardId } from "../permits/permit-card-id.ts";
import { EditOutcome } from "./edit-outcome.tsx";
import { type CardTimes, factsOf } from "./mark-facts.ts";
import type { Mark } from "./marks.ts";
import { PointFields } from "./point-fields.tsx";
import { useRegisterEdit } from "./register-edits.ts";

interface MarkCardProps {
  readonly mark: Mark;
  readonly index: PlantIndex;
  readonly times: CardTimes;
}

/** What register and records say of a mark, and where a resource may be moved to. */
export function MarkCard({ mark, index, times }: MarkCardProps) {
  const [isMoving, setMoving] = useState(false);
  const [outcome, send] = useRegisterEdit();
  const { id, name, title, at, hazard, resource, permit, asset } = mark;
  const heading = `${id} ${local(name)}${title === undefined ? "" : t("map.of", { title: local(title) })}`.trim();
  return (
    <section class="map-open" aria-label={heading}>
      <div class="card-head">
        <h3>{heading}</h3>
        <button type="button" class="button small" aria-label={t("map.close")} onClick={() => (openMark.value = null)}>
          ×
        </button>
      </div>
      <dl class="sr-five">
        {factsOf(mark, times).map(([what, value]) => (
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
        {hazard === undefined && resource === undefined ? null : (
          <ActButton asks="configure" onAct={() => send({ kind: "open" })}>
            {t("map.edit")}
          </ActButton>
        )}
        {permit === undefined ? null : <ToPermit itemUid={permit.permit.work.itemUid} />}
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

/** Shows the permit's card on the board; one that has ended long ago may not be on it. */
function ToPermit({ itemUid }: { itemUid: string }) {
  const onShow = () => {
    const card = document.getElementById(permitCardId(itemUid));
    card?.scrollIntoView({ block: "center" });
    card?.focus({ preventScroll: true });
  };
  return (
    <button type="button" class="button small" onClick={onShow}>
      {t("map.to-permit")}
    </button>
  );
}

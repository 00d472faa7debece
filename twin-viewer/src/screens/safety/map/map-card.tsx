import { useEffect, useState } from "preact/hooks";
import { standingAlarms } from "../../../data/asset-state.ts";
import { usePlant } from "../../../data/context.ts";
import { formatClock, formatDate } from "../../../data/format.ts";
import { chooseLayer } from "../../../data/layer-choice.ts";
import type { RegisterAnswer } from "../../../data/safety-api.ts";
import { alerts, dictionaryVersion, edgeNowMs, layer } from "../../../data/signals.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { Badge } from "../../../panels/badge.tsx";
import { openMark, registerMap } from "../../../panels/register-map.ts";
import type { SafetyAnswers } from "../register/answers.ts";
import { MarkCard } from "./mark-card.tsx";
import { iconOf, isLevel, looksOf, type Mark, type MarkKind, marksOf, pictureOf } from "./marks.ts";
import { NewResource } from "./new-resource.tsx";
import { isOldAnswer } from "./permits-age.ts";
import { workMarks } from "./work-marks.ts";

type MapProps = Omit<SafetyAnswers, "register"> & { readonly register: RegisterAnswer };

/**
 * Register and work of safety on the map: their layer, a filter by kind, and the same marks as a list for keys and
 * screen readers.
 */
export function MapCard({ register, inspections, dangers, permits }: MapProps) {
  useSecond();
  const index = usePlant();
  const [hidden, setHidden] = useState<ReadonlySet<MarkKind>>(new Set());
  const zone = index?.plant.site.timeZone ?? "UTC";
  const nowMs = edgeNowMs();
  const today = formatDate(nowMs, zone);
  const about = { inspections, nowMs, alerts: alerts.value, standing: standingAlarms(alerts.value) };
  const isOld = isOldAnswer(permits);
  const work = { permits: permits.answer?.permits ?? [], dangers: dangers.answer, isOld, zone };
  const marks = [...workMarks({ ...about, ...work }), ...marksOf(register, { ...about, today })];
  const kinds = [...new Set(marks.map(({ kind }) => kind))];
  const shown = new Set(kinds.filter((kind) => !hidden.has(kind)));
  const words = language.value;
  const time = formatClock(permits.gotMs, zone);
  const asOf = permits.answer === undefined ? t("map.permits-unknown") : t("map.permits-as-of", { time });
  const facts = JSON.stringify([
    marks.map(({ key, at, kind, says, priority }) => [key, at, kind, says, priority]),
    [...shown],
    words,
    asOf,
  ]);
  useEffect(() => {
    if (index !== null) registerMap.value = pictureOf(marks, shown, { index, asOf });
  }, [facts, index]);
  useEffect(() => {
    const offer = (isThere: boolean) => {
      if (index === null || index.hasRegister === isThere) return;
      index.hasRegister = isThere;
      // The menu and the layer of a link read again what there is.
      dictionaryVersion.value++;
    };
    offer(marks.length > 0);
    return () => {
      registerMap.value = null;
      openMark.value = null;
      offer(false);
    };
  }, [index, marks.length > 0]);
  if (index === null || marks.length === 0) return null;
  const isOn = layer.value === "register";
  const open = marks.find(({ key }) => key === openMark.value);
  const toggle = (kind: MarkKind) => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  return (
    <section class="card map-card" aria-labelledby="map-title">
      <div class="card-head">
        <h2 id="map-title">{t("map.title")}</h2>
        <button
          type="button"
          class="button small"
          aria-pressed={isOn}
          onClick={() => chooseLayer(isOn ? null : "register")}
        >
          {t("map.show")}
        </button>
      </div>
      <fieldset class="map-kinds">
        <legend>{t("map.kinds")}</legend>
        {kinds.map((kind) => (
          <label key={kind}>
            <input type="checkbox" checked={shown.has(kind)} onChange={() => toggle(kind)} />
            <Icon kind={kind} /> {kindWord(kind)} <small>{marks.filter((one) => one.kind === kind).length}</small>
          </label>
        ))}
      </fieldset>
      {open === undefined ? null : (
        <MarkCard key={open.key} mark={open} index={index} times={{ nowMs, permitsMs: permits.gotMs, zone }} />
      )}
      <ul class="map-list" aria-label={t("map.list")}>
        {marks
          .filter(({ kind }) => shown.has(kind))
          .map((mark) => (
            <Row key={mark.key} mark={mark} isOpen={mark.key === open?.key} />
          ))}
      </ul>
      <NewResource index={index} />
    </section>
  );
}

function Row({ mark, isOpen }: { mark: Mark; isOpen: boolean }) {
  const { key, kind, id, name, title, place, at, says, priority } = mark;
  return (
    <li>
      <button
        type="button"
        class="map-row"
        aria-expanded={isOpen}
        onClick={() => (openMark.value = isOpen ? null : key)}
      >
        <Icon kind={kind} />
        <span>
          <strong>{id}</strong> {local(name)}
          {title === undefined ? "" : t("map.of", { title: local(title) })}
        </span>
        <small>
          {priority === null ? null : (
            <>
              <Badge priority={priority} /> {t("map.alarm", { priority })} ·{" "}
            </>
          )}
          {[
            kindWord(kind),
            local(place) === "" ? "" : local(place),
            at === null ? t("map.unplaced") : "",
            isLevel(kind) ? "" : says,
          ]
            .filter((part) => part !== "")
            .join(" · ")}
        </small>
      </button>
    </li>
  );
}

function kindWord(kind: MarkKind): string {
  return isLevel(kind) ? t(`risk.${kind}`) : t(`map.${kind}`);
}

function Icon({ kind }: { kind: MarkKind }) {
  return (
    <svg class={looksOf(kind)} viewBox="0 0 20 20" aria-hidden="true">
      <path d={iconOf(kind)} />
    </svg>
  );
}

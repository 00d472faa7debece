import { useEffect, useState } from "preact/hooks";
import { usePlant } from "../../../data/context.ts";
import { formatDate } from "../../../data/format.ts";
import { chooseLayer } from "../../../data/layer-choice.ts";
import type { InspectionsAnswer, RegisterAnswer } from "../../../data/safety-api.ts";
import { dictionaryVersion, edgeNowMs, layer } from "../../../data/signals.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { openMark, registerMap } from "../../../panels/register-map.ts";
import { HAZARD_ICON, RESOURCE_ICONS, type ResourceKind } from "./icons.ts";
import { MarkCard } from "./mark-card.tsx";
import { dueWord, type Mark, type MarkKind, marksOf, pictureOf } from "./marks.ts";
import { NewResource } from "./new-resource.tsx";

interface MapProps {
  readonly register: RegisterAnswer;
  readonly inspections: InspectionsAnswer | undefined;
}

/** The register on the map: its layer, a filter by kind, and the same marks as a list for keys and screen readers. */
export function MapCard({ register, inspections }: MapProps) {
  const index = usePlant();
  const [hidden, setHidden] = useState<ReadonlySet<MarkKind>>(new Set());
  const zone = index?.plant.site.timeZone ?? "UTC";
  const nowMs = edgeNowMs();
  const today = formatDate(nowMs, zone);
  const marks = marksOf(register, { inspections, today, nowMs });
  const kinds = [...new Set(marks.map(({ kind }) => kind))];
  const shown = new Set(kinds.filter((kind) => !hidden.has(kind)));
  const words = language.value;
  const facts = JSON.stringify([
    marks.map(({ key, at, kind, resource }) => [key, at, kind, resource?.due]),
    [...shown],
    words,
  ]);
  useEffect(() => {
    if (index !== null) registerMap.value = pictureOf(marks, shown, index);
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
      {open === undefined ? null : <MarkCard key={open.key} mark={open} index={index} />}
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
  const { key, kind, id, name, place, at, resource } = mark;
  const due = resource === undefined ? "" : dueWord(resource.due);
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
        </span>
        <small>
          {kindWord(kind)} · {local(place)}
          {at === null ? ` · ${t("map.unplaced")}` : ""}
          {due === "" ? "" : ` · ${due}`}
        </small>
      </button>
    </li>
  );
}

function kindWord(kind: MarkKind): string {
  return isLevel(kind) ? t(`risk.${kind}`) : t(`map.${kind}`);
}

function isLevel(kind: MarkKind): kind is Exclude<MarkKind, ResourceKind> {
  return !(kind in RESOURCE_ICONS);
}

function Icon({ kind }: { kind: MarkKind }) {
  const [path, looks] = isLevel(kind)
    ? [HAZARD_ICON, `mark-icon sr-mark-${kind}`]
    : [RESOURCE_ICONS[kind], "mark-icon"];
  return (
    <svg class={looks} viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

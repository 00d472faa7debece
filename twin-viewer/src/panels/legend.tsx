import { usePlant } from "../data/context.ts";
import { formatMoment } from "../data/format.ts";
import { floorMarks, pinned } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import type { LegendEntry, Swatch as SwatchName } from "../scene/layers/layer.ts";
import { LAYER_LIST } from "../scene/layers/list.ts";
import { Badge } from "./badge.tsx";
import { layerPicture } from "./layer-picture.tsx";

/** Glyphs of states: luminance steps alone are hard to tell apart. */
const GLYPHS: Partial<Record<SwatchName, string>> = { run: "▶", idle: "❚❚", off: "■", stale: "?" };
const STALE: LegendEntry = { swatches: ["stale"], text: "legend.stale" };
const BADGES = { p0: 0, p1: 1, p2: 2, p3: 3, p4: 4 } as const;

/** Meaning of fills, glyphs and lines of the shown layer, and how current its figures are. */
export function Legend() {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const shown = layerPicture.value;
  if (shown === null) return null;
  const { legend, note } = shown.picture;
  const hasStale = legend.some(({ swatches }) => swatches.includes("stale"));
  return (
    <ul class="legend" aria-label={t("legend.title")}>
      <li class="legend-name">{t(LAYER_LIST[shown.id].name)}</li>
      {[...legend, ...(hasStale ? [] : [STALE])].map((entry) => (
        <li key={entry.text}>
          <span class="swatches" aria-hidden="true">
            {entry.swatches.map((name) => (
              <Swatch key={name} name={name} />
            ))}
          </span>
          {t(entry.text, entry.values)}
        </li>
      ))}
      {floorMarks.value.has("vehicles") ? (
        <>
          <Line name="base" />
          <Line name="horizon" />
        </>
      ) : null}
      {floorMarks.value.has("safety") ? <Line name="zone" /> : null}
      {pinned.value === null ? null : (
        <li>
          <span class="swatch swatch-ghost" aria-hidden="true" />
          {t("legend.ghost", { time: formatMoment(pinned.value, zone) })}
        </li>
      )}
      {note === "" ? null : <li class="legend-note">{note}</li>}
    </ul>
  );
}

function Swatch({ name }: { name: SwatchName }) {
  if (name in BADGES) return <Badge priority={BADGES[name as keyof typeof BADGES]} />;
  return <span class={`swatch swatch-${name}`}>{GLYPHS[name]}</span>;
}

function Line({ name }: { name: "base" | "horizon" | "zone" }) {
  return (
    <li>
      <span class={`line line-${name}`} aria-hidden="true" />
      {t(`legend.${name}`)}
    </li>
  );
}

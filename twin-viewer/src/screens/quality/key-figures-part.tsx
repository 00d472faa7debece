import { useState } from "preact/hooks";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import type { DefinitionKey } from "../../../../edge/contracts/words/definitions.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatMeasured } from "../../data/format.ts";
import { edgeNowMs, openTrend, selected } from "../../data/signals.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { componentName } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { Defined } from "../../panels/info-mark.tsx";

const DEFINED: ReadonlyMap<string, DefinitionKey> = new Map<string, DefinitionKey>([
  ["good-pieces", "good"],
  ["scrap-share", "scrap-share"],
  ["first-pass-yield", "first-pass"],
  ["quality-cost-per-piece", "quality-cost"],
  ["output-value", "output-value"],
  ["energy-per-piece", "energy-piece"],
  ["energy-cost-per-piece", "energy-cost"],
  ["co2-per-piece", "co2-piece"],
  ["energy-per-value", "energy-value"],
]);
const PLANT = "key-figures";
const DAY = "key-figures-day";

/** The newest key figures of closed hours and days, each with its definition; a press opens its series. */
export function KeyFiguresPart() {
  const index = usePlant();
  useSecond();
  const [of, setOf] = useState(PLANT);
  const carrier = index?.plant.assets.find(({ assetUid }) => index.tagsOf(assetUid).some(isOfDay));
  if (index === null || carrier === undefined) return null;
  const tags = index.tagsOf(carrier.assetUid).filter((tag) => tag.isDerived === true && DEFINED.has(tag.signal));
  const scopes = [...new Set(tags.filter((tag) => !isOfDay(tag)).map(({ component }) => component))];
  const shown = tags.filter(({ component }) => component === of);
  const days = new Map(of === PLANT ? tags.filter(isOfDay).map((tag) => [tag.signal, tag] as const) : []);
  return (
    <section class="cost-figures" aria-label={t("costs.figures")}>
      <div class="card-head">
        <h3>{t("costs.figures")}</h3>
        <label class="spc-by">
          {t("costs.figures-of")}{" "}
          <select value={of} onChange={(event) => setOf(event.currentTarget.value)}>
            {scopes.map((scope) => (
              <option key={scope} value={scope}>
                {scope === PLANT ? t("costs.figures-plant") : local(componentName(scope))}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="answer-note">{t("costs.figures-note")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone. */}
      <section class="spc-scroll" tabIndex={0} aria-label={t("costs.figures-table")}>
        <table class="table">
          <thead>
            <tr>
              <th>{t("costs.figure")}</th>
              <th class="is-number">{t("costs.last-hour")}</th>
              {days.size === 0 ? null : <th class="is-number">{t("costs.last-day")}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((tag) => {
              const day = days.get(tag.signal);
              return (
                <tr key={tag.tagUid}>
                  <td>
                    <Defined figure={DEFINED.get(tag.signal) as DefinitionKey} name={nameOf(tag)} />
                  </td>
                  <Newest carrier={carrier} tag={tag} />
                  {day === undefined ? null : <Newest carrier={carrier} tag={day} />}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function isOfDay({ component, isDerived }: Tag): boolean {
  return component === DAY && isDerived === true;
}

/** Without the period, which is the column's. */
function nameOf({ name }: Tag): string {
  return local(name).replace(/（.*）$|, hour$/, "");
}

/** The newest value with the end of its period; a dash where it could not be computed. */
function Newest({ carrier, tag }: { carrier: Asset; tag: Tag }) {
  const { mirror } = useSession();
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const ms = mirror.time(tag.ref) / 1000;
  if (mirror.freshness(tag.ref) === "none" || !(ms > 0)) return <td class="is-number">{t("costs.figure-none")}</td>;
  const value = mirror.value(tag.ref);
  const text = Number.isNaN(value) ? "—" : formatMeasured(value, tag);
  const isDoubtful = mirror.status(tag.ref) > 0 && !Number.isNaN(value);
  return (
    <td class="is-number">
      <button
        type="button"
        class="link"
        aria-label={t("costs.open-series", { name: local(tag.name), value: text })}
        onClick={() => {
          selected.value = carrier.assetUid;
          openTrend.value = tag.ref;
        }}
      >
        {text}
      </button>{" "}
      <small>
        {isDoubtful ? `${t("costs.figure-doubtful")} ` : ""}
        {t("costs.figure-until", { time: clockOrMoment(ms, zone, edgeNowMs()) })}
      </small>
    </td>
  );
}

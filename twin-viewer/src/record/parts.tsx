import type { ComponentChildren } from "preact";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { GenealogyBy } from "../../../edge/contracts/production/genealogy.ts";
import { formatMoment, formatNumber } from "../data/format.ts";
import { type FeatureAnswer, type LotAnswer, recordPage } from "../data/genealogy.ts";
import { unitSymbol } from "../data/units.ts";
import { t } from "../i18n/language.ts";

/** Time zone of the site, in which all times are written. */
export const ZoneContext = createContext("UTC");

/** `after`: the date is left out if it equals the date of this time. */
export function Moment({
  at,
  otherwise,
  after = null,
}: {
  at: string | null;
  otherwise: string;
  after?: string | null;
}) {
  const zone = useContext(ZoneContext);
  if (at === null) return <em>{otherwise}</em>;
  const [date, clock] = formatMoment(Date.parse(at), zone).split(" ");
  const isSameDay = after !== null && formatMoment(Date.parse(after), zone).split(" ")[0] === date;
  return <time dateTime={at}>{isSameDay ? clock : `${date} ${clock}`}</time>;
}

/** A name that has a record of its own. */
export function RecordLink({ by, name }: { by: GenealogyBy; name: string | null }) {
  return name === null || name === "" ? <>—</> : <a href={recordPage(by, name)}>{name}</a>;
}

export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="record-section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Names and values, in a row. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="record-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A measured value with its tolerance, if any. */
export function Features({ features }: { features: readonly FeatureAnswer[] }) {
  return (
    <table class="record-table record-features">
      <thead>
        <tr>
          <th>{t("record.feature")}</th>
          <th class="is-number">{t("record.value")}</th>
          <th class="is-number">{t("record.tolerance")}</th>
          <th>{t("record.verdict")}</th>
        </tr>
      </thead>
      <tbody>
        {features.map((feature, at) => (
          <tr key={`${at} ${feature.name}`} class={feature.ok ? "" : "is-out"}>
            <td>{feature.name}</td>
            <td class="is-number">{featureText(feature)}</td>
            <td class="is-number">{toleranceOf(feature)}</td>
            <td>{t(feature.ok ? "record.in" : "record.out")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function featureText({ value, unit }: FeatureAnswer): string {
  const symbol = unitSymbol(unit ?? undefined);
  return `${exact(value)}${symbol === "" ? "" : ` ${symbol}`}`;
}

function toleranceOf({ lower, upper }: FeatureAnswer): string {
  if (lower !== null && upper !== null) return `${exact(lower)} … ${exact(upper)}`;
  return lower !== null ? `≥ ${exact(lower)}` : upper !== null ? `≤ ${exact(upper)}` : "—";
}

/** Six significant digits: a value must not look as if it were within a limit that it is beyond. */
function exact(value: number): string {
  return formatNumber(value, Math.min(6, (String(Number(value.toPrecision(6))).split(".")[1] ?? "").length));
}

export function Lot({ lot }: { lot: LotAnswer }) {
  const { supplier, heat, quantity, accepted, time, pallets, inspection } = lot;
  return (
    <div class="record-lot">
      <Facts
        facts={[
          [t("record.lot"), <RecordLink key="lot" by="lot" name={lot.lot} />],
          [t("record.supplier"), supplier === "" ? t("record.not-reported") : supplier],
          [t("record.heat"), heat === "" ? t("record.not-reported") : heat],
          [t("record.quantity"), quantity === null ? t("record.not-reported") : formatNumber(quantity, 0)],
          [t("record.received"), <Moment key="time" at={time} otherwise={t("record.not-reported")} />],
          [t("record.pallet"), pallets.join(", ") || "—"],
          [
            t("record.receiving"),
            accepted === null ? t("record.not-reported") : t(accepted ? "record.accepted" : "record.refused"),
          ],
        ]}
      />
      {inspection.length === 0 ? null : <Features features={inspection} />}
    </div>
  );
}

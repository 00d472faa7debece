import type { ComponentChildren } from "preact";
import type { GenealogyBy } from "../../../../edge/contracts/production/genealogy.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { recordPage } from "../../data/genealogy.ts";
import type { TraceAnswer } from "../../data/trace-api.ts";
import { openRecall } from "../../data/trace-focus.ts";
import { t } from "../../i18n/language.ts";
import { co2Text, energyText, factorsText, partText } from "./trace-words.ts";

/** Where the piece came from and went, its energy and CO2, and how complete all of it is. */
export function RecordFacts({ answer: { record, parts } }: { answer: TraceAnswer }) {
  const { lot, shipment, gaps, energy, co2 } = record;
  const lost = t("record.not-reported");
  return (
    <>
      <dl class="trace-facts">
        <Fact name={t("record.variant")}>{record.variant || lost}</Fact>
        <Fact name={t("record.order")}>
          <RecordLink by="order" name={record.order} />
        </Fact>
        <Fact name={t("record.customer")}>{record.customer ?? lost}</Fact>
        <Fact name={t("record.lot")}>
          <RecordLink by="lot" name={lot?.lot ?? null} />
          {lot === null ? null : (
            <button type="button" class="button small trace-lot" onClick={() => openRecall({ lot: lot.lot })}>
              {t("trace.recall")}
            </button>
          )}
        </Fact>
        <Fact name={t("record.supplier")}>{lot?.supplier || lost}</Fact>
        <Fact name={t("record.heat")}>{lot?.heat || lost}</Fact>
        <Fact name={t("record.received")}>
          <Time at={lot?.received ?? null} />
        </Fact>
        <Fact name={t("record.pallet")}>
          <RecordLink by="pallet" name={record.pallet} />
        </Fact>
        <Fact name={t("record.shipment")}>
          {shipment === null ? (
            t("record.not-shipped")
          ) : (
            <>
              <RecordLink by="shipment" name={shipment.shipment} /> <Time at={shipment.left} />
            </>
          )}
        </Fact>
        {record.scrapped === null ? null : (
          <Fact name={t("record.scrapped")}>
            <Time at={record.scrapped} />
          </Fact>
        )}
        <Fact name={t("trace.energy")}>
          {energyText(energy)}
          <small>{t("trace.not-billing")}</small>
        </Fact>
        <Fact name={t("trace.co2")}>
          {co2Text(co2)}
          <small>
            {co2.factors.length === 0 ? "" : `${t("trace.factors", { factors: factorsText(co2) })}; `}
            {t("trace.co2-scope")}
          </small>
        </Fact>
      </dl>
      {gaps.isStartKnown ? null : <p class="trace-warning">{t("record.start-unknown")}</p>}
      {gaps.holes === 0 ? null : <p class="trace-warning">{t("record.holes", { count: gaps.holes })}</p>}
      {gaps.isCut ? <p class="trace-warning">{t("record.cut")}</p> : null}
      <p class="answer-note">
        {t("trace.parts")}: {parts.map((part) => `${t(`trace.part-${part.part}`)} ${partText(part)}`).join(" · ")}
      </p>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A name that has a record of its own. */
export function RecordLink({ by, name }: { by: GenealogyBy; name: string | null }) {
  if (name === null || name === "") return <>{t("record.not-reported")}</>;
  return (
    <a class="link" href={recordPage(by, name)} target="_blank" rel="noreferrer">
      {name}
    </a>
  );
}

/** A time of the site's clock. */
export function Time({ at }: { at: string | null }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  if (at === null) return <span>{t("record.not-reported")}</span>;
  return <time dateTime={at}>{formatMoment(Date.parse(at), zone)}</time>;
}

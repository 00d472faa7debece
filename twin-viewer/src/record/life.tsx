import type { BackwardAnswer, ForwardAnswer, LifeAnswer, OperationAnswer } from "../data/genealogy.ts";
import { local, t } from "../i18n/language.ts";
import { Facts, Features, featureText, Lot, Moment, RecordLink, Section } from "./parts.tsx";

/** The life of one piece, from casting to shipment. */
export function Life({
  life: { order, customer, variant, state, firstAt, lastAt, holes, isStartKnown, backward, forward },
}: {
  life: LifeAnswer;
}) {
  return (
    <>
      <Facts
        facts={[
          [t("record.variant"), variant === "" ? t("record.not-reported") : variant],
          [t("record.order"), <RecordLink key="order" by="order" name={order} />],
          [t("record.customer"), customer ?? t("record.not-reported")],
          [t("record.state"), t(`record.${state}`)],
          [
            t("record.known"),
            <span key="known">
              <Moment at={firstAt} otherwise="" /> – <Moment at={lastAt} otherwise="" />
            </span>,
          ],
        ]}
      />
      {isStartKnown ? null : <p class="record-warning">{t("record.start-unknown")}</p>}
      {holes === 0 ? null : <p class="record-warning">{t("record.holes", { count: holes })}</p>}
      {backward?.isCut === true ? <p class="record-warning">{t("record.cut")}</p> : null}
      <Section title={t("record.lot")}>
        {backward?.lot == null ? <p>{t("record.lot-unknown")}</p> : <Lot lot={backward.lot} />}
      </Section>
      {backward === null ? null : <Operations operations={backward.operations} />}
      {backward === null ? null : <Inspections inspections={backward.inspections} />}
      {forward === null ? null : <Delivery forward={forward} />}
      {backward === null ? null : <Places stays={backward.stays} />}
    </>
  );
}

function Operations({ operations }: { operations: BackwardAnswer["operations"] }) {
  return (
    <Section title={t("record.operations")}>
      {operations.length === 0 ? <p>{t("record.no-operations")}</p> : null}
      <table class="record-table">
        <thead>
          <tr>
            <th>{t("record.operation")}</th>
            <th>{t("record.machine")}</th>
            <th>{t("record.program")}</th>
            <th>{t("record.tools")}</th>
            <th>{t("record.start")}</th>
            <th>{t("record.end")}</th>
            <th>{t("record.verdict")}</th>
            <th>{t("record.results")}</th>
          </tr>
        </thead>
        <tbody>
          {operations.map((operation, at) => (
            <OperationRow key={`${at} ${operation.station}`} operation={operation} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function OperationRow({
  operation: { operation, name, station, program, tools, start, end, verdict, results },
}: {
  operation: OperationAnswer;
}) {
  return (
    <tr class={verdict === "rework" || verdict === "scrap" ? "is-out" : ""}>
      <td>
        {operation} {name === null ? "" : local(name)}
      </td>
      <td>{station}</td>
      <td>{program || "—"}</td>
      <td>{tools.map((tool) => `T${tool}`).join(" ") || "—"}</td>
      <td>
        <Moment at={start} otherwise={t("record.not-reported")} />
      </td>
      <td>
        <Moment at={end} otherwise={t("record.under-way")} after={start} />
      </td>
      <td>{verdict === null ? "—" : t(`record.${verdict}`)}</td>
      <td>
        {results.length === 0
          ? "—"
          : results.map((result, at) => (
              <div key={`${at} ${result.name}`} class={result.ok ? "" : "is-out"}>
                {result.name} {featureText(result)}
              </div>
            ))}
      </td>
    </tr>
  );
}

function Inspections({ inspections }: { inspections: BackwardAnswer["inspections"] }) {
  return (
    <Section title={t("record.inspections")}>
      {inspections.length === 0 ? <p>{t("record.no-inspections")}</p> : null}
      {inspections.map(({ station, operation, name, time, ok, features }) => (
        <div key={`${station} ${time}`} class="record-inspection">
          <h3>
            {station} · {operation} {name === null ? "" : local(name)} · <Moment at={time} otherwise="" /> ·{" "}
            <span class={ok ? "" : "is-out"}>{t(ok ? "record.in" : "record.out")}</span>
          </h3>
          {features.length === 0 ? null : <Features features={features} />}
        </div>
      ))}
    </Section>
  );
}

function Delivery({ forward: { rides, shipment, scrappedAt, pallet } }: { forward: ForwardAnswer }) {
  return (
    <Section title={t("record.delivery")}>
      {rides.length === 0 ? (
        <p>{t("record.no-pallet")}</p>
      ) : (
        <table class="record-table">
          <thead>
            <tr>
              <th>{t("record.pallet")}</th>
              <th>{t("record.from")}</th>
              <th>{t("record.to")}</th>
            </tr>
          </thead>
          <tbody>
            {rides.map((ride) => (
              <tr key={`${ride.pallet} ${ride.from}`}>
                <td>
                  <RecordLink by="pallet" name={ride.pallet} />
                </td>
                <td>
                  <Moment at={ride.from} otherwise={t("record.before")} />
                </td>
                <td>
                  <Moment at={ride.to} otherwise={t("record.still")} after={ride.from} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        {scrappedAt === null ? null : (
          <>
            {t("record.scrapped")} <Moment at={scrappedAt} otherwise="" />{" "}
          </>
        )}
        {shipment === null ? (
          t("record.not-shipped")
        ) : (
          <>
            {t("record.shipment")} <RecordLink by="shipment" name={shipment.shipment} /> ·{" "}
            <Moment at={shipment.time} otherwise={t("record.not-reported")} /> · {t("record.pallet")} {pallet ?? "—"}
            {" · "}
            {t("record.order")} {shipment.orders.join(", ") || "—"}
          </>
        )}
      </p>
    </Section>
  );
}

function Places({ stays }: { stays: BackwardAnswer["stays"] }) {
  return (
    <Section title={t("record.places")}>
      <table class="record-table">
        <thead>
          <tr>
            <th>{t("record.place")}</th>
            <th>{t("record.pallet")}</th>
            <th>{t("record.from")}</th>
            <th>{t("record.to")}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {stays.map((stay, at) => (
            <tr key={`${at} ${stay.place}`}>
              <td>{stay.slot === null ? stay.place : `${stay.place}:${stay.slot}`}</td>
              <td>{stay.carrier ?? ""}</td>
              <td>
                <Moment at={stay.from} otherwise={t("record.before")} />
              </td>
              <td>
                <Moment at={stay.to} otherwise={t("record.still")} after={stay.from} />
              </td>
              <td>{stay.isInferred ? t("record.inferred") : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {stays.some(({ isInferred }) => isInferred) ? <p class="record-note">{t("record.inferred-note")}</p> : null}
    </Section>
  );
}

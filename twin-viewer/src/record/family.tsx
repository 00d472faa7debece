import type { GenealogyBy } from "../../../edge/contracts/production/genealogy.ts";
import type { FamilyAnswer, FamilyPieceAnswer } from "../data/genealogy.ts";
import { t } from "../i18n/language.ts";
import { Facts, Lot, Moment, RecordLink, Section } from "./parts.tsx";

/** The pieces of a lot, order, pallet or shipment with their lots and shipments. */
export function FamilyRecord({
  by,
  family: { pieces, hasMore, backward, forward },
}: {
  by: GenealogyBy;
  family: FamilyAnswer;
}) {
  return (
    <>
      {forward === null ? null : (
        <Facts
          facts={[
            [
              t("record.state"),
              t("record.counts", { inside: forward.inside, shipped: forward.shipped, scrapped: forward.scrapped }),
            ],
          ]}
        />
      )}
      {hasMore ? <p class="record-warning">{t("record.more", { count: pieces.length })}</p> : null}
      {backward === null || backward.lots.length === 0 ? null : (
        <Section title={t("record.lot")}>
          {backward.lots.map((lot) => (
            <Lot key={lot.lot} lot={lot} />
          ))}
        </Section>
      )}
      {forward === null || forward.shipments.length === 0 ? null : (
        <Section title={t("record.shipment")}>
          {forward.shipments.map(({ shipment, time, orders, pallets }) => (
            <p key={shipment}>
              <RecordLink by="shipment" name={shipment} /> {"· "}
              <Moment at={time} otherwise={t("record.not-reported")} /> {"· "}
              {`${t("record.order")} ${orders.join(", ") || "—"} · ${t("record.pallet")} ${pallets.join(", ") || "—"}`}
            </p>
          ))}
        </Section>
      )}
      <Section title={`${t("record.pieces")} (${pieces.length})`}>
        <table class="record-table">
          <thead>
            <tr>
              <th>{t("record.title-piece")}</th>
              <th>{t("record.variant")}</th>
              <th>{t("record.state")}</th>
              <th>{t("record.lot")}</th>
              <th>{t("record.order")}</th>
              <th>{t("record.pallet")}</th>
              <th>{t("record.shipment")}</th>
              {by === "pallet" ? <th>{t("record.time")}</th> : null}
            </tr>
          </thead>
          <tbody>
            {pieces.map((piece) => (
              <PieceRow key={piece.piece} piece={piece} by={by} />
            ))}
          </tbody>
        </table>
      </Section>
    </>
  );
}

function PieceRow({
  piece: { piece, variant, state, lot, order, pallet, shipment, ride },
  by,
}: {
  piece: FamilyPieceAnswer;
  by: GenealogyBy;
}) {
  return (
    <tr>
      <td>
        <RecordLink by="piece" name={piece} />
      </td>
      <td>{variant}</td>
      <td>{t(`record.${state}`)}</td>
      <td>
        <RecordLink by="lot" name={lot} />
      </td>
      <td>
        <RecordLink by="order" name={order} />
      </td>
      <td>
        <RecordLink by="pallet" name={pallet} />
      </td>
      <td>
        <RecordLink by="shipment" name={shipment} />
      </td>
      {by === "pallet" ? (
        <td>
          <Moment at={ride?.from ?? null} otherwise={t("record.before")} /> –{" "}
          <Moment at={ride?.to ?? null} otherwise={t("record.still")} />
        </td>
      ) : null}
    </tr>
  );
}

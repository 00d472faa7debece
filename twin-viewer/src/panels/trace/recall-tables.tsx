import type { ComponentChildren } from "preact";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { usePlant } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { assetOfPlace, openPiece } from "../../data/piece-focus.ts";
import { screen, selected } from "../../data/signals.ts";
import type { RecallAnswer } from "../../data/trace-api.ts";
import { closeTrace, openRecord } from "../../data/trace-focus.ts";
import { t } from "../../i18n/language.ts";
import { ScrolledTable } from "../scrolled-table.tsx";
import { RecordLink, Time } from "./record-facts.tsx";

/** Rows of each table; the saved files have all. */
const SHOWN = 50;

interface Props {
  readonly answer: RecallAnswer;
}

export function CustomerTable({ answer: { customers, counts } }: Props) {
  return (
    <Part title={t("recall.customers")} all={counts.customers} none={t("recall.no-customer")}>
      <thead>
        <tr>
          <th>{t("recall.customer")}</th>
          <th class="is-number">{t("recall.pieces")}</th>
        </tr>
      </thead>
      <tbody>
        {customers.slice(0, SHOWN).map(({ name, pieces }) => (
          <tr key={name}>
            <td class="wide">{name}</td>
            <td class="is-number">{formatNumber(pieces, 0)}</td>
          </tr>
        ))}
      </tbody>
    </Part>
  );
}

export function ShipmentTable({ answer: { shipments, counts } }: Props) {
  return (
    <Part title={t("recall.shipments")} all={counts.shipments} none={t("recall.no-shipment")}>
      <thead>
        <tr>
          <th>{t("recall.shipment")}</th>
          <th>{t("recall.left")}</th>
          <th>{t("recall.customer")}</th>
          <th class="is-number">{t("recall.pieces")}</th>
        </tr>
      </thead>
      <tbody>
        {shipments.slice(0, SHOWN).map(({ name, time, customers, pieces }) => (
          <tr key={name}>
            <td>
              <RecordLink by="shipment" name={name} />
            </td>
            <td>
              <Time at={time} />
            </td>
            <td class="wide">{customers.join(", ") || t("trace.unknown")}</td>
            <td class="is-number">{formatNumber(pieces, 0)}</td>
          </tr>
        ))}
      </tbody>
    </Part>
  );
}

export function OrderTable({ answer: { orders, counts } }: Props) {
  return (
    <Part title={t("recall.orders")} all={counts.orders} none={t("record.not-reported")}>
      <thead>
        <tr>
          <th>{t("recall.order")}</th>
          <th>{t("recall.customer")}</th>
          <th class="is-number">{t("recall.pieces")}</th>
        </tr>
      </thead>
      <tbody>
        {orders.slice(0, SHOWN).map(({ name, customer, pieces }) => (
          <tr key={name}>
            <td>
              <RecordLink by="order" name={name} />
            </td>
            <td class="wide">{customer ?? t("trace.unknown")}</td>
            <td class="is-number">{formatNumber(pieces, 0)}</td>
          </tr>
        ))}
      </tbody>
    </Part>
  );
}

/** Pieces that can still be stopped: each opens its record, each place is shown in the scene. */
export function InsideTable({ answer: { pieces, inside }, focus }: Props & { focus: (uid: AssetUid) => void }) {
  const index = usePlant();
  const show = (piece: string, asset: AssetUid) => {
    openPiece.value = piece;
    screen.value = "material";
    selected.value = asset;
    focus(asset);
    closeTrace("recall");
  };
  const present = pieces.filter(({ state }) => state === "inside").slice(0, SHOWN);
  return (
    <Part title={t("recall.pieces-inside")} all={inside} none={t("recall.none-inside")}>
      <thead>
        <tr>
          <th>{t("recall.piece")}</th>
          <th>{t("recall.place")}</th>
          <th>{t("recall.pallet")}</th>
          <th>{t("recall.order")}</th>
        </tr>
      </thead>
      <tbody>
        {present.map(({ piece, place, slot, carrier, order }) => {
          const asset = assetOfPlace(index, place);
          const where = place === null ? t("recall.transit") : slot === null ? place : `${place}:${slot}`;
          return (
            <tr key={piece}>
              <td>
                <button type="button" class="link" onClick={() => openRecord(piece)}>
                  {piece}
                </button>
              </td>
              <td>
                {asset === undefined ? (
                  where
                ) : (
                  <button
                    type="button"
                    class="link"
                    aria-label={t("recall.go", { piece, place: where })}
                    onClick={() => show(piece, asset)}
                  >
                    {where}
                  </button>
                )}
              </td>
              <td>{carrier ?? "—"}</td>
              <td>{order ?? "—"}</td>
            </tr>
          );
        })}
      </tbody>
    </Part>
  );
}

interface PartProps {
  readonly title: string;
  /** Entries of the whole list. */
  readonly all: number;
  readonly none: string;
  readonly children: ComponentChildren;
}

function Part({ title, all, none, children }: PartProps) {
  return (
    <section class="trace-section">
      <h3>
        {title} ({formatNumber(all, 0)})
      </h3>
      {all === 0 ? (
        <p class="empty">{none}</p>
      ) : (
        <ScrolledTable label={title} frame="trace-scroll">
          {children}
        </ScrolledTable>
      )}
      {all > SHOWN ? <p class="empty">{t("recall.more", { count: all - SHOWN })}</p> : null}
    </section>
  );
}

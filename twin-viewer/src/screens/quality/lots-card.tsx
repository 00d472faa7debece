import { useState } from "preact/hooks";
import type { SupplierView } from "../../../../edge/contracts/quality/incoming.ts";
import { formatNumber, formatRatio } from "../../data/format.ts";
import { fetchLots, type LotAnswer, type LotsAnswer } from "../../data/lots-api.ts";
import { moment } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { LotResultForm } from "./lot-result-form.tsx";

const REFRESH_MS = 60_000;
const MOST_HELD = 8;
const MOST_SUPPLIERS = 12;

/** Suppliers by the bad share of their pieces, and lots that wait for an inspection or were rejected. */
export function LotsCard() {
  const [entered, setEntered] = useState(0);
  const question = useQuestion(`lots ${entered}`, fetchLots, REFRESH_MS);
  const { answer } = question;
  // Known only for now, as the places of the pieces are.
  if (moment.value !== null || answer?.lots.length === 0) return null;
  return (
    <section class="card" aria-label={t("lots.title")}>
      <div class="card-head">
        <h2>{t("lots.title")}</h2>
      </div>
      <p class="answer-note">{t("lots.note")}</p>
      <AnswerNote question={question} isCurrent={answer?.isCurrent} />
      {answer === undefined ? null : (
        <>
          {answer.isCut ? <p class="room-advisory">{t("lots.cut", { count: answer.count })}</p> : null}
          <Suppliers suppliers={answer.suppliers.slice(0, MOST_SUPPLIERS)} />
          <Rest count={answer.suppliers.length - MOST_SUPPLIERS} />
          <Held answer={answer} onEntered={() => setEntered(entered + 1)} />
        </>
      )}
    </section>
  );
}

function Suppliers({ suppliers }: { suppliers: readonly SupplierView[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone.
    <section class="spc-scroll" tabIndex={0} aria-label={t("lots.supplier")}>
      <table class="table">
        <thead>
          <tr>
            <th>{t("lots.supplier")}</th>
            <th class="is-number">{t("lots.lots")}</th>
            <th class="is-number">{t("lots.rejected")}</th>
            <th class="is-number">{t("lots.conditional")}</th>
            <th class="is-number">{t("lots.open")}</th>
            <th class="is-number">{t("lots.bad")}</th>
          </tr>
        </thead>
        <tbody>
          {suppliers.map(({ supplier, lots, rejected, conditional, open, pieces, bad }) => (
            <tr key={supplier}>
              <td>{supplier === "" ? t("lots.unnamed") : supplier}</td>
              <td class="is-number">{lots}</td>
              <td class="is-number">{rejected}</td>
              <td class="is-number">{conditional}</td>
              <td class="is-number">{open}</td>
              <td class="is-number">
                {formatNumber(bad, 0)} <small>{pieces === 0 ? "—" : formatRatio(bad / pieces)}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What a list leaves out. */
function Rest({ count }: { count: number }) {
  return count > 0 ? <p class="room-advisory">{t("lots.more", { count })}</p> : null;
}

function Held({ answer: { lots, plans, suppliers }, onEntered }: { answer: LotsAnswer; onEntered: () => void }) {
  const [open, setOpen] = useState<string | null>(null);
  const held = lots.filter(({ state }) => state === "open" || state === "rejected").slice(0, MOST_HELD);
  // Of all lots, also those that the answer does not list.
  const all = suppliers.reduce((sum, one) => sum + one.open + one.rejected, 0);
  return (
    <>
      <h3>{t("lots.held")}</h3>
      {held.length === 0 ? <p class="empty">{t("lots.held-none")}</p> : null}
      <ul class="room-list">
        {held.map((lot) => (
          <li key={lot.lot} class="lot">
            <p>
              <strong>{lot.lot}</strong> {lot.supplier} · <strong>{t(`lots.${lot.state}`)}</strong>
              {lot.workedAt === null ? null : ` · ${t("lots.worked", { station: lot.workedAt })}`}{" "}
              <button
                type="button"
                class="button small"
                aria-expanded={open === lot.lot}
                aria-label={t("lots.result-of", { lot: lot.lot })}
                onClick={() => setOpen(open === lot.lot ? null : lot.lot)}
              >
                {t("lots.result")}
              </button>
            </p>
            <Facts lot={lot} />
            {open === lot.lot ? (
              <LotResultForm
                lot={lot}
                plan={plans.find(({ id }) => id === lot.plan)}
                onDone={() => {
                  setOpen(null);
                  onEntered();
                }}
              />
            ) : null}
          </li>
        ))}
      </ul>
      <Rest count={all - held.length} />
    </>
  );
}

function Facts({ lot: { places, result } }: { lot: LotAnswer }) {
  const list = places.map(({ place, pieces }) => `${place ?? t("lots.transit")} ${pieces}`).join(t("list.separator"));
  return (
    <>
      {places.length === 0 ? null : <p class="room-advisory">{t("lots.places", { list })}</p>}
      {result === null ? null : (
        <p class="room-advisory">
          {t("lots.of", {
            inspected: result.inspected,
            nonconforming: result.nonconforming,
            by: result.by === "" ? t("lots.machine") : result.by,
          })}
        </p>
      )}
    </>
  );
}

import { useMemo, useState } from "preact/hooks";
import { changingStock } from "../../data/maintenance-focus.ts";
import { newUid } from "../../data/new-uid.ts";
import { liveNowMs } from "../../data/signals.ts";
import {
  changeStock,
  deltaOf,
  fetchStockChanges,
  keepStockChange,
  type SpareAnswer,
  STOCK_ACTS,
  type StockAct,
} from "../../data/spares-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { AnswerNote } from "../answer-note.tsx";
import { Dialog } from "../dialog.tsx";
import { Field, TextField } from "./field.tsx";
import { Failure, useSending } from "./sending.tsx";
import { StockChangeText } from "./stock-change-text.tsx";

const REFRESH_MS = 10_000;
const MOST = 1_000_000;
const MOST_REASON = 2_000;
const SHOWN = 8;
const NAMES = { delivery: "spares.delivery", loss: "spares.loss", count: "spares.counted" } as const;

/** Books a delivery, a loss or a count of a spare part, above the newest changes of its stock. */
export function StockDialog({ spare }: { spare: SpareAnswer }) {
  const { part, name } = spare;
  const close = () => {
    if (changingStock.value === spare) changingStock.value = null;
  };
  const changes = useQuestion(`stock ${part}`, () => fetchStockChanges(part), REFRESH_MS);
  const onHand = changes.answer?.[0]?.onHand ?? spare.onHand;
  const [act, setAct] = useState<StockAct>("delivery");
  const [quantity, setQuantity] = useState(1);
  const [reason, setReason] = useState("");
  const delta = deltaOf(act, quantity, onHand);
  // A repeated request books once; another amount is another change.
  const changeUid = useMemo(newUid, [delta]);
  const { failure, isSending, send } = useSending<SpareAnswer["lastChange"]>((change) => {
    keepStockChange(change, liveNowMs());
    close();
  });
  const isTooFew = delta < 0 && onHand + delta < 0;
  const isBlocked = isSending || delta === 0 || isTooFew || reason.trim() === "" || changes.answer === undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    send(() => changeStock(part, { changeUid, delta, reason: reason.trim() }));
  };
  return (
    <Dialog label={t("spares.change")} kind="shelve" onClose={close}>
      <form onSubmit={submit}>
        <h2>{t("spares.change")}</h2>
        <p>
          {local(name)} · {part}
        </p>
        <ActFields act={act} setAct={setAct} quantity={quantity} setQuantity={setQuantity} />
        <p>{t("spares.after", { before: onHand, after: onHand + delta })}</p>
        {isTooFew ? <p class="failure">{t("spares.too-few", { count: onHand })}</p> : null}
        <TextField name={t("spares.reason")} value={reason} most={MOST_REASON} onSet={setReason} />
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={close}>
            {t("work.cancel")}
          </button>
          <ActButton asks="stock" type="submit" class="button primary" disabled={isBlocked}>
            {t(NAMES[act])}
          </ActButton>
        </p>
      </form>
      <h3 class="room-head">{t("spares.changes")}</h3>
      <AnswerNote question={changes} isCurrent={undefined} />
      <ul class="detail-list">
        {(changes.answer ?? []).slice(0, SHOWN).map((change) => (
          <li key={change.changeUid}>
            <StockChangeText change={change} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

interface ActFieldsProps {
  readonly act: StockAct;
  readonly setAct: (act: StockAct) => void;
  readonly quantity: number;
  readonly setQuantity: (quantity: number) => void;
}

function ActFields({ act, setAct, quantity, setQuantity }: ActFieldsProps) {
  const least = act === "count" ? 0 : 1;
  const choose = (chosen: string) => {
    const next = STOCK_ACTS.find((one) => one === chosen) ?? "delivery";
    setAct(next);
    if (next !== "count") setQuantity(Math.max(1, quantity));
  };
  return (
    <>
      <Field name={t("spares.act")}>
        {(id) => (
          <select id={id} value={act} onChange={(event) => choose(event.currentTarget.value)}>
            {STOCK_ACTS.map((one) => (
              <option key={one} value={one}>
                {t(NAMES[one])}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name={t(act === "count" ? "spares.quantity-counted" : "spares.quantity")}>
        {(id) => (
          <input
            id={id}
            type="number"
            min={least}
            max={MOST}
            step={1}
            value={quantity}
            onInput={(event) => setQuantity(Math.max(least, Math.round(event.currentTarget.valueAsNumber || 0)))}
          />
        )}
      </Field>
    </>
  );
}

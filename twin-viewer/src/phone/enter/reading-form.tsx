import { useState } from "preact/hooks";
import type { ReadingPlan } from "../../../../edge/contracts/quality/entries.ts";
import { enterReading } from "../../data/entries-api.ts";
import { formatNumber } from "../../data/format.ts";
import { unitSymbol } from "../../data/units.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { edgeClockMs } from "../edge-clock.ts";
import { Choice } from "./choice.tsx";
import { useSending } from "./sending.ts";

const DECIMALS = 4;

/** Asks for a value that somebody read on a gauge. Its time stays until it is taken, so that it counts once. */
export function ReadingForm({ station, plans }: { station: string; plans: readonly ReadingPlan[] }) {
  const [chosen, setChosen] = useState(plans[0]?.plan ?? "");
  const [piece, setPiece] = useState("");
  const [written, setWritten] = useState("");
  const [at, setAt] = useState<string | null>(null);
  const { isSending, note, send } = useSending();
  const plan = plans.find((one) => one.plan === chosen);
  if (plan === undefined) return null;
  const value = Number(written.replace(",", "."));
  const isWhole = piece.trim() !== "" && written.trim() !== "" && Number.isFinite(value);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isWhole) return;
    const time = at ?? new Date(edgeClockMs()).toISOString();
    setAt(time);
    send(async () => {
      const { ok } = await enterReading({ plan: plan.plan, station, piece: piece.trim(), value, at: time });
      setAt(null);
      setPiece("");
      setWritten("");
      const isLimited = plan.lower !== null || plan.upper !== null;
      return t(!isLimited ? "enter.plain" : ok ? "enter.within" : "enter.beyond");
    });
  };
  const unit = unitSymbol(plan.unit);
  return (
    <form class="phone-form" onSubmit={submit}>
      <Choice
        legend={t("enter.feature")}
        of={plans.map(({ plan: id, name }) => ({ id, name }))}
        chosen={chosen}
        onChoose={setChosen}
      />
      <label class="field">
        {t("enter.piece-read")}
        <input
          type="text"
          required
          maxLength={200}
          autocomplete="off"
          value={piece}
          onInput={(event) => setPiece(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        {t("enter.value", { unit })}
        <input
          type="text"
          inputMode="decimal"
          required
          autocomplete="off"
          value={written}
          onInput={(event) => setWritten(event.currentTarget.value)}
        />
      </label>
      <p class="phone-line">{limitsText(plan, unit)}</p>
      <div class="phone-actions">
        <ActButton asks="operate" type="submit" class="button primary" disabled={!isWhole || isSending}>
          {t("enter.do-reading")}
        </ActButton>
      </div>
      {note === "" ? null : <p role="status">{note}</p>}
    </form>
  );
}

function limitsText({ lower, upper }: ReadingPlan, unit: string): string {
  if (lower === null && upper === null) return t("enter.no-limits");
  const text = (limit: number | null): string => (limit === null ? "—" : formatNumber(limit, DECIMALS));
  return t("enter.limits", { lower: text(lower), upper: text(upper), unit });
}

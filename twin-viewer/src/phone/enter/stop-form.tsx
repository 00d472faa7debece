import { useState } from "preact/hooks";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { whyNot } from "../../data/may.ts";
import { giveReason, type StatesAnswer } from "../../data/production-api.ts";
import { local, t } from "../../i18n/language.ts";
import { edgeClockMs } from "../edge-clock.ts";
import { useSending } from "./sending.ts";

const MOST_STOPS = 6;
/** Shorter ones are seldom worth a reason. */
const LEAST_MS = 60_000;

interface StopFormProps {
  readonly asset: AssetUid;
  readonly zone: string;
  readonly states: StatesAnswer;
  readonly onDone: () => void;
}

/** Asks for the reason of one of the newest stops. */
export function StopForm({ asset, zone, states: { stops, reasons }, onDone }: StopFormProps) {
  const [open, setOpen] = useState<string | null>(null);
  const { isSending, note, send } = useSending();
  const newest = stops
    .filter(({ from, to }) => Date.parse(to) - Date.parse(from) >= LEAST_MS)
    .toReversed()
    .slice(0, MOST_STOPS);
  const refused = whyNot("operate");
  const time = (at: string): string => clockOrMoment(Date.parse(at), zone, edgeClockMs());
  return (
    <div class="phone-form">
      <p class="phone-line">{t(newest.length === 0 ? "enter.stops-none" : "enter.stops")}</p>
      {newest.map(({ from, to, reason, saidBy }) => {
        const named = reasons.find(({ code }) => code === reason)?.name;
        return (
          <div key={from}>
            <div class="phone-actions">
              <button
                type="button"
                class="button"
                aria-expanded={open === from}
                onClick={() => setOpen(open === from ? null : from)}
              >
                {t("enter.stop-line", { from: time(from), to: time(to) })} ·{" "}
                {saidBy === null || named === undefined
                  ? t("enter.no-reason")
                  : t("enter.reason-is", { reason: local(named) })}
              </button>
            </div>
            {open === from ? (
              <fieldset class="phone-actions phone-rating enter-choice">
                <legend>{refused ?? t("enter.reason")}</legend>
                {reasons.map(({ code, name }) => (
                  <button
                    key={code}
                    type="button"
                    class="button"
                    aria-pressed={saidBy !== null && code === reason}
                    disabled={isSending || refused !== null}
                    onClick={() =>
                      send(async () => {
                        await giveReason(asset, from, code);
                        setOpen(null);
                        onDone();
                        return t("enter.done");
                      })
                    }
                  >
                    {local(name)}
                  </button>
                ))}
              </fieldset>
            ) : null}
          </div>
        );
      })}
      {note === "" ? null : <p role="status">{note}</p>}
    </div>
  );
}

import "../../i18n/enter-catalogue.ts";
import "./enter.css";
import { useState } from "preact/hooks";
import { clockOrMoment } from "../../data/alert-times.ts";
import { correctEntry, type EntriesAnswer, type EntryAnswer, fetchEntriesAt } from "../../data/entries-api.ts";
import { fetchStates } from "../../data/production-api.ts";
import { useAnswer } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { edgeClockMs } from "../edge-clock.ts";
import type { PhoneAsset } from "../read-asset.ts";
import { ReadingForm } from "./reading-form.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { useSending } from "./sending.ts";
import { StopForm } from "./stop-form.tsx";

const REFRESH_MS = 20_000;
const STOPS_MS = 8 * 3_600_000;
const MOST_LISTED = 6;

type Kind = "scrap" | "rework" | "reading" | "stop";

/** What can be entered at the station: reasons of stops, scrap and rework, and readings. Nothing where nothing can. */
export function EnterSection({ shown: { asset, timeZone } }: { shown: PhoneAsset }) {
  const [done, setDone] = useState(0);
  const [open, setOpen] = useState<Kind | null>(null);
  const [correcting, setCorrecting] = useState<EntryAnswer | null>(null);
  const { label, assetUid } = asset;
  const answer = useAnswer(`entries ${label} ${done}`, () => fetchEntriesAt(label), REFRESH_MS);
  const states = useAnswer(
    `stops ${label} ${done}`,
    () => fetchStates(assetUid, { fromMs: edgeClockMs() - STOPS_MS, toMs: edgeClockMs() }),
    REFRESH_MS,
  );
  const { reasons = [], readings = [], entries = [] } = answer ?? {};
  const kinds = (["scrap", "rework"] as const).filter((kind) => reasons.some((one) => one.kinds.includes(kind)));
  const offered: readonly Kind[] = [
    ...kinds,
    ...(readings.length === 0 ? [] : (["reading"] as const)),
    ...(states === undefined || states.reasons.length === 0 ? [] : (["stop"] as const)),
  ];
  const again = () => setDone(done + 1);
  if (offered.length === 0) return null;
  return (
    <section aria-label={t("enter.title")} class="enter">
      <h2>{t("enter.title")}</h2>
      <div class="phone-actions">
        {offered.map((kind) => (
          <button
            key={kind}
            type="button"
            class="button"
            aria-expanded={open === kind}
            onClick={() => {
              setCorrecting(null);
              setOpen(open === kind ? null : kind);
            }}
          >
            {t(`enter.${kind}`)}
          </button>
        ))}
      </div>
      {open === "scrap" || open === "rework" ? (
        <ReasonForm key={open} station={label} kind={open} reasons={reasons} onDone={again} />
      ) : null}
      {open === "reading" ? <ReadingForm station={label} plans={readings} /> : null}
      {open === "stop" && states !== undefined ? (
        <StopForm asset={assetUid} zone={timeZone} states={states} onDone={again} />
      ) : null}
      {correcting === null ? null : (
        <ReasonForm
          key={correcting.entryUid}
          station={label}
          kind={correcting.kind}
          reasons={reasons}
          entry={correcting}
          onDone={() => {
            setCorrecting(null);
            again();
          }}
        />
      )}
      {entries.length === 0 ? null : (
        <Newest
          entries={entries}
          reasons={reasons}
          zone={timeZone}
          onDone={again}
          onCorrect={(entry) => {
            setOpen(null);
            setCorrecting(entry);
          }}
        />
      )}
    </section>
  );
}

interface NewestProps extends Pick<EntriesAnswer, "entries" | "reasons"> {
  readonly zone: string;
  readonly onDone: () => void;
  readonly onCorrect: (entry: EntryAnswer) => void;
}

function Newest({ entries, reasons, zone, onDone, onCorrect }: NewestProps) {
  const { isSending, note, send } = useSending();
  const takeBack = (entry: EntryAnswer) =>
    send(async () => {
      await correctEntry(entry, { reason: entry.reason, count: entry.count, isWithdrawn: true });
      onDone();
      return t("enter.corrected");
    });
  return (
    <>
      <h3>{t("enter.newest")}</h3>
      <ul class="enter-list">
        {entries.slice(0, MOST_LISTED).map((entry) => {
          const { entryUid, kind, reason, count, piece, at, by, isWithdrawn } = entry;
          const name = reasons.find(({ id }) => id === reason)?.name;
          const what = t("enter.line", { count, reason: name === undefined ? reason : local(name) });
          return (
            <li key={entryUid} class={isWithdrawn ? "is-old" : ""}>
              <p>
                <strong>{t(`enter.${kind}`)}</strong> {what}
                {piece === null ? null : ` · ${piece}`}
                <small>
                  {clockOrMoment(Date.parse(at), zone, edgeClockMs())} · {by}
                  {isWithdrawn ? ` · ${t("enter.taken-back")}` : ""}
                </small>
              </p>
              {isWithdrawn ? null : (
                <div class="phone-actions">
                  <ActButton
                    asks="operate"
                    class="button"
                    name={`${t("enter.correct")} ${what}`}
                    disabled={isSending}
                    onAct={() => onCorrect(entry)}
                  >
                    {t("enter.correct")}
                  </ActButton>
                  <ActButton
                    asks="operate"
                    class="button"
                    name={`${t("enter.take-back")} ${what}`}
                    disabled={isSending}
                    onAct={() => takeBack(entry)}
                  >
                    {t("enter.take-back")}
                  </ActButton>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {note === "" ? null : <p role="status">{note}</p>}
    </>
  );
}

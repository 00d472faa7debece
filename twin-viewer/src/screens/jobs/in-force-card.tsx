import { useState } from "preact/hooks";
import type { Dispatch } from "../../../../edge/contracts/production/dispatch.ts";
import { wordsOf } from "../../data/api.ts";
import { putInForce, takeBack } from "../../data/dispatch-api.ts";
import { formatAge } from "../../data/format.ts";
import { fetchSchedules } from "../../data/schedule-api.ts";
import { liveNowMs, screen } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { AskTwice } from "../../panels/ask-twice.tsx";
import { useMoment } from "./words.tsx";

const LIST_MS = 10_000;

interface InForceProps {
  readonly dispatch: Dispatch;
  readonly onChange: () => void;
}

/** Which schedule is in force, since when and by whom; another can take its place. */
export function InForceCard({ dispatch, onChange }: InForceProps) {
  const [failure, setFailure] = useState("");
  const momentOf = useMoment();
  const act = (call: () => Promise<unknown>) => {
    setFailure("");
    void call().then(onChange, (error: unknown) => setFailure(wordsOf(error)));
  };
  const { inForce, takenBack, recordTo } = dispatch;
  return (
    <section class="card" aria-label={t("jobs.in-force")}>
      <div class="card-head">
        <h2>{inForce === null ? t("jobs.in-force") : inForce.name}</h2>
        {inForce === null ? null : (
          <p class="card-note">
            {t("jobs.in-force-by", { moment: momentOf(inForce.at), user: inForce.by })}
            {recordTo === null
              ? ""
              : ` · ${t("jobs.record-to", { age: formatAge(liveNowMs() - Date.parse(recordTo)) })}`}
          </p>
        )}
        {inForce === null ? null : (
          <AskTwice
            asks="dispatch"
            text={t("jobs.take-back")}
            name={t("jobs.take-back-named", { name: inForce.name })}
            question={t("jobs.take-back-sure")}
            sure={t("jobs.take-back")}
            keep={t("jobs.keep")}
            onAct={() => act(takeBack)}
          />
        )}
      </div>
      {inForce === null ? <p class="empty">{t("jobs.none")}</p> : null}
      {takenBack === null ? null : (
        <p class="card-note">
          {t("jobs.taken-back", { name: takenBack.name, moment: momentOf(takenBack.at), user: takenBack.by })}
        </p>
      )}
      <Choice except={inForce?.uid} onPut={(uid) => act(() => putInForce(uid))} />
      {failure === "" ? null : (
        <p class="job-alarm" role="alert">
          ▲ {t("jobs.not-done", { reason: failure })}
        </p>
      )}
    </section>
  );
}

/** The stored schedules that are made. */
function Choice({ except, onPut }: { except: string | undefined; onPut: (uid: string) => void }) {
  const stored = useQuestion("schedules for dispatch", fetchSchedules, LIST_MS);
  const [chosen, setChosen] = useState("");
  const momentOf = useMoment();
  const made = (stored.answer ?? []).filter(({ state, uid }) => state === "done" && uid !== except);
  return (
    <div class="jobs-choice">
      {stored.answer !== undefined && made.length === 0 ? (
        <span>{t("jobs.no-stored")}</span>
      ) : (
        <>
          <label class="field">
            <span>{t("jobs.choose")}</span>
            <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
              <option value="">{t("jobs.choose-none")}</option>
              {made.map(({ uid, name, askedAt }) => (
                <option key={uid} value={uid}>{`${name} · ${momentOf(askedAt)}`}</option>
              ))}
            </select>
          </label>
          <ActButton asks="dispatch" disabled={chosen === ""} onAct={() => onPut(chosen)}>
            {t("jobs.put")}
          </ActButton>
        </>
      )}
      <button type="button" class="button small" onClick={() => (screen.value = "schedule")}>
        {t("jobs.make")}
      </button>
    </div>
  );
}

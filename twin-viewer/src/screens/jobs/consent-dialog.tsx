import { useState } from "preact/hooks";
import type { NextJob } from "../../../../edge/contracts/production/dispatch.ts";
import { wordsOf } from "../../data/api.ts";
import { type GivenAnswer, giveJobs } from "../../data/dispatch-api.ts";
import { formatNumber } from "../../data/format.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { Dialog } from "../../panels/dialog.tsx";
import { keyOf, OutcomeMark } from "./words.tsx";

/** Jobs of the schedule in force that a person has selected. */
export interface GivenJobs {
  readonly schedule: string;
  readonly jobs: readonly { readonly machine: string; readonly job: NextJob }[];
}

/** What will be written, the consent, and what became of each job. */
export function ConsentDialog({ schedule, jobs, onClose }: GivenJobs & { onClose: () => void }) {
  const [isEarly, setEarly] = useState(false);
  const [isGiving, setGiving] = useState(false);
  const [failure, setFailure] = useState("");
  const [results, setResults] = useState<readonly GivenAnswer[] | undefined>(undefined);
  const doesAnyWait = jobs.some(({ machine, job }) => waitsAlone(jobs, machine, job));
  const give = () => {
    setGiving(true);
    setFailure("");
    const wanted = jobs.map(({ machine, job: { order, step } }) => ({ machine, order, step }));
    void giveJobs(schedule, wanted, isEarly)
      .then(setResults, (error: unknown) => setFailure(wordsOf(error)))
      .finally(() => setGiving(false));
  };
  const of = new Map((results ?? []).map((one) => [keyOf(one), one]));
  const done = (results ?? []).filter(({ outcome }) => outcome === "given").length;
  const isBlocked = isGiving || (doesAnyWait && !isEarly);
  return (
    <Dialog label={t("jobs.consent")} kind="jobs" onClose={onClose}>
      <h2>{t("jobs.consent")}</h2>
      <p>{results === undefined ? t("jobs.consent-what") : t("jobs.result", { done, all: results.length })}</p>
      <ul class="jobs-consent">
        {jobs.map(({ machine, job }) => (
          <li key={keyOf({ ...job, machine })}>
            <strong>{machine}</strong> <Written job={job} />
            <Result result={of.get(keyOf({ ...job, machine }))} />
          </li>
        ))}
      </ul>
      {doesAnyWait && results === undefined ? (
        <label class="check">
          <input type="checkbox" checked={isEarly} onChange={(event) => setEarly(event.currentTarget.checked)} />{" "}
          {t("jobs.early")}
        </label>
      ) : null}
      <p role="status">
        {isGiving ? t("jobs.giving") : results === undefined && doesAnyWait && !isEarly ? t("jobs.early-first") : ""}
      </p>
      {failure === "" ? null : (
        <p class="job-alarm" role="alert">
          ▲ {t("jobs.failed", { reason: failure })}
        </p>
      )}
      <div class="dialog-acts">
        {results === undefined ? (
          <ActButton asks="dispatch" class="button primary" disabled={isBlocked} onAct={give}>
            {t("jobs.yes", { count: jobs.length })}
          </ActButton>
        ) : null}
        <button type="button" class="button" onClick={onClose}>
          {t(results === undefined ? "jobs.no" : "jobs.close")}
        </button>
      </div>
    </Dialog>
  );
}

/** Whether a job would wait for something else than jobs that go with it. */
function waitsAlone(jobs: GivenJobs["jobs"], machine: string, job: NextJob): boolean {
  const goesBehind = jobs.some((one) => one.machine === machine && Date.parse(one.job.start) < Date.parse(job.start));
  return job.waits.some(({ kind }) => kind !== "turn" || !goesBehind);
}

/** What the machine gets. */
function Written({ job }: { job: NextJob }) {
  const { program, productionOrder, quantity, done, parameters, waits } = job;
  const left = Math.max(1, quantity - (done ?? 0));
  return (
    <>
      <span>{t("jobs.written", { program: program?.id ?? "", order: productionOrder, quantity: left })}</span>
      {parameters.length === 0 ? null : (
        <p class="job-small">{parameters.map(({ id, value }) => `${id} = ${value}`).join(" · ")}</p>
      )}
      {waits.length === 0 ? null : (
        <p class="job-reason">
          <strong>… {t("jobs.waits")}</strong>
          {waits.map(({ text }) => (
            <span key={text.en}>{local(text)}</span>
          ))}
        </p>
      )}
    </>
  );
}

function Result({ result }: { result: GivenAnswer | undefined }) {
  if (result === undefined) return null;
  const { outcome, why, differences, tookMs } = result;
  return (
    <p class="job-result">
      <OutcomeMark outcome={outcome} />{" "}
      {outcome === "given" || outcome === "differs" ? `${formatNumber(tookMs / 1_000, 1)} s` : ""}
      {why === null ? null : <span>{local(why)}</span>}
      {differences.map(({ field, given, read }) => (
        <span key={field + String(given)}>
          {t("jobs.difference", { field: t(`jobs.field-${field}`), given, read: read ?? "—" })}
        </span>
      ))}
    </p>
  );
}

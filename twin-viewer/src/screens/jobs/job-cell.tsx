import { useState } from "preact/hooks";
import type { LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import type { NextJob, StationJobs } from "../../../../edge/contracts/production/dispatch.ts";
import { wordsOf } from "../../data/api.ts";
import { markTold } from "../../data/dispatch-api.ts";
import { formatNumber } from "../../data/format.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { OverJob } from "./over-job.tsx";
import { piecesText, StateMark, useMoment } from "./words.tsx";

interface JobProps {
  readonly station: StationJobs;
  readonly job: NextJob;
  readonly isChosen: boolean;
  readonly onChoose: (isOn: boolean) => void;
  readonly onChange: () => void;
}

/** A job of a station: what, when, with which program, in which state, and what keeps it back. */
export function JobCell({ station, job, isChosen, onChoose, onChange }: JobProps) {
  const momentOf = useMoment();
  const { machine, assetUid, control } = station;
  const { order, step, variant, operation, start, end, setUp, state, blocks, waits, arrived, atHand } = job;
  const isByHand = control === "by-hand";
  return (
    <div class="job-cell">
      <div class="job-line">
        {isByHand ? null : (
          <input
            type="checkbox"
            checked={isChosen && blocks.length === 0}
            disabled={blocks.length > 0}
            aria-label={t("jobs.select", { order, step, machine })}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        )}
        <strong>{variant}</strong>
        <StateMark state={state} />
      </div>
      <p>
        {order} · {operation}
      </p>
      <p class="job-small">
        {momentOf(start)} – {momentOf(end)}
      </p>
      <p class="job-small">
        {[
          piecesText(job),
          ...(arrived === null ? [] : [t("jobs.arrived", { count: formatNumber(arrived, 0) })]),
          ...(atHand === null ? [] : [t("jobs.at-hand", { count: formatNumber(atHand, 0) })]),
          ...(setUp === null ? [] : [t("jobs.set-up", setUp)]),
        ].join(" · ")}
      </p>
      <p class="job-small" title={programTitle(job)}>
        {job.program === null ? t("jobs.program-none") : t("jobs.program", { id: job.program.id })}
      </p>
      {isByHand ? null : (
        <Reasons
          sign="✗"
          word={t("jobs.blocked")}
          reasons={blocks.filter(({ kind }) => kind !== "given").map(({ text }) => text)}
        />
      )}
      <Reasons sign="…" word={t("jobs.waits")} reasons={waits.map(({ text }) => text)} />
      {state === "over" && assetUid !== null ? (
        <OverJob key={job.jobId} asset={assetUid} machine={machine} job={job} onCleared={onChange} />
      ) : null}
      {isByHand ? <Told machine={machine} job={job} onTold={onChange} /> : null}
    </div>
  );
}

function programTitle({ program, parameters }: NextJob): string {
  const { line = null } = program ?? {};
  const rule = program === null ? "" : line === null ? t("jobs.program-own") : t("jobs.program-line", { line });
  return [rule, ...parameters.map(({ id, value }) => `${id} = ${value}`)].filter((text) => text !== "").join("\n");
}

function Reasons({ sign, word, reasons }: { sign: string; word: string; reasons: readonly LocalizedText[] }) {
  if (reasons.length === 0) return null;
  return (
    <p class="job-reason">
      <strong>
        {sign} {word}
      </strong>
      {reasons.map((text) => (
        <span key={text.en}>{local(text)}</span>
      ))}
    </p>
  );
}

/** For stations that are set by hand: only a record. */
function Told({ machine, job, onTold }: { machine: string; job: NextJob; onTold: () => void }) {
  const [failure, setFailure] = useState("");
  const momentOf = useMoment();
  const { order, step, told } = job;
  if (told !== null) return <p class="job-small">{t("jobs.told-by", { moment: momentOf(told.at), user: told.by })}</p>;
  const tell = () => {
    setFailure("");
    void markTold({ machine, order, step }).then(onTold, (error: unknown) => setFailure(wordsOf(error)));
  };
  return (
    <>
      <ActButton asks="dispatch" name={t("jobs.tell-named", { machine, order })} onAct={tell}>
        {t("jobs.tell")}
      </ActButton>
      {failure === "" ? null : (
        <p class="job-alarm" role="alert">
          ▲ {t("jobs.not-done", { reason: failure })}
        </p>
      )}
    </>
  );
}

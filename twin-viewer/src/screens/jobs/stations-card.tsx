import { useState } from "preact/hooks";
import type { Dispatch, NextJob, StationJobs } from "../../../../edge/contracts/production/dispatch.ts";
import { formatAge, formatNumber } from "../../data/format.ts";
import { liveNowMs } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import type { GivenJobs } from "./consent-dialog.tsx";
import { JobCell } from "./job-cell.tsx";
import { ControlMark, keyOf } from "./words.tsx";

interface StationsProps {
  readonly dispatch: Dispatch;
  readonly onGive: (jobs: GivenJobs) => void;
  readonly onChange: () => void;
}

/** A row for each station: what it makes now, next and after, what blocks, and how it differs from the plan. */
export function StationsCard({ dispatch, onGive, onChange }: StationsProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [part, setPart] = useState("");
  const { inForce, stations } = dispatch;
  const offered = stations.flatMap(({ machine, next }) =>
    next.slice(0, 2).flatMap((job) => (job.blocks.length === 0 ? [{ machine, job }] : [])),
  );
  // What was given or is blocked meanwhile is not chosen any more.
  const selected = offered.filter(({ machine, job }) => chosen.has(keyOf({ ...job, machine })));
  const shown = stations.filter(({ machine }) => machine.toLowerCase().includes(part.trim().toLowerCase()));
  const choose = (key: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(key);
    else next.delete(key);
    setChosen(next);
  };
  const chooseFree = () =>
    setChosen(
      new Set(
        offered.filter(({ job }) => job.waits.length === 0).map(({ machine, job }) => keyOf({ ...job, machine })),
      ),
    );
  return (
    <section class="card" aria-label={t("jobs.stations")}>
      <div class="card-head">
        <h2>{t("jobs.stations")}</h2>
        <input
          type="search"
          class="jobs-part"
          value={part}
          aria-label={t("jobs.filter")}
          placeholder={t("jobs.filter")}
          onInput={(event) => setPart(event.currentTarget.value)}
        />
        <span class="jobs-acts">
          <span role="status">{t("jobs.selected", { count: selected.length })}</span>
          <button type="button" class="button small" onClick={chooseFree}>
            {t("jobs.select-next")}
          </button>
          <button
            type="button"
            class="button small"
            disabled={selected.length === 0}
            onClick={() => setChosen(new Set())}
          >
            {t("jobs.clear")}
          </button>
          <ActButton
            asks="dispatch"
            class="button small primary"
            disabled={selected.length === 0 || inForce === null}
            onAct={() => inForce !== null && onGive({ schedule: inForce.uid, jobs: selected })}
          >
            {t("jobs.give")}
          </ActButton>
        </span>
      </div>
      <table class="jobs-table">
        <thead>
          <tr>
            <th>{t("jobs.station")}</th>
            <th>{t("jobs.now")}</th>
            <th>{t("jobs.next")}</th>
            <th>{t("jobs.after")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((station) => (
            <StationRow
              key={station.machine}
              station={station}
              isRecorded={dispatch.recordTo !== null}
              chosen={chosen}
              onChoose={choose}
              onChange={onChange}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly station: StationJobs;
  /** The record of pieces is known, so that a station without a piece had none. */
  readonly isRecorded: boolean;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (key: string, isOn: boolean) => void;
  readonly onChange: () => void;
}

function StationRow({ station, isRecorded, chosen, onChoose, onChange }: RowProps) {
  const { machine, next, more } = station;
  const cell = (job: NextJob | undefined, label: string) => (
    <td data-label={label}>
      {job === undefined ? (
        <span class="job-nothing">{t("jobs.nothing")}</span>
      ) : (
        <JobCell
          station={station}
          job={job}
          isChosen={chosen.has(keyOf({ ...job, machine }))}
          onChoose={(isOn) => onChoose(keyOf({ ...job, machine }), isOn)}
          onChange={onChange}
        />
      )}
      {label === t("jobs.after") && next.length + more > 2 ? (
        <p class="job-small">{t("jobs.more", { count: formatNumber(next.length + more - 2, 0) })}</p>
      ) : null}
    </td>
  );
  return (
    <tr>
      <th scope="row">
        <strong class="job-station">{machine}</strong>
        <Control station={station} />
      </th>
      <td data-label={t("jobs.now")}>
        <Now station={station} isRecorded={isRecorded} />
      </td>
      {cell(next[0], t("jobs.next"))}
      {cell(next[1], t("jobs.after"))}
    </tr>
  );
}

/** Whether it takes jobs, and of when that is known. */
function Control({ station: { control, why, readAt } }: { station: StationJobs }) {
  return (
    <>
      <ControlMark control={control} />
      {readAt === null ? null : (
        <p class="job-small">{t("jobs.read-age", { age: formatAge(liveNowMs() - Date.parse(readAt)) })}</p>
      )}
      {why === null ? null : <p class="job-small">{local(why)}</p>}
    </>
  );
}

/** By the record of pieces, and its list. */
function Now({ station, isRecorded }: Pick<RowProps, "station" | "isRecorded">) {
  const { makes, jobs, most, readAt, differences } = station;
  const count = formatNumber(jobs.length, 0);
  return (
    <>
      {makes === null ? (
        <span class="job-nothing">{t(isRecorded ? "jobs.not-seen" : "jobs.not-known")}</span>
      ) : (
        <>
          <span>{t(makes.isUnderWay ? "jobs.makes" : "jobs.made", { variant: makes.variant })}</span>
          <p class="job-small">{makes.order}</p>
        </>
      )}
      {readAt === null ? null : (
        <p class="job-small">
          {most === null
            ? t("jobs.lists-some", { count: jobs.length })
            : t("jobs.lists", { count, most: formatNumber(most, 0) })}
        </p>
      )}
      {differences.length === 0 ? null : (
        <div class="job-differs">
          <strong>≠ {t("jobs.differs")}</strong>
          <ul>
            {differences.map(({ text }) => (
              <li key={text.en}>{local(text)}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

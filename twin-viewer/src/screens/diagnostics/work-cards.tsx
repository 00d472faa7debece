import { formatNumber } from "../../data/format.ts";
import type { HealthAnswer } from "../../data/health-api.ts";
import { CATALOGUE, type TextKey } from "../../i18n/catalogue.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { useHealth } from "./health.ts";
import { PartHead } from "./part-cards.tsx";

/**
 * Followers of the commit log, such as the production books: state and backlog.
 */
export function FollowerCard() {
  const health = useHealth();
  if (health === null || health.followers.length === 0) return null;
  const shown = new Set(health.followers.map(({ reason }) => reason));
  return (
    <section class="card" aria-label={t("diagnostics.followers")}>
      <div class="card-head">
        <h2>{t("diagnostics.followers")}</h2>
        <span class="card-note">
          {health.impaired.length === 0 ? "" : t("diagnostics.impaired", { count: health.impaired.length })}
        </span>
      </div>
      {health.impaired
        .filter((reason) => !shown.has(reason))
        .map((reason) => (
          <p key={reason} class="part-reason">
            {reasonInWords(reason)}
          </p>
        ))}
      {health.followers.map((follower) => (
        <div key={follower.name} class="part">
          <PartHead part={follower} name={followerName(follower.name)} />
          <span class="part-figures">{figuresOf(follower)}</span>
          {follower.note === null ? null : <span class="part-reason">{reasonInWords(follower.note)}</span>}
        </div>
      ))}
    </section>
  );
}

function figuresOf({ taken, backlogItems, setAside, missed }: HealthAnswer["followers"][number]): string {
  return [
    t("diagnostics.taken", { count: formatNumber(taken, 0) }),
    t("diagnostics.backlog", { count: formatNumber(backlogItems, 0) }),
    setAside === 0 ? "" : t("diagnostics.set-aside", { count: formatNumber(setAside, 0) }),
    missed === 0 ? "" : t("diagnostics.missed", { count: formatNumber(missed, 0) }),
  ]
    .filter((figure) => figure !== "")
    .join(" · ");
}

/** Periodic jobs of the edge. Failing ones are visible; the rest unfolds. */
export function JobCard() {
  const health = useHealth();
  if (health === null || health.jobs.length === 0) return null;
  const failing = health.jobs.filter(({ state }) => state !== "running");
  const running = health.jobs.filter(({ state }) => state === "running");
  return (
    <section class="card" aria-label={t("diagnostics.jobs")}>
      <div class="card-head">
        <h2>{t("diagnostics.jobs")}</h2>
        <span class="card-note">{failing.length === 0 ? "" : t("diagnostics.failing", { count: failing.length })}</span>
      </div>
      <Jobs jobs={failing} />
      <details>
        <summary>{t("diagnostics.jobs-running", { count: running.length })}</summary>
        <Jobs jobs={running} />
      </details>
    </section>
  );
}

function Jobs({ jobs }: { jobs: HealthAnswer["jobs"] }) {
  return (
    <>
      {jobs.map((job, i) => (
        <div key={`${job.name} ${i}`} class="part">
          <PartHead part={job} name={jobName(job.name)} />
          {job.failures === 0 ? null : (
            <span class="part-figures">{t("diagnostics.failures", { count: formatNumber(job.failures, 0) })}</span>
          )}
        </div>
      ))}
    </>
  );
}

/** Names of the edge's parts; an unknown name is shown unchanged. */
const jobName = (name: string): string => known(`job.${name.replaceAll(" ", "-")}`, name);
const followerName = (name: string): string => known(`follower.${name}`, name);

function known(key: string, name: string): string {
  return Object.hasOwn(CATALOGUE, key) ? t(key as TextKey) : name;
}

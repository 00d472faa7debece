/** Figures of the running parts, read when Prometheus scrapes. */
import type { UplinkFigures } from "../../contracts/fleet/uplink-figures.ts";
import type { FollowerHealth } from "../../contracts/path/follower.ts";
import type { LossAuditCounts } from "../../contracts/path/loss-audit.ts";
import type { BoxGate, StandbyView } from "../../contracts/path/write-gate.ts";
import type { QuestionCounts } from "../../historian/follow/follower-questions.ts";
import type { openLog } from "../../historian/log/commit-log.ts";
import type { Counters } from "../../observe/counters.ts";
import type { Jobs } from "../../observe/jobs.ts";
import type { StrainReading } from "../../observe/strain.ts";
import type { startSinks, startSources } from "../run-parts.ts";

interface MeasuredUplink {
  readonly figures: UplinkFigures | undefined;
}

interface MeasuredParts {
  sources: ReturnType<typeof startSources>;
  sinks: Awaited<ReturnType<typeof startSinks>>;
  commitLog: Awaited<ReturnType<typeof openLog>>;
  flow: { readonly failedDetectors: number };
  book: { readonly refused: number };
  journal: { readonly state: { readonly bytes: number } };
  jobs: Pick<Jobs, "health">;
  followers: () => readonly FollowerHealth[];
  questions: () => readonly QuestionCounts[];
  audit: { readonly counts: LossAuditCounts };
  strain: { readonly reading: StrainReading };
  uplink?: MeasuredUplink;
  standby?: MeasuredBox | undefined;
}

type MeasuredBox = Pick<BoxGate, "box" | "term" | "view">;

/** Names the counters and gauges of sources, sinks, followers, commit log, detectors and alert book. */
export function observeParts(counters: Counters, parts: MeasuredParts): void {
  const { sources, sinks, commitLog, flow, book, journal, jobs } = parts;
  observeFollowers(counters, parts.followers);
  observeQuestions(counters, parts.questions);
  observeAudit(counters, parts.audit);
  observeStrain(counters, parts.strain);
  observeUplink(counters, parts.uplink);
  observeStandby(counters, parts.standby);
  observeSources(counters, sources);
  for (const { name } of sinks.health()) {
    const of = (read: (health: ReturnType<typeof sinks.health>[number]) => number) => () =>
      read(sinks.health().find((one) => one.name === name) as never);
    const labels = { sink: name };
    counters.observe(
      "gauge",
      of((health) => health.backlogSamples),
      { name: "gemba_sink_backlog_samples", help: "Committed samples the sink has not taken yet.", labels },
    );
    counters.observe(
      "counter",
      of((health) => health.rejected),
      { name: "gemba_sink_samples_rejected_total", help: "Samples in the dead-letter file.", labels },
    );
  }
  const log = (read: (figures: typeof commitLog.counters) => number) => () => read(commitLog.counters);
  counters.observe(
    "counter",
    log((figures) => figures.committedItems),
    { name: "gemba_log_committed_total", help: "Samples, events and waveforms on disk." },
  );
  counters.observe(
    "counter",
    log((figures) => figures.dropped),
    { name: "gemba_log_dropped_total", help: "Items that never reached the disk; declared as gaps." },
  );
  counters.observe(
    "gauge",
    log((figures) => figures.diskBytes),
    { name: "gemba_log_disk_bytes", help: "Size of the commit log." },
  );
  counters.observe("counter", () => flow.failedDetectors, {
    name: "gemba_detectors_failed_total",
    help: "Detectors switched off because they threw.",
  });
  counters.observe("gauge", () => journal.state.bytes, {
    name: "gemba_journal_bytes",
    help: "Size of the audit log.",
  });
  counters.observe("counter", () => book.refused, {
    name: "gemba_alerts_refused_total",
    help: "Findings that found no place in the alert book.",
  });
  counters.observe("gauge", () => jobs.health().filter(({ state }) => state === "degraded").length, {
    name: "gemba_jobs_failing",
    help: "Jobs whose newest run failed; health names them.",
  });
}

/** Figures of the loss audit (docs/rules/loss-audit.md). */
export function observeAudit(counters: Counters, audit: { readonly counts: LossAuditCounts }): void {
  const checked = {
    name: "gemba_audit_checked_total",
    help: "Samples that sources counted and that were compared with the commit log.",
  };
  counters.observe("counter", () => audit.counts.checked, checked);
  const missing = {
    name: "gemba_audit_missing_total",
    help: "Samples that sources counted, that are not on disk and that nothing had declared.",
  };
  counters.observe("counter", () => audit.counts.missing, missing);
  const declared = {
    name: "gemba_audit_declared_total",
    help: "Samples that sources counted, that are not on disk and that the log had declared.",
  };
  counters.observe("counter", () => audit.counts.declared, declared);
}

/** Items that each follower of the commit log has taken, set aside and missed (docs/rules/follower.md). */
export function observeFollowers(counters: Counters, followers: () => readonly FollowerHealth[]): void {
  for (const { name } of followers()) {
    const of = (read: (health: FollowerHealth) => number) => () => {
      const health = followers().find((one) => one.name === name);
      return health === undefined ? 0 : read(health);
    };
    const labels = { follower: name };
    const up = of(({ state }) => (state === "running" ? 1 : 0));
    counters.observe("gauge", up, { name: "gemba_follower_up", help: "1 while the follower runs.", labels });
    const backlog = of(({ backlogItems }) => backlogItems);
    const backlogHelp = "Items of the log that the follower has not taken over yet.";
    counters.observe("gauge", backlog, { name: "gemba_follower_backlog_items", help: backlogHelp, labels });
    const setAside = of((health) => health.setAside);
    counters.observe("counter", setAside, {
      name: "gemba_follower_set_aside_total",
      help: "Items in the dead letters.",
      labels,
    });
    const leftOut = of((health) => health.leftOut);
    const leftOutHelp = "Inputs that the follower left out, such as bursts that came faster than one a second.";
    counters.observe("counter", leftOut, { name: "gemba_follower_left_out_total", help: leftOutHelp, labels });
    const missed = of((health) => health.missed);
    const missedHelp = "Items that left the log before the follower came to them.";
    counters.observe("counter", missed, { name: "gemba_follower_missed_total", help: missedHelp, labels });
    const overMemory = of((health) => health.overMemory);
    const memoryHelp = "Times that the thread of followers was ended for the memory that the follower had taken.";
    counters.observe("counter", overMemory, { name: "gemba_follower_over_memory_total", help: memoryHelp, labels });
  }
}

/** Questions to each follower (rule FO13). */
export function observeQuestions(counters: Counters, questions: () => readonly QuestionCounts[]): void {
  for (const [at, { name }] of questions().entries())
    for (const outcome of ["answered", "failed", "refused"] as const)
      counters.observe("counter", () => questions()[at]?.[outcome] ?? 0, {
        name: "gemba_follower_questions_total",
        help: "Questions to the follower: answered, failed, refused before they were sent.",
        labels: { follower: name, outcome },
      });
}

function observeSources(counters: Counters, sources: MeasuredParts["sources"]): void {
  for (const { name } of sources.health()) {
    const of = (read: (health: ReturnType<typeof sources.health>[number]) => number) => () =>
      read(
        sources.health().find((one) => one.name === name) ?? ({ received: 0, dropped: 0, state: "stopped" } as never),
      );
    const labels = { source: name };
    counters.observe(
      "counter",
      of((health) => health.received),
      { name: "gemba_source_samples_received_total", help: "Samples counted at the decoder.", labels },
    );
    counters.observe(
      "counter",
      of((health) => health.dropped),
      { name: "gemba_source_samples_dropped_total", help: "Samples the source could not hand over.", labels },
    );
    counters.observe(
      "gauge",
      of((health) => (health.state === "running" ? 1 : 0)),
      { name: "gemba_source_up", help: "1 while the source runs.", labels },
    );
  }
}

/** How the uplink to a hub stands; nothing where there is none. */
export function observeUplink(counters: Counters, uplink: MeasuredUplink | undefined): void {
  if (uplink === undefined) return;
  const measures: readonly [name: string, key: keyof UplinkFigures, help: string][] = [
    ["position", "position", "The hub has everything before it on its disk."],
    ["behind_items", "behind", "Committed items that the hub has not."],
    ["sent_bytes_total", "bytesSent", "Bytes sent to the hub, with 200 for the names around each message."],
    ["in_flight_bytes", "inFlightBytes", "On its way to the hub's disk."],
    ["budget_bytes", "budgetBytes", "What may be sent now by megabytesPerHour; below 0 history waits."],
    ["attempts_total", "attempts", "How often what was on its way was sent again."],
    ["files_left_out", "filesLeftOut", "Files of the site that have no room at the hub, or are not there."],
    ["given_up_items_total", "givenUp", "Items that the hub could not read, and that count there as lost."],
  ];
  for (const [name, key, help] of measures) {
    const kind = name.endsWith("_total") ? "counter" : "gauge";
    counters.observe(kind, () => uplink.figures?.[key] ?? 0, { name: `gemba_uplink_${name}`, help });
  }
}

/** The box that writes and how far the other one is behind (rule SB31); nothing where there is no other one. */
export function observeStandby(counters: Counters, gate: MeasuredBox | undefined): void {
  if (gate === undefined) return;
  const writer = { name: "gemba_standby_term", help: "Term of the box that writes.", labels: { box: gate.box } };
  counters.observe("gauge", () => gate.term, writer);
  const measures: readonly [name: string, help: string, read: (view: StandbyView) => number][] = [
    ["connected", "1 while commits reach the other box.", ({ isAlone }) => (isAlone ? 0 : 1)],
    ["alone_seconds", "For how long they have not.", ({ isAlone, aloneMs }) => (isAlone ? aloneMs / 1_000 : 0)],
    [
      "behind_bytes",
      "Committed bytes that the other box has not; NaN while it is not connected.",
      ({ behindBytes }) => behindBytes ?? Number.NaN,
    ],
    ["behind_seconds", "Age of the oldest of them.", ({ behindMs }) => behindMs / 1_000],
    ["witness_connected", "1 while the witness answers.", ({ isWitnessed }) => (isWitnessed ? 1 : 0)],
  ];
  for (const [name, help, read] of measures) {
    const of = () => {
      const view = gate.view();
      return view === undefined ? Number.NaN : read(view);
    };
    counters.observe("gauge", of, { name: `gemba_standby_${name}`, help });
  }
}

/** Lag of the edge, by measure (rule A88). */
function observeStrain(counters: Counters, strain: { readonly reading: StrainReading }): void {
  const measures: Readonly<Record<string, (reading: StrainReading) => number>> = {
    loop: ({ loopLagMs }) => loopLagMs / 1000,
    samples: ({ sampleWaitMs }) => sampleWaitMs / 1000,
    disk: ({ diskWaitMs }) => diskWaitMs / 1000,
    followers: ({ followerLagS }) => followerLagS,
  };
  const help =
    "How far the edge is behind, as measured last: its event loop, samples that wait for the flow, data that waits " +
    "for the disk, followers.";
  for (const [measure, read] of Object.entries(measures)) {
    counters.observe("gauge", () => read(strain.reading), { name: "gemba_strain_seconds", help, labels: { measure } });
  }
  const busy = {
    name: "gemba_busy_share",
    help: "Share of the last second for which sources had to wait for the edge; 0 while they catch up.",
  };
  counters.observe("gauge", () => strain.reading.busyShare, busy);
}

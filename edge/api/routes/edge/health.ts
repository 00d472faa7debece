import { causeOf } from "../../../contracts/alerts/causes.ts";
import type { SiteLink } from "../../../contracts/fleet/site.ts";
import type { EdgeHealth as Health, StandbyHealth } from "../../../contracts/path/health.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Counters } from "../../../observe/counters.ts";
import type { Api } from "../../http/api.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery, orNull, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";

const State = Type.String({
  description: "`starting`, `running`, `degraded` (working on it), `failed` (needs a person) or `stopped`.",
});
const Reason = Type.Union([Type.String(), Type.Null()], {
  description: "Why the part is not running; null while it is.",
});

const Cause = Type.Union(
  [closed({ code: Type.String(), params: Type.Record(Type.String(), Type.String()) }), Type.Null()],
  {
    description:
      "The reason as a stable code with its parameters, such as `refused` with `place`, for programs and for " +
      "texts in other languages.",
  },
);

const SourceHealth = closed({
  name: Type.String(),
  kind: Type.String(),
  state: State,
  since: MaybeTime,
  reason: Reason,
  cause: Cause,
  samplesPerSecond: Type.Number({ description: "Smoothed over a few seconds." }),
  received: Type.Integer({ description: "Samples counted at the decoder since the edge started." }),
  dropped: Type.Integer({ description: "Samples that were lost for a declared reason." }),
  counts: Type.Record(Type.String(), Type.Integer(), {
    description: "Other counts of this kind of source, such as `refused`, `repeated` and `drifted` messages.",
  }),
  lastDrift: Type.Union([Type.String(), Type.Null()], {
    description: "The newest deviation of the payloads from the config; null when there was none.",
  }),
  limits: Type.Record(Type.String(), Type.String(), {
    description:
      "Optional services that the other side refuses: `items`, `subscriptions`, `events`, " +
      "`model`, `transfer`, `history`.",
  }),
  clock: Type.Union(
    [closed({ offsetUs: Type.Number(), uncertaintyUs: Type.Number(), kind: Type.String() }), Type.Null()],
    {
      description:
        "The source's clock minus the edge's, with half the width of the interval that holds the true offset; " +
        "null while unknown.",
    },
  ),
});

const SinkHealth = closed({
  name: Type.String(),
  kind: Type.String(),
  state: State,
  since: MaybeTime,
  reason: Reason,
  cause: Cause,
  written: Type.Integer(),
  rejected: Type.Integer({ description: "Samples that the server refused for good." }),
  backlogSamples: Type.Integer({ description: "Samples that wait for this sink in the commit log." }),
});

const JobHealth = closed({
  name: Type.String(),
  state: State,
  since: MaybeTime,
  reason: Reason,
  cause: Cause,
  failures: Type.Integer({ description: "Runs that failed since the edge started." }),
});

const FollowerHealth = closed({
  name: Type.String(),
  state: State,
  since: MaybeTime,
  reason: Reason,
  cause: Cause,
  note: Type.Union([Type.String(), Type.Null()], { description: "A remark on the opening of its file." }),
  backlogItems: Type.Integer({ description: "Items of the commit log that the follower has not read yet." }),
  taken: Type.Integer({ description: "Items handed over since the edge started." }),
  leftOut: Type.Integer({
    description: "Inputs of these that the follower left out, such as bursts that came faster than one a second.",
  }),
  setAside: Type.Integer({ description: "Items in the dead letter file. The follower failed at each of them twice." }),
  retries: Type.Integer(),
  missed: Type.Integer({ description: "Items that left the log before the follower read them." }),
  overMemory: Type.Integer({
    description: "Times that the thread was ended because the follower used too much memory.",
  }),
});

const LossAudit = closed(
  {
    checked: Type.Integer({
      description:
        "Samples and waveforms that sources counted at their decoders and that were compared with the commit log.",
    }),
    missing: Type.Integer({
      description:
        "Samples of these that were neither on disk nor in a declared gap when the audit found them: a defect " +
        "of the edge.",
    }),
    declared: Type.Integer({ description: "Samples of these that were not on disk but declared as a gap." }),
  },
  { description: "What sources counted since the edge started, compared with what reached the disk." },
);

const SiteLinkEntry = closed(
  {
    link: closed({
      state: Type.String({ description: "`connected`, `behind`, `away`, `refused` or `never`." }),
      heardAt: MaybeTime,
      behindSeconds: orNull(Type.Number({ description: "How old the newest item of history is." })),
      why: orNull(Text),
    }),
    missing: closed({
      lost: Type.Integer({ description: "Items of the edge's log that the hub never gets." }),
      leftOutWaveforms: Type.Integer({ description: "Waveforms that are at the edge alone." }),
      storedTo: MaybeTime,
    }),
  },
  { description: "At a hub: how the link to the edge stands, and what is missing." },
);

const StandbyEntry = closed(
  {
    box: Type.String({ description: "Name of the box that writes and answers." }),
    term: Type.Integer({ description: "Its lease; rises with each take-over." }),
    other: closed({ name: Type.String(), url: orNull(Type.String({ description: "Address of its viewer." })) }),
    aloneSince: MaybeTime,
    behindBytes: orNull(Type.Integer({ description: "Committed bytes that the other box has not." })),
    behindSeconds: Type.Number({ description: "Age of the oldest of them." }),
    isWitnessed: Type.Boolean({ description: "The witness answers." }),
  },
  { description: "Of a box that is one of two. `aloneSince`: since when commits do not reach the other one." },
);

const EdgeHealth = closed({
  live: Type.Boolean(),
  ready: Type.Boolean(),
  since: MaybeTime,
  impaired: Type.Array(Type.String(), {
    description: "Parts that do not work although the edge is ready, one sentence each.",
  }),
  sources: Type.Array(SourceHealth),
  sinks: Type.Array(SinkHealth),
  followers: Type.Array(FollowerHealth, {
    description: "Parts that follow the commit log and keep files of their own, such as the production books.",
  }),
  jobs: Type.Array(JobHealth, { description: "Work that the edge repeats. `degraded` while its runs fail." }),
  audit: LossAudit,
  standby: Type.Optional(StandbyEntry),
  site: Type.Optional(SiteLinkEntry),
});

interface HealthDeps {
  health(): Health;
  readonly counters: Pick<Counters, "text">;
}

/** `GET /api/v1/health` and `GET /metrics`: for supervisors, load balancers and Prometheus. */
export function healthRoutes(app: Api, deps: HealthDeps): void {
  const schema = {
    tags: ["operation"],
    summary: "Is the edge alive and ready?",
    description:
      "200 when ready, 503 when not, with the same body. A source, sink or follower that is down does not make " +
      "the edge unready: the edge serves the data it has, reports the failure here, and marks stale values in every " +
      "other answer.",
    querystring: NoQuery,
    response: { 200: EdgeHealth, "4xx": Problem, 503: EdgeHealth },
  };
  app.get("/api/v1/health", { schema }, async (_request, reply) => {
    const { live, ready, since, impaired, sources, sinks, followers, jobs, audit, site, standby } = deps.health();
    const body = {
      live,
      ready,
      since: formatMs(since),
      impaired: [...impaired],
      sources: sources.map((one) => ({
        ...one,
        since: formatMs(one.since),
        ...why(one),
        clock: one.clock ?? null,
        lastDrift: one.lastDrift ?? null,
        limits: one.limits ?? {},
      })),
      sinks: sinks.map((one) => ({ ...one, since: formatMs(one.since), ...why(one) })),
      followers: followers.map((one) => ({ ...one, since: formatMs(one.since), ...why(one), note: one.note ?? null })),
      jobs: jobs.map((one) => ({ ...one, since: formatMs(one.since), ...why(one) })),
      audit,
      ...(standby && { standby: standbyEntry(standby) }),
      ...(site === undefined ? {} : { site: siteEntry(site) }),
    };
    return reply.code(ready ? 200 : 503).send(body);
  });

  const metrics = {
    tags: ["operation"],
    summary: "Counters and gauges for Prometheus",
    description: "Text exposition format 0.0.4.",
    querystring: NoQuery,
    produces: ["text/plain"],
    response: { 200: Type.String(), "4xx": Problem, 500: Problem },
  };
  app.get("/metrics", { schema: metrics }, async (_request, reply) =>
    reply
      .type("text/plain; version=0.0.4; charset=utf-8")
      .serializer((text: string) => text)
      .send(deps.counters.text()),
  );
}

function why({ reason }: { readonly reason?: string }) {
  return reason === undefined ? { reason: null, cause: null } : { reason, cause: causeOf(reason) };
}

function formatMs(ms: number): string | null {
  return formatMicros(ms * 1000);
}

function standbyEntry({ aloneSince, ...standby }: StandbyHealth) {
  return { ...standby, aloneSince: aloneSince === null ? null : formatMs(aloneSince) };
}

function siteEntry({ link, missing }: SiteLink) {
  const { heardAt } = link;
  const { storedTo } = missing;
  return {
    link: { ...link, heardAt: heardAt === null ? null : formatMs(heardAt) },
    missing: { ...missing, storedTo: storedTo === null ? null : formatMs(storedTo) },
  };
}

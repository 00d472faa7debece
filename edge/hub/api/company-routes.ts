/** `/api/v1/company/…`: all sites, and the acts of people on their way to them. */
import { createHash } from "node:crypto";
import type { Api } from "../../api/http/api.ts";
import { callerOf } from "../../api/http/principal.ts";
import { Problem } from "../../api/http/problems.ts";
import { closed, MaybeNumber, orNull, Text } from "../../api/http/schemas.ts";
import { formatMicros } from "../../api/http/times.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import type { ActOutbox, KeptAct } from "../company/act-outbox.ts";
import type { Company, CompanySite } from "../company/company.ts";
import type { SiteAccess } from "./rights.ts";

const tags = ["company"];
const Count = Type.Integer({ minimum: 0 });
const MaybeWhen = orNull(Type.String(), "RFC 3339 in UTC; null where it is not known.");
const edgeId = Type.String({ pattern: "^[0-9A-Za-z-]{1,64}$" });

const Summary = closed({
  at: Type.String({ description: "When the edge made it, RFC 3339 by the edge's clock." }),
  machines: orNull(
    closed({ total: Count, producing: Count, standing: Count, stopped: Count, unknown: Count }),
    "Machines by what they do now; null where the edge follows none.",
  ),
  alerts: closed(
    { p1: Count, p2: Count, p3: Count, p4: Count, unacknowledged: Count },
    { description: "Active alarms by ISA-18.2 priority, and all that ask for an acknowledgement." },
  ),
  oee: orNull(
    closed({ value: MaybeNumber, fromMs: Type.Number(), toMs: Type.Number() }),
    "A ratio, of the line that the edge's own strip shows; times in ms UTC.",
  ),
  energy: orNull(
    closed({
      kWhToday: MaybeNumber,
      kW: MaybeNumber,
      quality: Type.Enum(["good", "stale", "estimated"]),
    }),
    "Electricity since the site's midnight, and power now.",
  ),
  goodToday: orNull(Count, "Good pieces at the end of the line since the site's midnight."),
  orders: orNull(closed({ running: Count, late: Count })),
  simulated: Type.Boolean(),
});
const Site = closed({
  edgeId,
  name: Text,
  location: orNull(closed({ latitude: Type.Number(), longitude: Type.Number(), place: Type.Optional(Text) })),
  rights: Type.Enum(["view", "act"]),
  link: closed({
    state: Type.Enum(["connected", "behind", "away", "refused", "never"]),
    heardAt: MaybeWhen,
    behindSeconds: MaybeNumber,
    why: orNull(Text),
  }),
  missing: closed({ lost: Count, leftOutWaveforms: Count, storedTo: MaybeWhen }),
  waitingActs: Count,
  summary: orNull(Summary, "Null until the edge has sent one. Its age counts, not the link's alone."),
});
const SiteList = closed({
  now: Type.String({ description: "The hub's clock, RFC 3339." }),
  name: orNull(Text, "Name of the company, where hub.yaml has one."),
  sites: Type.Array(Site),
});
const Kept = closed({
  eventUid: Type.String(),
  alertUid: Type.String(),
  kind: Type.String(),
  occurrenceUid: orNull(Type.String(), "The occurrence of the alert that the person saw; null where it was not said."),
  comment: orNull(Type.String(), "Words of the person."),
  at: MaybeWhen,
  by: Type.String(),
  state: Type.Enum(["waiting", "done", "refused"]),
  answeredAt: MaybeWhen,
  why: orNull(Text, "Why the plant refused it."),
});

export interface CompanyRouteDeps {
  readonly company: Company;
  readonly acts: Pick<ActOutbox, "listOf">;
  readonly companyName: LocalizedText | undefined;
  readonly siteAccess: Pick<SiteAccess, "rightOf">;
}

export function companyRoutes(app: Api, deps: CompanyRouteDeps): void {
  const schema = {
    tags,
    summary: "All sites, or one",
    description:
      "Every site at which the caller has a right, by name. Sites may have the same name: the id tells them apart. " +
      "With `site` the list has this one alone. " +
      "`etag` covers everything but `now`: with If-None-Match an unchanged list answers 304.",
    querystring: closed({ site: Type.Optional(edgeId) }),
    response: { 200: SiteList, "4xx": Problem },
  };
  app.get("/api/v1/company/sites", { schema }, async (request, reply) => {
    const caller = callerOf(request);
    const sites = deps.company.sites((id) => deps.siteAccess.rightOf(caller, id), request.query.site).map(siteEntry);
    const etag = `"${createHash("sha256").update(JSON.stringify(sites)).digest("base64url").slice(0, 22)}"`;
    void reply.header("etag", etag).header("cache-control", "private, no-cache");
    if (request.headers["if-none-match"] === etag) return reply.code(304).send(undefined as never);
    return { now: new Date().toISOString(), name: deps.companyName ?? null, sites };
  });
  actListRoute(app, deps);
}

function actListRoute(app: Api, { company, acts, siteAccess }: CompanyRouteDeps): void {
  const schema = {
    tags,
    summary: "Acts of people on their way to a site",
    description: "Newest first: those that wait for the plant, and those that it has done or refused, with its reason.",
    querystring: closed({ site: edgeId }),
    response: { 200: closed({ acts: Type.Array(Kept) }), "4xx": Problem },
  };
  app.get("/api/v1/company/acts", { schema }, async (request) => {
    const { site } = request.query;
    // Whoever may not see a site does not learn whether there is one.
    if (siteAccess.rightOf(callerOf(request), site) === "none" || !company.has(site))
      throw new EdgeError("not-found", "The hub has no such site.");
    return { acts: acts.listOf(site).map(actEntry) };
  });
}

function siteEntry({ link, missing, summary, rights, ...site }: CompanySite): Static<typeof Site> {
  return {
    ...site,
    rights: rights === "act" ? "act" : "view",
    link: { ...link, heardAt: when(link.heardAt) },
    missing: { ...missing, storedTo: when(missing.storedTo) },
    summary: summary === null ? null : summaryEntry(summary),
  };
}

/** Name and place stand beside the summary. */
function summaryEntry(summary: NonNullable<CompanySite["summary"]>): Static<typeof Summary> {
  const { name: _name, location: _location, at, ...figures } = summary;
  return { at: new Date(at).toISOString(), ...figures };
}

/** Null also for what is no date: one site must not spoil the list of all. */
function when(ms: number | null): string | null {
  const date = new Date(ms ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function actEntry({ act, outcome }: KeptAct): Static<typeof Kept> {
  return {
    eventUid: act.eventUid,
    alertUid: act.alertUid,
    kind: act.act.kind,
    occurrenceUid: act.act.occurrenceUid ?? null,
    comment: ("comment" in act.act ? act.act.comment : undefined) ?? null,
    at: formatMicros(act.at),
    by: act.by.user,
    state: outcome?.result ?? "waiting",
    answeredAt: outcome === null ? null : formatMicros(outcome.at),
    why: outcome?.why ?? null,
  };
}

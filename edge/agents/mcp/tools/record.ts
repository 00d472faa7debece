/** What is missing in the record, whether the edge is well, and what changed before a moment. */
import { EdgeError } from "../../../contracts/errors.ts";
import { writtenTime } from "../../../contracts/path/written-time.ts";
import { ASSET, count, RANGE, text } from "../arguments.ts";
import { Fields } from "../fields.ts";
import { gapEntries } from "../gaps.ts";
import { said, time, word } from "../said.ts";
import { type AgentTool, without } from "../tool.ts";
import { alertEntry } from "./alerts.ts";
import { spanEntry } from "./production.ts";
import { workEntry } from "./upkeep.ts";

const MOST = 100;
/** Alerts, work, gaps and states. */
const KINDS = 4;
const HOURS = { most: 72, byDefault: 8 };

const missingData: AgentTool = {
  name: "missing_data",
  description:
    "Declared gaps of the record, newest last: which source, since when, why, how many signals or topics. Ask before " +
    "you say nothing happened.",
  arguments: { ...RANGE, limit: count(MOST, 30) },
  async answer({ from, to, limit = 30 }, { ask, links }) {
    const all = (await ask("/api/v1/gaps", { from: from ?? "-24h", to })).all("gaps");
    return {
      data: { total: all.length, gaps: gapEntries(all).slice(-Number(limit)) },
      links: [links.room("diagnostics")],
    };
  },
};

const edgeStatus: AgentTool = {
  name: "edge_status",
  description:
    "Is the edge well: sources with state and rate, sinks, what is impaired and why. And the site's time zone and " +
    'shifts, for "yesterday" and "this shift".',
  arguments: {},
  async answer(_given, { ask, site, inWords, links }) {
    const health = await ask("/api/v1/health");
    const part = (one: Fields) => ({
      name: said(one.text("name")),
      kind: word(one.text("kind")),
      state: word(one.text("state")),
      reason: said(one.text("reason")),
    });
    const data = {
      timeZone: word(site.timeZone),
      shifts: site.shifts.map(({ name, start, end }) => ({ name: inWords(new Fields(name)), start, end })),
      live: health.flag("live"),
      ready: health.flag("ready"),
      impaired: health.list("impaired").map((one) => said(String(one))),
      sources: health
        .all("sources")
        .slice(0, MOST)
        .map((one) => ({
          ...part(one),
          samplesPerSecond: one.number("samplesPerSecond"),
          dropped: one.number("dropped"),
        })),
      sinks: health.all("sinks").slice(0, MOST).map(part),
      followers: health
        .all("followers")
        .filter((one) => one.text("state") !== "running")
        .map(part),
    };
    return { data, links: [links.room("diagnostics")] };
  },
};

const whatChangedBefore: AgentTool = {
  name: "what_changed_before",
  description:
    "What happened before a moment, newest first: alerts, work, gaps in the record, and of one asset its states, " +
    "orders and variants. An order in time is no cause.",
  arguments: {
    at: text("The moment: RFC 3339, or now."),
    asset: ASSET,
    hours: count(HOURS.most, HOURS.byDefault),
    limit: count(MOST, 40),
  },
  required: ["at"],
  async answer({ at, asset: named, hours = HOURS.byDefault, limit = 40 }, context) {
    const { ask, assets, links } = context;
    const asset = assets.named(named);
    const moment = momentOf(String(at), context.nowMs);
    const range = {
      from: new Date(moment - Number(hours) * 3_600_000).toISOString(),
      to: new Date(moment).toISOString(),
    };
    const of = { asset: asset?.assetUid, ...range };
    const [alerts, work, gaps, states] = await Promise.all([
      ask("/api/v1/alerts", { ...of, limit: MOST }),
      ask("/api/v1/work-items", { ...of, state: "all", limit: MOST }),
      ask("/api/v1/gaps", range),
      // Vehicles and meters have alerts and no states.
      asset === undefined ? undefined : ask("/api/v1/states", of).catch(without("not-found")),
    ]);
    const changes = [
      ...alerts.all("alerts").map((one) => ({ at: one.text("raisedAt"), what: "alert", ...alertEntry(one, context) })),
      ...work.all("items").map((one) => ({ at: one.text("reportedAt"), what: "work", ...workEntry(one, context) })),
      ...gapEntries(gaps.all("gaps")).map((one) => ({ at: one.from, what: "gap", ...one })),
      ...(states?.all("states") ?? []).map((one) => ({ at: one.text("from"), what: "state", ...spanEntry(one) })),
    ];
    const shown = cut(changes, Number(limit)).map((one) => ({ ...one, at: time(one.at) }));
    const data = { ...range, total: changes.length, changes: shown };
    const place = { asset, at: at === "now" ? null : range.to };
    return { data, links: [links.room("overview", place), links.room("alerts", place)] };
  },
};

/**
 * The newest that find room, newest first. Each kind is sure of a quarter of it: a link that fails all the time, or a
 * machine that alternates by the minute, hides nothing else (AG14).
 */
function cut<T extends { readonly at: string | null; readonly what: string }>(changes: readonly T[], limit: number) {
  const newestFirst = (a: T, b: T) => Date.parse(b.at ?? "") - Date.parse(a.at ?? "");
  const sorted = changes.toSorted(newestFirst);
  const kinds = Object.values(Object.groupBy(sorted, ({ what }) => what));
  const sure = new Set(kinds.flatMap((ones = []) => ones.slice(0, Math.floor(limit / KINDS))));
  const turn = (one: T) => (sure.has(one) ? 0 : one.what === "state" ? 2 : 1);
  return sorted
    .toSorted((a, b) => turn(a) - turn(b))
    .slice(0, limit)
    .sort(newestFirst);
}

/** Throws EdgeError `bad-request`. */
function momentOf(at: string, nowMs: number): number {
  const us = at === "now" ? nowMs * 1000 : writtenTime(at);
  if (Number.isFinite(us)) return us / 1000;
  throw new EdgeError("bad-request", "at is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, or now");
}

export const recordTools: readonly AgentTool[] = [missingData, edgeStatus, whatChangedBefore];

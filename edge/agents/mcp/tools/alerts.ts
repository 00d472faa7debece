/** What is wrong now, what was, and the evidence. */
import { EdgeError } from "../../../contracts/errors.ts";
import { ASSET, count, oneOf, RANGE, text } from "../arguments.ts";
import type { Fields } from "../fields.ts";
import { rounded, said, time, word } from "../said.ts";
import { type AgentTool, type AssetNames, type ToolContext, without } from "../tool.ts";

const MOST = 100;
/** Alerts and work items that a question reads. */
const MOST_READ = 200;
const MOST_EVIDENCE = 12;

const listAlerts: AgentTool = {
  name: "list_alerts",
  description:
    "Alerts that stand now, most urgent first; with from, all that were raised in that time, newest first. Priority " +
    "1 is the highest. An advisory needs no immediate response. work: the open work item about it.",
  arguments: {
    asset: ASSET,
    only: oneOf(["unowned"], "Neither acknowledged nor in work."),
    ...RANGE,
    limit: count(MOST, 30),
  },
  async answer({ asset: named, only, from, to, limit = 30 }, { ask, assets, inWords, links }) {
    const asset = assets.named(named);
    const [found, work] = await Promise.all([
      ask("/api/v1/alerts", { asset: asset?.assetUid, from, to, limit: MOST_READ }),
      ask("/api/v1/work-items", { asset: asset?.assetUid, state: "open", limit: MOST_READ }).catch(
        without("unavailable"),
      ),
    ]);
    const itemOf = new Map((work?.all("items") ?? []).map((item) => [item.text("cause"), item.text("itemUid")]));
    const raised = found.all("alerts");
    // The API has the newest first.
    const ranked =
      from === undefined
        ? [...raised].sort((a, b) => (a.number("priority") ?? 9) - (b.number("priority") ?? 9))
        : raised;
    const entries = ranked.map((alert) => ({
      ...alertEntry(alert, { assets, inWords }),
      work: word(itemOf.get(alert.text("alertUid")) ?? null),
    }));
    const isUnowned = (one: (typeof entries)[number]) => one.acknowledgedAt === null && one.work === null;
    const all = only === undefined ? entries : entries.filter(isUnowned);
    const alerts = all.slice(0, Number(limit));
    return {
      data: { found: all.length, isCut: raised.length === MOST_READ, isWorkKnown: work !== undefined, alerts },
      links: [links.room("alerts", { asset })],
    };
  },
};

const alertEvidence: AgentTool = {
  name: "alert_evidence",
  description:
    "One alert in full: values when raised, at worst and now, evidence with usual range and probability, hypotheses, " +
    "health, remaining life with its interval, consequence and advised response, alerts that follow from it.",
  arguments: {
    alert: text("alertUid from list_alerts."),
    from: text("When it is closed: a time before it was raised."),
  },
  required: ["alert"],
  async answer({ alert: uid, from }, { ask, assets, inWords, links }) {
    const found = await ask("/api/v1/alerts", { from, limit: 2000 });
    const alert = found.all("alerts").find((one) => one.text("alertUid") === uid);
    if (alert === undefined)
      throw new EdgeError("not-found", "no alert with this uid stands; give from to look among closed ones");
    const response = alert.sub("response");
    const values = alert.sub("values");
    const data = {
      ...alertEntry(alert, { assets, inWords }),
      values: values && {
        tag: said(values.text("tagUid")),
        raised: rounded(values.number("raised")),
        worst: rounded(values.number("peak")),
        worstAt: time(values.text("peakAt")),
        now: rounded(values.number("now")),
        nowAt: time(values.text("nowAt")),
      },
      evidence: alert
        .all("evidence")
        .slice(0, MOST_EVIDENCE)
        .map((one) => evidenceEntry(one, inWords)),
      response: response && {
        action: inWords(response.sub("action")),
        consequence: inWords(response.sub("consequence")),
        withinSeconds: response.number("withinS"),
      },
      followedBy: alert
        .all("members")
        .slice(0, 20)
        .map((one) => ({
          asset: assets.labelOf(one.text("assetUid")),
          rule: said(one.text("rule")),
          since: time(one.text("since")),
        })),
      followedByCount: alert.number("memberCount"),
    };
    const asset = assets.all.find(({ assetUid }) => assetUid === alert.text("assetUid"));
    return {
      data,
      links: [links.room("alerts", { asset, at: time(alert.text("raisedAt")) }), links.room("asset", { asset })],
    };
  },
};

const alarmFigures: AgentTool = {
  name: "alarm_figures",
  description:
    "How the alarm system performs (ISA-18.2): rate per operator, floods, chattering, standing, top ten. And what " +
    "people found of alerts in that time. Default the last eight hours.",
  arguments: RANGE,
  async answer({ from, to }, { ask, assets, links }) {
    const range = { from: from ?? "-8h", to };
    const [figures, upkeep] = await Promise.all([
      ask("/api/v1/alerts/figures", range),
      // It refuses a time in which more assets had work than it computes figures of.
      ask("/api/v1/maintenance-figures", range).catch(without("unavailable", "bad-request")),
    ]);
    const verdicts = upkeep?.sub("plant")?.sub("verdicts");
    const counted = (name: string) =>
      figures
        .all(name)
        .slice(0, 10)
        .map((one) => ({
          asset: assets.labelOf(one.text("assetUid")),
          rule: said(one.text("rule")),
          count: one.number("count"),
        }));
    const data = {
      from: time(figures.text("from")),
      to: time(figures.text("to")),
      total: figures.number("total"),
      perTenMinutesAndOperator: rounded(figures.number("perTenMinutes")),
      mostInTenMinutes: figures.number("most"),
      isFloodNow: figures.flag("isFlood"),
      floodShare: rounded(figures.number("floodShare")),
      floods: figures.list("floods").length,
      chattering: counted("chattering"),
      topTen: counted("topTen"),
      standingOverADay: figures.list("standing").length,
      verdicts: {
        right: verdicts?.number("right") ?? null,
        wrong: verdicts?.number("wrong") ?? null,
        notUseful: verdicts?.number("notUseful") ?? null,
      },
    };
    return { data, links: [links.room("alerts")] };
  },
};

/** The parts of an alert that a list shows. The people who handled it have no name here. */
export function alertEntry(
  alert: Fields,
  { assets, inWords }: { assets: AssetNames; inWords: ToolContext["inWords"] },
) {
  const rul = alert.sub("rul");
  return {
    alertUid: word(alert.text("alertUid")),
    asset: assets.labelOf(alert.text("assetUid")),
    component: said(alert.text("component")),
    kind: word(alert.text("kind")),
    annunciation: word(alert.text("annunciation")),
    priority: alert.number("priority"),
    state: word(alert.text("state")),
    message: inWords(alert.sub("message")),
    raisedAt: time(alert.text("raisedAt")),
    clearedAt: time(alert.text("clearedAt")),
    acknowledgedAt: time(alert.sub("acknowledged")?.text("at") ?? null),
    shelvedUntil: time(alert.sub("shelf")?.text("until") ?? null),
    hypotheses: alert
      .all("hypotheses")
      .slice(0, 3)
      .map((one) => ({ kind: word(one.text("kind")), p: one.number("p") })),
    health: rounded(alert.number("health"), 3),
    remainingLife: rul && remainingLifeEntry(rul),
    causedBy: word(alert.text("causedBy")),
  };
}

/** Forecast, with its 80 and 90 % intervals. */
export function remainingLifeEntry(rul: Fields) {
  const hours = (name: string) => {
    const seconds = rul.number(name);
    return seconds === null ? null : rounded(seconds / 3600, 3);
  };
  return {
    isForecast: true,
    at: time(rul.text("at")),
    hours: { p05: hours("p05"), p10: hours("p10"), p50: hours("p50"), p90: hours("p90"), p95: hours("p95") },
    model: word(rul.text("model")),
  };
}

/** A piece of evidence, without what it does not have. */
export function evidenceEntry(one: Fields, inWords: ToolContext["inWords"]) {
  const statistic = one.sub("statistic");
  const usual = one.sub("usual");
  return {
    tag: said(one.text("tagUid")),
    why: inWords(one.sub("why")),
    statistic: statistic && inWords(statistic.sub("name")),
    value: rounded(statistic?.number("value") ?? one.number("value")),
    usual: usual && [rounded(usual.number("low")), rounded(usual.number("high"))],
    limit: rounded(one.number("limit")),
    tailProbability: rounded(one.number("tailProbability"), 2),
    share: rounded(one.number("contribution"), 2),
    since: time(one.text("since")),
    regime: inWords(one.sub("regime")),
  };
}

export const alertTools: readonly AgentTool[] = [listAlerts, alertEvidence, alarmFigures];

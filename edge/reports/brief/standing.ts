/** Lines about what stands now: alarms, worn components, late orders, overdue upkeep. */
import { listAlerts } from "../../api/services/alerts/lists.ts";
import { componentHealthIn } from "../../api/services/health/component-health.ts";
import { ordersAt } from "../../api/services/production/material.ts";
import { whatIsDue } from "../../api/services/work/due-list.ts";
import type { AlertView } from "../../contracts/alerts/alert.ts";
import type { ComponentCondition } from "../../contracts/health/component-condition.ts";
import { type Asked, ifThere } from "../asked.ts";
import { inArea } from "../sections/machines.ts";
import type { BriefLine } from "./line.ts";

const MOST_DUE = 20;
/** An alarm of a higher priority is worth a line of its own. */
const LEAST_PRIORITY = 2;
/** Alarms about wear that the health of components explains in its own line. */
const OF_HEALTH = "prediction";

/** Alarms that stand: every one about safety, else those of priority 1 and 2. */
export function alarmLines(asked: Asked): BriefLine[] {
  const { parts, caller, words } = asked;
  const { alerts } = listAlerts(parts, caller, {});
  return alerts
    .filter(({ annunciation, clearedAt }) => annunciation === "alarm" && clearedAt === undefined)
    .filter(({ kind, priority }) => kind === "safety" || (kind !== OF_HEALTH && priority <= LEAST_PRIORITY))
    .filter(({ causedBy }) => causedBy === undefined)
    .filter(inArea(asked))
    .map((alert) => ({
      urgency: alert.kind === "safety" ? "danger" : "alarm",
      weight: alert.severity,
      assetUid: alert.assetUid,
      what: words.local(alert.message),
      why: words.say("brief.stands", { time: words.moment(alert.raisedAt), why: whyOf(asked, alert) }),
      look: alert.response === undefined ? "" : words.local(alert.response.action),
      ...words.linkTo("alerts", parts.now(), words.labelOf(alert.assetUid)),
    }));
}

function whyOf({ words }: Asked, { evidence }: AlertView): string {
  const first = evidence[0];
  return first === undefined ? "" : words.local(first.why);
}

/** Components about which a finding stands, those with the shortest remaining life first. */
export async function wearLines(asked: Asked): Promise<BriefLine[]> {
  const { parts, caller, words } = asked;
  const all = await ifThere(asked, words.say("head.no-health"), () => componentHealthIn(parts, caller, undefined));
  return (all ?? [])
    .filter(({ stage }) => stage === "act")
    .filter(inArea(asked))
    .map((one) => ({
      urgency: "wear",
      weight: one.rul === null ? (one.severity ?? 0) / 1e6 : 1 / (1 + one.rul.p50 / 3600),
      assetUid: one.assetUid,
      what: words.say("brief.wear", { component: words.local(one.name), kinds: kindsOf(asked, one) }),
      why: lifeOf(asked, one),
      look: one.hypotheses[0] === undefined ? "" : words.local(one.hypotheses[0].advice),
      ...words.linkTo("maintenance", parts.now(), words.labelOf(one.assetUid)),
    }));
}

function kindsOf({ words }: Asked, { hypotheses }: ComponentCondition): string {
  const likely = hypotheses.slice(0, 2).map(({ name, p }) => `${words.local(name)} ${words.number(100 * p, 0)} %`);
  return words.list(likely);
}

function lifeOf({ words }: Asked, { rul, evidence, since }: ComponentCondition): string {
  const odds = words.say("brief.odds", { odds: words.number(10 ** Math.min(evidence, 6), 0) });
  const begun = since === null ? odds : words.say("brief.since", { time: words.moment(since), why: odds });
  if (rul === null) return begun;
  const hours = { low: words.duration(rul.p10), mid: words.duration(rul.p50), high: words.duration(rul.p90) };
  return `${words.say("brief.life", hours)} ${begun}`;
}

/** Open orders whose forecast finish is after their due time. */
export async function lateLines(asked: Asked): Promise<BriefLine[]> {
  const { parts, caller, words, span } = asked;
  const answer = await ifThere(asked, words.say("head.no-pieces"), () =>
    ordersAt(parts, caller, { at: undefined, ended: span }),
  );
  return (answer?.orders ?? []).flatMap(({ order, variant, due, endedAt, forecast, counted, quantity }) => {
    const { finish } = forecast;
    if (endedAt !== null || due === null || finish === null || finish <= due) return [];
    const parts_ = { order, late: words.duration((finish - due) / 1e6) };
    const why = words.say("brief.order-why", {
      ...{ finish: words.moment(finish), due: words.moment(due), variant, good: words.count(counted.good) },
      quantity: quantity === null ? "?" : words.count(quantity),
    });
    const line: BriefLine = {
      urgency: "late",
      weight: (finish - due) / 3_600e6,
      what: words.say("brief.order", parts_),
      why,
      look: "",
      ...words.linkTo("material", parts.now()),
    };
    return [line];
  });
}

/** Upkeep that is overdue. */
export async function dueLines(asked: Asked): Promise<BriefLine[]> {
  const { parts, caller, words } = asked;
  const page = await ifThere(asked, words.say("head.no-plans"), () => whatIsDue(parts, caller, { limit: MOST_DUE }));
  return (page?.entries ?? [])
    .filter(({ state, source }) => state === "overdue" && source === "plan")
    .filter(inArea(asked))
    .map(({ assetUid, title, due }) => ({
      urgency: "watch",
      weight: due.at === null ? 0 : (parts.now() - due.at) / 86_400e6,
      assetUid,
      what: words.say("brief.overdue", { title: words.local(title) }),
      why: due.at === null ? "" : words.say("brief.due-since", { time: words.moment(due.at) }),
      look: "",
      ...words.linkTo("maintenance", parts.now(), words.labelOf(assetUid)),
    }));
}

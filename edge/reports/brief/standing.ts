/** Lines about what stands now: alarms, worn components, late orders, overdue upkeep. */
import { listAlerts } from "../../api/services/alerts/lists.ts";
import { componentHealthIn } from "../../api/services/health/component-health.ts";
import { ordersAt } from "../../api/services/production/material.ts";
import { whatIsDue } from "../../api/services/work/due-list.ts";
import type { AlertView } from "../../contracts/alerts/alert.ts";
import type { ComponentCondition } from "../../contracts/health/component-condition.ts";
import type { Basis } from "../../contracts/records/recommendation.ts";
import { type Asked, ifThere } from "../asked.ts";
import { inArea } from "../sections/machines.ts";
import type { Words } from "../words.ts";
import type { BriefLine } from "./line.ts";

const DAY_US = 86_400e6;
const WEEK_US = 7 * DAY_US;
const MOST_DUE = 20;
const MOST_EVIDENCE = 5;
/** Records that one line rests on. */
const MOST_BASIS = 20;
/** An alarm of a higher priority is worth a line of its own. */
const LEAST_PRIORITY = 2;
/** Alarms about wear that the health of components explains in its own line. */
const OF_HEALTH = "prediction";

/**
 * Alarms that stand: every one about safety, else those of priority 1 and 2. Those about safety that are over stay
 * until somebody has acknowledged them, several of them as one line.
 */
export function alarmLines(asked: Asked): BriefLine[] {
  const { parts, caller } = asked;
  const { alerts } = listAlerts(parts, caller, {});
  const counted = alerts
    .filter(({ annunciation }) => annunciation === "alarm")
    .filter(({ kind, clearedAt, acknowledged }) => clearedAt === undefined || (kind === "safety" && !acknowledged))
    .filter(({ kind, priority }) => kind === "safety" || (kind !== OF_HEALTH && priority <= LEAST_PRIORITY))
    .filter(({ causedBy }) => causedBy === undefined)
    .filter(inArea(asked));
  const [standing, over] = [counted.filter(stands), counted.filter((alert) => !stands(alert))];
  return [...standing, ...(over.length === 1 ? over : [])]
    .map((alert) => alarmLine(asked, alert))
    .concat(over.length > 1 ? [overLine(asked, over)] : []);
}

function stands({ clearedAt }: AlertView): boolean {
  return clearedAt === undefined;
}

function alarmLine({ parts, words, both }: Asked, alert: AlertView): BriefLine {
  const { alertUid, occurrenceUid, assetUid, component, raisedAt, response } = alert;
  const text = stands(alert) ? "brief.stands" : "brief.unseen";
  return {
    urgency: alert.kind === "safety" ? "danger" : "alarm",
    weight: alert.severity,
    rule: "alarm",
    key: `alarm/${alertUid}/${occurrenceUid}`,
    assetUid,
    ...(component === undefined || component === "" ? {} : { component }),
    what: alert.message,
    why: both((to) => to.say(text, { time: to.moment(raisedAt), why: whyOf(to, alert) })),
    ...(response === undefined ? {} : { look: response.action, consequence: response.consequence }),
    evidence: alert.evidence.slice(0, MOST_EVIDENCE),
    basis: [stands(alert) ? { kind: "alert", uid: alertUid, occurrenceUid, from: raisedAt } : placeOf(alert)],
    validUntil: parts.now() + DAY_US,
    ...words.linkTo("alerts", parts.now(), words.labelOf(assetUid)),
  };
}

/** An alarm that is over ends no advice: the machine is what somebody should look at. */
function placeOf({ assetUid, raisedAt, clearedAt }: AlertView): Basis {
  return { kind: "machine", uid: assetUid, from: raisedAt, ...(clearedAt === undefined ? {} : { to: clearedAt }) };
}

/** Several alarms about safety that are over, which nobody has acknowledged: how many, and where. */
function overLine({ parts, words, both }: Asked, over: readonly AlertView[]): BriefLine {
  const newest = over.reduce((one, other) => ((other.clearedAt ?? 0) > (one.clearedAt ?? 0) ? other : one));
  const counts = new Map<string, number>();
  for (const { assetUid } of over) counts.set(assetUid, (counts.get(assetUid) ?? 0) + 1);
  const places = [...counts].sort(([, a], [, b]) => b - a);
  const [only] = places.length === 1 ? places : [];
  const listed = (to: Words): string =>
    to.list(places.map(([uid, count]) => `${to.labelOf(uid)} (${to.count(count)})`));
  return {
    urgency: "danger",
    weight: Math.max(...over.map(({ severity }) => severity)),
    rule: "alarm",
    // Another alarm, or one that was acknowledged, makes it another line.
    key: `alarms-over/${over.length}/${newest.occurrenceUid}`,
    ...(only === undefined ? {} : { assetUid: only[0] }),
    what: both((to) => to.say("brief.over", { count: to.count(over.length), places: listed(to) })),
    why: both((to) => to.say("brief.over-why", { time: to.moment(newest.raisedAt), what: to.local(newest.message) })),
    evidence: newest.evidence.slice(0, MOST_EVIDENCE),
    basis: over.slice(0, MOST_BASIS).map(placeOf),
    validUntil: parts.now() + DAY_US,
    ...words.linkTo("alerts", parts.now(), only === undefined ? undefined : words.labelOf(only[0])),
  };
}

function whyOf(words: Words, { evidence }: AlertView): string {
  const first = evidence[0];
  return first === undefined ? "" : words.local(first.why);
}

/** Components about which a finding stands, those with the shortest remaining life first. */
export async function wearLines(asked: Asked): Promise<BriefLine[]> {
  const { parts, caller, words, both } = asked;
  const all = await ifThere(asked, words.say("head.no-health"), () => componentHealthIn(parts, caller, undefined));
  const now = parts.now();
  return (all ?? [])
    .filter(({ stage }) => stage === "act")
    .filter(inArea(asked))
    .map((one): BriefLine => {
      const { assetUid, component, alertUid, since, hypotheses } = one;
      const alert = alertUid === null ? undefined : parts.alerts.find(alertUid);
      const basis = {
        kind: "component",
        uid: `${assetUid}#${component}`,
        ...(since === null ? {} : { from: since }),
      } as const;
      const ofAlert =
        alert === undefined
          ? []
          : [{ kind: "alert", uid: alert.alertUid, occurrenceUid: alert.occurrenceUid } as const];
      return {
        urgency: "wear",
        weight: one.rul === null ? (one.severity ?? 0) / 1e6 : 1 / (1 + one.rul.p50 / 3600),
        rule: "wear",
        key: `wear/${assetUid}#${component}/${since ?? 0}`,
        assetUid,
        ...(component === "" ? {} : { component }),
        what: both((to) => to.say("brief.wear", { component: to.local(one.name), kinds: kindsOf(to, one) })),
        why: both((to) => lifeOf(to, one)),
        ...(hypotheses[0] === undefined ? {} : { look: hypotheses[0].advice }),
        evidence: (alert?.evidence ?? []).slice(0, MOST_EVIDENCE),
        basis: [basis, ...ofAlert],
        validUntil: now + WEEK_US,
        ...words.linkTo("maintenance", now, words.labelOf(assetUid)),
      };
    });
}

function kindsOf(words: Words, { hypotheses }: ComponentCondition): string {
  const likely = hypotheses.slice(0, 2).map(({ name, p }) => `${words.local(name)} ${words.number(100 * p, 0)} %`);
  return words.list(likely);
}

function lifeOf(words: Words, { rul, evidence, since }: ComponentCondition): string {
  const odds = words.say("brief.odds", { odds: words.number(10 ** Math.min(evidence, 6), 0) });
  const begun = since === null ? odds : words.say("brief.since", { time: words.moment(since), why: odds });
  if (rul === null) return begun;
  const hours = { low: words.duration(rul.p10), mid: words.duration(rul.p50), high: words.duration(rul.p90) };
  return `${words.say("brief.life", hours)} ${begun}`;
}

/** Open orders whose forecast finish is after their due time. */
export async function lateLines(asked: Asked): Promise<BriefLine[]> {
  const { parts, caller, words, both, span } = asked;
  const answer = await ifThere(asked, words.say("head.no-pieces"), () =>
    ordersAt(parts, caller, { at: undefined, ended: span }),
  );
  const now = parts.now();
  return (answer?.orders ?? []).flatMap(({ order, variant, due, endedAt, forecast, counted, quantity }) => {
    const { finish } = forecast;
    if (endedAt !== null || due === null || finish === null || finish <= due) return [];
    const line: BriefLine = {
      urgency: "late",
      weight: (finish - due) / 3_600e6,
      rule: "late",
      key: `late/${order}`,
      what: both((to) => to.say("brief.order", { order, late: to.duration((finish - due) / 1e6) })),
      why: both((to) =>
        to.say("brief.order-why", {
          ...{ finish: to.moment(finish), due: to.moment(due), variant, good: to.count(counted.good) },
          quantity: quantity === null ? "?" : to.count(quantity),
        }),
      ),
      basis: [{ kind: "order", uid: order, to: due }],
      validUntil: Math.min(Math.max(finish, now + DAY_US), now + WEEK_US),
      ...words.linkTo("material", now),
    };
    return [line];
  });
}

/** Upkeep that is overdue. */
export async function dueLines(asked: Asked): Promise<BriefLine[]> {
  const { parts, caller, words, both } = asked;
  const page = await ifThere(asked, words.say("head.no-plans"), () => whatIsDue(parts, caller, { limit: MOST_DUE }));
  const now = parts.now();
  return (page?.entries ?? [])
    .filter(({ state, source }) => state === "overdue" && source === "plan")
    .filter(inArea(asked))
    .map(({ key, assetUid, component, title, due: { at } }) => ({
      urgency: "watch",
      weight: at === null ? 0 : (now - at) / DAY_US,
      rule: "overdue",
      key: `overdue/${key}/${at ?? 0}`,
      assetUid,
      ...(component === null || component === "" ? {} : { component }),
      what: both((to) => to.say("brief.overdue", { title: to.local(title) })),
      why: both((to) => (at === null ? "" : to.say("brief.due-since", { time: to.moment(at) }))),
      basis: [{ kind: "plan", uid: key, ...(at === null ? {} : { to: at }) }],
      validUntil: now + WEEK_US,
      ...words.linkTo("maintenance", now, words.labelOf(assetUid)),
    }));
}

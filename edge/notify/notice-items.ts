/** Which channels a notice concerns: pure functions of the config and the plant. */
import type { AlertState, AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import { ruleOf } from "./channel-findings.ts";
import { isFor, type NotifyConfig, sentBy } from "./config.ts";
import { callsAbout } from "./escalation.ts";
import type { Feed, Notice } from "./feed.ts";
import type { Item } from "./outbox.ts";
import { onCall } from "./roster.ts";

/** Notices of an alarm that was annunciated and not handled yet. */
export function alarmItems(
  alert: AlertView,
  { channels }: Pick<NotifyConfig, "channels">,
  { assets }: Pick<Plant, "assets">,
): readonly Item[] {
  if (!mustNotify(alert, UNHANDLED)) return [];
  const { alertUid, occurrenceUid, annunciatedAt, priority } = alert;
  const key = `${alertUid} ${occurrenceUid} ${annunciatedAt}`;
  // A cause concerns everybody who watches an asset that fell with it.
  const carriers = new Set([alert.assetUid, ...(alert.members ?? []).map(({ assetUid }) => assetUid)]);
  const concerned = assets.filter(({ assetUid }) => carriers.has(assetUid));
  return channels
    .filter(
      (channel) =>
        sentBy(channel) === "alarms" &&
        channel.priorities.includes(priority) &&
        isFor(channel, concerned) &&
        alert.rule !== ruleOf(channel.id),
    )
    .map(({ id }) => ({ key, channel: id, alertUid, priority, at: annunciatedAt as Micros }));
}

/** Notices of a change of a record. */
export function changeItems(
  { key, about, assetUid, priority, at, isForPrograms, channel: ownChannel }: Notice,
  sends: Feed["sends"],
  { channels }: Pick<NotifyConfig, "channels">,
  { assets }: Pick<Plant, "assets">,
): readonly Item[] {
  const concerned = assets.filter((asset) => asset.assetUid === assetUid);
  return channels
    .filter(
      (channel) =>
        sentBy(channel) === sends &&
        (ownChannel === undefined ? isFor(channel, concerned) : ownChannel === channel.id) &&
        (isForPrograms !== true || channel.kind === "webhook"),
    )
    .map(({ id }) => ({ key, channel: id, alertUid: about, priority, at }));
}

/** Calls that are due about alarms that nobody has acknowledged in time. */
export function callItems(
  standing: readonly AlertView[],
  { roster, escalation }: NotifyConfig,
  { now, timeZone }: { readonly now: Micros; readonly timeZone: string },
): readonly Item[] {
  if (roster === undefined || escalation === undefined) return [];
  const parts = { roster, escalation, turns: onCall(roster, now, timeZone) };
  return standing
    .filter((alert) => mustNotify(alert, ["active"]))
    .flatMap((alert) =>
      callsAbout(alert, now, parts).map(({ key, channel }) => {
        const { alertUid, priority } = alert;
        return { key, channel, alertUid, priority, at: now };
      }),
    );
}

/** An alarm that cleared at once is owed too: a kill may have come between alert book and outbox. */
const UNHANDLED: readonly AlertState[] = ["active", "cleared", "latched"];

/** An alarm that was annunciated and not handled yet. */
function mustNotify(alert: AlertView, states: readonly AlertState[]): boolean {
  const { annunciation, annunciatedAt, acknowledged, state } = alert;
  return (
    annunciation === "alarm" && annunciatedAt !== undefined && acknowledged === undefined && states.includes(state)
  );
}

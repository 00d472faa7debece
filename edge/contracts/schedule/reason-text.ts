import { filledIn } from "../plant/filled-in.ts";
import type { Language } from "../words/language.ts";
import { numberText } from "../words/number-text.ts";
import { scheduleTexts } from "../words/schedule-words.ts";
import { momentText } from "../words/time-text.ts";
import type { PlannedOperation, PlannedOrder, Schedule } from "./schedule.ts";

/** How a reader sees moments and words. */
export interface Reader {
  readonly language: Language;
  /** Zone of the plant's clocks. */
  readonly timeZone: string;
}

/** Why an operation starts when it does: what holds it, and the calendar where that delays it further. */
export function reasonText(operation: PlannedOperation, { language, timeZone }: Reader): string {
  const say = filledIn(scheduleTexts, language);
  const at = (ms: number): string => momentText(ms, timeZone, false);
  const { reason, machine, closedFrom, start, end, lastPieces } = operation;
  const parts = [mainText(operation, { language, timeZone })];
  if (reason.kind === "step" && reason.transportMin > 0)
    parts.push(say("schedule.transport", { minutes: numberText(reason.transportMin, language, 0) }));
  // Of a set-up that holds the start itself the text says when it ends.
  if (reason.kind !== "set-up" && "setUpMin" in reason && reason.setUpMin > 0)
    parts.push(say("schedule.then-set-up", { minutes: numberText(reason.setUpMin, language, 0) }));
  if (closedFrom !== undefined) parts.push(say("schedule.closed", { machine, from: at(closedFrom), start: at(start) }));
  if (lastPieces !== undefined) parts.push(say("schedule.last-pieces", { step: lastPieces.step, end: at(end) }));
  return parts.join(language === "zh" ? "；" : "; ");
}

function mainText({ reason, machine }: PlannedOperation, { language, timeZone }: Reader): string {
  const say = filledIn(scheduleTexts, language);
  if (reason.kind === "kept") return say("schedule.kept", {});
  const until = momentText(reason.until, timeZone, false);
  switch (reason.kind) {
    case "step":
      return reason.pieces === undefined
        ? say("schedule.step", { step: reason.by.step, until })
        : say("schedule.first-pieces", { step: reason.by.step, pieces: reason.pieces, until });
    case "machine":
      return say("schedule.machine", { machine, ...reason.by, until });
    case "set-up":
      return say("schedule.set-up", { machine, until });
    case "fixture":
      return say("schedule.fixture", { fixture: reason.fixture, ...reason.by, until });
    case "batch":
      return say("schedule.batch", { ...reason.by, until });
    default:
      return say(`schedule.${reason.kind}`, { until });
  }
}

/** Most operations after the horizon that are named. */
const MOST_NAMED = 10;

/** How a schedule is in all, and what of it lies where calendars are not known. */
export function summaryTexts(schedule: Schedule, { language, timeZone }: Reader): readonly string[] {
  const say = filledIn(scheduleTexts, language);
  const number = (value: number): string => numberText(value, language, 0);
  const late = schedule.orders.filter(({ end, due }) => end > due);
  const summary = say("schedule.summary", {
    orders: number(schedule.orders.length),
    late: number(late.length),
    minutes: number(schedule.setUpMin),
    end: momentText(schedule.end, timeZone, false),
  });
  const beyond = schedule.beyondHorizon;
  if (beyond.length === 0) return [summary];
  const steps = beyond.slice(0, MOST_NAMED).map(({ order, step }) => `${order} ${step}`);
  if (beyond.length > MOST_NAMED) steps.push(say("schedule.more", { count: number(beyond.length - MOST_NAMED) }));
  return [summary, say("schedule.beyond", { steps: steps.join(language === "zh" ? "、" : ", ") })];
}

/** Why an order is late: a line for it, then one for each operation of its chain; empty where it is on time. */
export function latenessTexts(order: PlannedOrder, schedule: Schedule, reader: Reader): readonly string[] {
  if (order.end <= order.due) return [];
  const say = filledIn(scheduleTexts, reader.language);
  const hours = numberText((order.end - order.due) / 3.6e6, reader.language, 1);
  const links = order.chain.flatMap(({ order: name, step }) => {
    const found = schedule.operations.find((one) => one.order === name && one.step === step);
    return found === undefined ? [] : [{ order: name, step, reason: reasonText(found, reader) }];
  });
  return [say("schedule.late", { order: order.order, hours }), ...links.map((link) => say("schedule.held-by", link))];
}

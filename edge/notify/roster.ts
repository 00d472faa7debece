/** Who is on call: weekly shifts, whose people take turns week by week, and holidays (rules N39 and N40). */
import type { Micros } from "../contracts/path/sample-batch.ts";
import { type Static, Type } from "../contracts/schema.ts";

const closed = { additionalProperties: false } as const;
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const clock = { pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$" } as const;
const person = Type.String({ minLength: 1, maxLength: 60, pattern: "^\\S(.*\\S)?$" });

export const rosterConfig = Type.Object(
  {
    people: Type.Array(
      Type.Object(
        {
          name: person,
          channel: Type.String({ minLength: 1, description: "Channel with `sends: calls` that reaches this person." }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 100, description: "Who can be called, and how." },
    ),
    since: Type.String({
      pattern: "^\\d{4}-\\d{2}-\\d{2} ([01][0-9]|2[0-3]):[0-5][0-9]$",
      description: "First handover, in the site's time, such as 2026-11-30 08:00. The turns change every week then.",
    }),
    shifts: Type.Array(
      Type.Object(
        {
          days: Type.Array(Type.Enum([...WEEKDAYS, "holiday"]), {
            minItems: 1,
            description: "Days on which it begins. A holiday counts as `holiday` and not as its weekday.",
          }),
          from: Type.String({ ...clock, description: "Begin, in the site's time." }),
          to: Type.String({ ...clock, description: "End; the next day where it is not after `from`." }),
          turns: Type.Array(person, {
            minItems: 1,
            maxItems: 52,
            description: "People in the order of their weeks; the one after is called next.",
          }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 50, description: "The first one that is on counts." },
    ),
    holidays: Type.Array(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }), { default: [], maxItems: 400 }),
  },
  { ...closed, description: "Who is on call." },
);
export type Roster = Static<typeof rosterConfig>;

/** People on call at a time, first the one whose week it is. Empty where no shift is on. */
export function onCall({ since, shifts, holidays }: Roster, at: Micros, timeZone: string): readonly string[] {
  const now = siteMinutes(at, timeZone);
  const shift = shifts.find((one) => isOn(one, now, new Set(holidays)));
  if (shift === undefined) return [];
  const { turns } = shift;
  const week = Math.floor((now - minutesOf(since)) / WEEK_MINUTES);
  const first = ((week % turns.length) + turns.length) % turns.length;
  return [...turns.slice(first), ...turns.slice(0, first)];
}

/** A shift over midnight belongs to the day on which it begins. */
function isOn({ days, from, to }: Roster["shifts"][number], now: number, holidays: ReadonlySet<string>): boolean {
  const [begins, ends] = [clockMinutes(from), clockMinutes(to)];
  const lasts = ends > begins ? ends - begins : ends + DAY_MINUTES - begins;
  return [0, 1].some((daysAgo) => {
    const midnight = (Math.floor(now / DAY_MINUTES) - daysAgo) * DAY_MINUTES;
    const since = now - midnight - begins;
    return since >= 0 && since < lasts && days.includes(dayOf(midnight, holidays));
  });
}

function dayOf(midnight: number, holidays: ReadonlySet<string>): Roster["shifts"][number]["days"][number] {
  const date = new Date(midnight * 60_000);
  if (holidays.has(date.toISOString().slice(0, 10))) return "holiday";
  return WEEKDAYS[date.getUTCDay()] ?? "sun";
}

/** The site's clocks as minutes of a day count without time zones. */
function siteMinutes(at: Micros, timeZone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return minutesOf(format.format(at / 1000));
}

function minutesOf(text: string): number {
  return Date.parse(`${text.replace(" ", "T")}Z`) / 60_000;
}

function clockMinutes(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

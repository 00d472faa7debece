/** Calls people about alarms that nobody acknowledges (rules N40 to N42), by the shared escalation record. */
import type { AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { afterTime, type Escalation } from "../contracts/records/escalation.ts";
import { type Static, Type } from "../contracts/schema.ts";
import type { Roster } from "./roster.ts";

const closed = { additionalProperties: false } as const;
export const ON_CALL = "on-call";
export const NEXT = "next";

export const escalationConfig = Type.Object(
  {
    priorities: Type.Array(Type.Integer({ minimum: 1, maximum: 4 }), { default: [1], minItems: 1 }),
    levels: Type.Array(
      Type.Object(
        {
          afterMinutes: Type.Number({
            minimum: 0,
            maximum: 1440,
            description: "Since the alarm was annunciated, while nobody has acknowledged it.",
          }),
          call: Type.String({
            minLength: 1,
            description: "`on-call`: whose week it is; `next`: the one after; or a person of the roster.",
          }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 8, description: "In rising order of time." },
    ),
  },
  { ...closed, description: "Whom to call about alarms that nobody acknowledges." },
);
type EscalationConfig = Static<typeof escalationConfig>;

/** A call that is due: which level, and by which channel. */
interface Call {
  /** Sent once per channel. */
  readonly key: string;
  readonly channel: string;
}

interface CallParts {
  readonly roster: Roster;
  readonly escalation: EscalationConfig;
  /** People on call now, first the one whose week it is. */
  readonly turns: readonly string[];
}

/** All calls about an alarm that are due by now, those of earlier levels too: the outbox knows what was sent. */
export function callsAbout(alert: AlertView, now: Micros, parts: CallParts): readonly Call[] {
  const { annunciatedAt, alertUid, occurrenceUid } = alert;
  const { escalation, roster, turns } = parts;
  if (annunciatedAt === undefined || !escalation.priorities.includes(alert.priority)) return [];
  const record: Escalation = {
    about: alertUid,
    levels: escalation.levels.map(({ afterMinutes, call }) => ({ afterS: afterMinutes * 60, call })),
    endsWith: ["acknowledge"],
    beganAt: annunciatedAt,
    called: 0,
  };
  return afterTime(record, now).calls.flatMap((call, level) =>
    peopleFor(call, turns, roster).flatMap((name) => {
      const channel = roster.people.find((one) => one.name === name)?.channel;
      const key = `${alertUid} ${occurrenceUid} ${annunciatedAt} level-${level}`;
      return channel === undefined ? [] : [{ key, channel }];
    }),
  );
}

/** Where nobody is on call, everybody is: a hole in the roster must not swallow an alarm. */
function peopleFor(call: string, turns: readonly string[], { people }: Roster): readonly string[] {
  if (call !== ON_CALL && call !== NEXT) return [call];
  if (turns.length === 0) return people.map(({ name }) => name);
  const [first = "", second = first] = turns;
  return [call === ON_CALL ? first : second];
}

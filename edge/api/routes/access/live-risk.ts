import {
  ALERT_RISKS,
  type LiveRiskReader,
  type LiveRiskState,
  TRACK_RISKS,
} from "../../../contracts/safety/live-risk.ts";
import { VISION_KINDS } from "../../../contracts/safety/vision.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery, orNull } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";

const Counts = closed({
  known: Type.Integer({ description: "With a position that is not old." }),
  unknown: Type.Integer({ description: "With an old position: they may be anywhere." }),
  refused: Type.Integer({ description: "Beyond the bound of tracks; they are not judged." }),
  latencyS: Type.Optional(Type.Number({ description: "The highest time since the measurement of a known one, s." })),
});

export const RiskKind = Type.Enum([...TRACK_RISKS, ...VISION_KINDS, "gas", ...ALERT_RISKS], {
  description: "What it is about.",
});
const Level = Type.Number({ description: "0 to 1." });

const Terms = closed({
  person: Type.Number(),
  personLatency: Type.Number(),
  machine: Type.Number(),
  machineLatency: Type.Number(),
  stopping: Type.Number(),
  intrusion: Type.Number(),
  uncertainty: Type.Number(),
});

const Indication = closed({
  kind: RiskKind,
  since: MaybeTime,
  assetUid: Type.Optional(
    Type.String({
      description: "The robot, vehicle, gas detector or asset of the alert; absent where it is about people alone.",
    }),
  ),
  otherUid: Type.Optional(Type.String({ description: "The other vehicle." })),
  zone: Type.Optional(Type.String()),
  distanceM: Type.Optional(Type.Number({ description: "Measured distance to the nearest person, m." })),
  neededM: Type.Optional(Type.Number({ description: "Needed distance with its errors and latencies, m." })),
  probability: Type.Optional(Type.Number({ description: "Probability of coming too near." })),
  aheadS: Type.Optional(Type.Number({ description: "In how many seconds." })),
  gas: Type.Optional(
    closed({ tag: Type.String(), value: orNull(Type.Number(), "Null: unknown by now."), unit: Type.String() }),
  ),
  alertUid: Type.Optional(Type.String({ description: "The standing alert that is the cause." })),
  terms: Type.Optional(Terms),
  sensed: Type.Optional(orNull(Type.String(), "When the older of the two positions, or the gas, was measured.")),
  isUnknown: Type.Boolean({ description: "Its inputs are unknown by now; nothing says that it ended." }),
  level: Level,
});

const Zone = closed({
  zone: Type.String(),
  level: Type.Number({ description: "The highest level of its causes, 0 to 1. 0 is no statement that it is clear." }),
  causes: Type.Array(RiskKind, { description: "Highest first." }),
  unknown: Type.Integer({
    description: "Last seen there, of unknown place by now; and causes whose inputs are unknown.",
  }),
  people: Type.Optional(
    closed({
      known: Type.Integer({ description: "People whom sensors report there." }),
      unknown: Type.Integer({ description: "People last seen there, of unknown place by now." }),
    }),
  ),
  gas: Type.Optional(
    Type.Array(
      closed({
        assetUid: Type.String(),
        tag: Type.String({ description: "Its concentration, as configs write it." }),
        value: orNull(Type.Number(), "Concentration; null: the detector is silent or faulty, never low."),
        unit: Type.String({ description: "UCUM code." }),
        at: orNull(Type.String(), "Time of its newest sample."),
      }),
      { description: "What the gas detectors of the zone report." },
    ),
  ),
});

const State = closed({
  at: MaybeTime,
  functions: Type.Array(Type.String(), { description: "Functions on people that the config has switched on." }),
  people: Counts,
  robots: Counts,
  vehicles: Counts,
  indications: Type.Array(Indication),
  zones: Type.Array(Zone),
});

export interface LiveRiskDeps {
  /** Absent where nothing is live, as in replay. */
  readonly liveRisk?: LiveRiskReader;
}

const NONE = { known: 0, unknown: 0, refused: 0 };
const NOTHING: LiveRiskState = {
  ...{ at: Number.NaN, functions: [], indications: [], zones: [] },
  ...{ people: NONE, robots: NONE, vehicles: NONE },
};

/** What live risk says now (docs/rules/live-risk.md). */
export function liveRiskRoute(app: Api, { liveRisk }: LiveRiskDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Distances and coming conflicts of people, robots and vehicles, now",
    description:
      "Advisory, not a safety function: an empty list says that sensors report nothing, never that a place is clear. " +
      "Without identity of people; functions on people are off unless the config states why they may be on.",
    querystring: NoQuery,
    response: { 200: State, "4xx": Problem },
  };
  app.get("/api/v1/safety/live", { schema }, async () => {
    const { at, functions, indications, zones, ...counts } = liveRisk?.state() ?? NOTHING;
    return {
      ...counts,
      at: formatMicros(at),
      functions: [...functions],
      indications: indications.map(({ since, sensed, ...one }) => ({
        ...one,
        since: formatMicros(since),
        ...(sensed === undefined ? {} : { sensed: formatMicros(sensed) }),
      })),
      zones: zones.map(({ causes, gas, ...one }) => ({
        ...{ ...one, causes: [...causes] },
        ...(gas === undefined
          ? {}
          : { gas: gas.map(({ at: time, ...reading }) => ({ ...reading, at: timeEntry(time) })) }),
      })),
    };
  });
}

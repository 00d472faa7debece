/**
 * The `detectors:` section of a plant's config. Every field has a default, so `detectors: {}` watches limits, links
 * and safety.
 */
import { type Static, Type } from "../../contracts/schema.ts";
import { annunciation, attention, closed, during, pattern, ruleId, seconds, severity } from "./config-fields.ts";
import { deviation, expression, state, supply, suppression } from "./logic-config.ts";
import { trend } from "./trend-config.ts";

const limits = Type.Object(
  {
    ...attention,
    annunciation: Type.Optional(
      Type.Union(annunciation.anyOf, {
        description:
          "`alarm`: each limit that is watched needs a response, here or in the entry of `adjust` that fits; " +
          "`gemba check` names those that have none. Without it limits are advisories, and `gemba check` says so.",
      }),
    ),
    hysteresisPercent: Type.Number({
      minimum: 0,
      maximum: 50,
      default: 1,
      description: "Dead-band before a limit counts as left, in percent of the tag's range.",
    }),
    onDelayS: seconds(5, "How long a limit must be exceeded before the alert is raised."),
    offDelayS: seconds(10, "How long a value must be back before the alert is cleared."),
    severityOuter: severity(700, "lowLow and highHigh"),
    severityInner: severity(450, "low and high"),
    exclude: Type.Array(pattern, { default: [], description: "Tags whose limits are not watched." }),
    adjust: Type.Array(
      Type.Object(
        {
          tags: pattern,
          hysteresisPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 50 })),
          onDelayS: Type.Optional(Type.Number({ minimum: 0, maximum: 86_400 })),
          offDelayS: Type.Optional(Type.Number({ minimum: 0, maximum: 86_400 })),
          ...attention,
        },
        closed,
      ),
      {
        default: [],
        description:
          "Other delays, dead-band or response for some tags. For each field the first entry that fits and has it " +
          "wins.",
      },
    ),
  },
  { ...closed, default: {}, description: "Limits of tags. Every tag that has limits is watched." },
);

const rate = Type.Object(
  {
    id: ruleId,
    tags: pattern,
    perSecond: Type.Number({ exclusiveMinimum: 0, description: "Largest change in one second, in the tag's unit." }),
    overS: seconds(10, "Time over which the change is measured, at least the tag's sampling interval.", 0.1),
    direction: Type.Union([Type.Literal("rise"), Type.Literal("fall"), Type.Literal("both")], { default: "both" }),
    offDelayS: seconds(30, "How long the change must be slow again before the alert is cleared."),
    during,
    kind: Type.Union([Type.Literal("process"), Type.Literal("anomaly")], { default: "process" }),
    severity: severity(400, "the alert"),
    ...attention,
  },
  closed,
);

const drift = Type.Object(
  {
    id: ruleId,
    tags: pattern,
    everyS: seconds(5, "Samples are averaged over this time.", 1),
    learn: Type.Integer({
      minimum: 8,
      maximum: 1000,
      default: 24,
      description: "Number of averages that form the " + "reference.",
    }),
    slack: Type.Number({
      minimum: 0.1,
      maximum: 5,
      default: 0.5,
      description: "CUSUM slack k, in reference sigmas: half the shift to find.",
    }),
    decision: Type.Number({
      minimum: 1,
      maximum: 100,
      default: 8,
      description: "CUSUM decision interval h, in reference sigmas.",
    }),
    minShiftPercent: Type.Number({
      minimum: 0,
      maximum: 100,
      default: 2,
      description: "Smallest shift that is reported, in percent of the tag's range.",
    }),
    during,
    severity: severity(200, "the advisory"),
  },
  closed,
);

const stale = Type.Object(
  {
    afterS: seconds(10, "How long a link must be stale before the alert is raised. A shorter silence raises nothing."),
    offDelayS: seconds(3, "How long it must be back before the alert is cleared."),
    togetherS: seconds(
      30,
      "Links or sources that fall silent within this time have one cause if they are most of those that were live.",
    ),
    startGraceS: seconds(30, "Time after the start in which links may still be silent."),
    severity: severity(600, "a silent link"),
  },
  { ...closed, default: {}, description: "Links whose source is silent." },
);

const separation = Type.Object(
  {
    humanSpeedMS: Type.Number({
      exclusiveMinimum: 0,
      maximum: 5,
      default: 1.6,
      description: "v_h, m/s. ISO 13855 takes 1.6 where it is not measured.",
    }),
    reactionS: Type.Number({
      minimum: 0,
      maximum: 5,
      default: 0.1,
      description: "T_r: detection, communication and control.",
    }),
    stoppingS: Type.Number({ minimum: 0, maximum: 10, default: 0.3, description: "T_s: stopping time of the robot." }),
    stoppingM: Type.Number({
      minimum: 0,
      maximum: 5,
      default: 0.15,
      description: "S_s: stopping distance of the robot at the highest speed used.",
    }),
    intrusionM: Type.Number({
      minimum: 0,
      maximum: 2,
      default: 0.2,
      description: "C: how far a body reaches into the field before it is seen (ISO 13855).",
    }),
    humanUncertaintyM: Type.Number({ minimum: 0, maximum: 1, default: 0.05, description: "Z_d." }),
    robotUncertaintyM: Type.Number({ minimum: 0, maximum: 1, default: 0.02, description: "Z_r." }),
    maxRobotSpeedMS: Type.Number({
      exclusiveMinimum: 0,
      maximum: 10,
      default: 1.5,
      description: "Used if the speed is unknown, to separate certain from uncertain cases.",
    }),
    hysteresisM: Type.Number({
      minimum: 0,
      maximum: 2,
      default: 0.1,
      description: "Distance beyond S_p before the alert is cleared.",
    }),
  },
  {
    ...closed,
    default: {},
    description: "Terms of the protective separation distance S_p (ISO 10218-2, ISO/TS 15066 5.5.4).",
  },
);

const safety = Type.Object(
  {
    emergencySeverity: severity(950, "an emergency stop"),
    protectiveSeverity: severity(600, "a protective stop"),
    fieldViolation: Type.Object(
      {
        lastsS: seconds(30, "A violation that lasts this long raises an alert."),
        times: Type.Integer({
          minimum: 2,
          maximum: 16,
          default: 3,
          description: "This many violations within `withinS` raise an alert.",
        }),
        withinS: seconds(600, "Time in which violations are counted.", 1),
        severity: severity(760, "the alert"),
      },
      { ...closed, default: {}, description: "Protective fields of vehicles." },
    ),
    zoneSeverity: severity(900, "a person near a moving robot"),
    movesAboveMS: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.02,
      description: "Tool speed above which a robot moves, m/s.",
    }),
    onDelayS: seconds(
      0.5,
      "How long a person and a moving robot must be seen together: sensors of one cell report at different times.",
    ),
    clearAfterS: seconds(5, "How long a zone must be free of the condition before the alert is cleared."),
    separation,
  },
  { ...closed, default: {}, description: "Safety signals, for information only." },
);

export const detectorsConfig = Type.Object(
  {
    limits,
    rates: Type.Array(rate, { default: [], description: "Values that change too fast." }),
    deviations: Type.Array(deviation, {
      default: [],
      description: "Values too far from the right one; the limit may move with another tag.",
    }),
    states: Type.Array(state, { default: [], description: "States that must not occur." }),
    expressions: Type.Array(expression, { default: [], description: "Conditions over several tags of one asset." }),
    suppressions: Type.Array(suppression, {
      default: [],
      description: "When alerts are hidden by design (ISA-18.2), such as low flow at standstill.",
    }),
    drifts: Type.Array(drift, { default: [], description: "Values that slowly leave their usual level (advisory)." }),
    trends: Type.Array(trend, { default: [], description: "When values will cross a limit (advisory)." }),
    supplies: Type.Array(supply, {
      default: [],
      maxItems: 1000,
      description:
        "Supplies that follow neither from the media tree nor from routes, such as chilled water. Alerts are grouped " +
        "by cause along them (docs/floods.md).",
    }),
    stale,
    safety,
    operatorPositions: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 1,
      description: "Operator positions that share the alarms; the alarm system's figures are per position.",
    }),
  },
  { ...closed, description: "Detectors, which search the samples for trouble." },
);

export type DetectorsConfig = Static<typeof detectorsConfig>;
export type LimitsConfig = Static<typeof limits>;
export type RateConfig = Static<typeof rate>;
export type DriftConfig = Static<typeof drift>;
export type StaleConfig = Static<typeof stale>;
export type SafetyConfig = Static<typeof safety>;
export type SeparationConfig = Static<typeof separation>;

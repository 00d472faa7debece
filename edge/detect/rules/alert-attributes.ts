import type { AlertKind, AlertResponse, Annunciation } from "../../contracts/alerts/alert.ts";
import type { AlertAttributes, AttributesOf } from "./attributes.ts";
import type { Attention } from "./config-fields.ts";
import { type RuleDetector, ruleKey } from "./rule-detector.ts";

const RE_ALARM_TIMES = 3;

/** Responses to alarms of rules that are not in the config. */
const BUILT_IN: Partial<Record<AlertKind, AlertResponse>> = {
  safety: {
    action: {
      zh: "到现场查明原因，确认人员安全后再复位",
      en: "Go there, find the cause, and make sure that people are safe before anybody resets it",
    },
    consequence: {
      zh: "设备停机，或人员处于运动设备附近",
      en: "The machine stays stopped, or somebody is near a moving one",
    },
    withinS: 180,
  },
  system: {
    action: {
      zh: "按消息所述检查该部件的网络、电源和磁盘",
      en: "Check the network, power or disk of the part that the message names",
    },
    consequence: {
      zh: "数据过时或丢失，相关报警失效",
      en: "Data are stale or lost, and alarms that depend on them do not work",
    },
    withinS: 1800,
  },
};

/**
 * Attributes of a rule that is not in the config: safety and system are alarms with a built-in response, all others are
 * advisories.
 */
export function plainAttributes(kind: AlertKind): AlertAttributes {
  const response = BUILT_IN[kind];
  return {
    annunciation: response === undefined ? "advisory" : "alarm",
    ...(response === undefined ? {} : { response }),
    latches: false,
    reAlarmTimes: RE_ALARM_TIMES,
  };
}

/** Attributes as a rule of the config writes them. */
export function attributesIn(
  { annunciation, response, latch, reAlarmMin, reAlarmTimes }: Attention,
  kind: AlertKind,
): AlertAttributes {
  const plain = plainAttributes(kind);
  const known =
    response === undefined
      ? plain.response
      : { action: response.action, consequence: response.consequence, withinS: response.withinMin * 60 };
  return {
    annunciation: annunciation ?? annunciationOf(kind),
    ...(known === undefined ? {} : { response: known }),
    latches: latch ?? false,
    ...(reAlarmMin === undefined ? {} : { reAlarmS: reAlarmMin * 60 }),
    reAlarmTimes: reAlarmTimes ?? RE_ALARM_TIMES,
  };
}

/**
 * Default annunciation of a rule: anomaly and prediction are advisories, everything else is an alarm and requires a
 * response.
 */
export function annunciationOf(kind: AlertKind): Annunciation {
  return kind === "anomaly" || kind === "prediction" ? "advisory" : "alarm";
}

/** Looks attributes up at the detectors. Where two detectors have the same rule, the last one counts. */
export function attributesOfRules(detectors: readonly RuleDetector[]): AttributesOf {
  const known = detectors.flatMap(({ attributes }) => attributes ?? []).reverse();
  return (rule, assetUid, kind) => {
    const key = ruleKey(rule, assetUid);
    return known.find((attributes) => attributes.has(key))?.get(key) ?? plainAttributes(kind);
  };
}

import type { AlertResponse } from "../../contracts/alerts/alert.ts";
import type { AlertAttributes } from "../../detect/rules/attributes.ts";
import type { RuleDetector, RuleTable } from "../../detect/rules/rule-detector.ts";
import { PERMIT_NOTICES, PERMIT_RULES } from "../../safety/permits/permit-watch.ts";

const RESPONSE: AlertResponse = {
  action: {
    zh: "停止作业，在安全页查看该作业许可；处理冲突，或中断、关闭许可",
    en: "Stop the work and open the permit in the safety room; mend the conflict, or suspend or close the permit",
  },
  consequence: { zh: "作业条件不再满足", en: "The conditions of the permit no longer hold" },
  withinS: 300,
};
const ALARM = { annunciation: "alarm", response: RESPONSE, latches: false, reAlarmS: 900, reAlarmTimes: 12 } as const;
const NOTICE = { annunciation: "advisory", latches: false, reAlarmTimes: 0 } as const;

/** Alerts of permits: alarms, and notices about people and vehicles, which are none (rule WP14). */
const KEYS: RuleTable = {
  has: (key) => key.startsWith(PERMIT_RULES),
  get: (key): AlertAttributes | undefined => {
    if (key.startsWith(PERMIT_NOTICES)) return NOTICE;
    return key.startsWith(PERMIT_RULES) ? ALARM : undefined;
  },
};

/** Makes the rules of permits known to the alert book. It watches nothing: findings come from a job of their own. */
export function permitRules(): RuleDetector {
  return {
    kind: "work-permits",
    watches: [],
    counters: { used: 0, untrusted: 0, outOfOrder: 0 },
    keys: KEYS,
    attributes: KEYS,
    observe: () => [],
  };
}

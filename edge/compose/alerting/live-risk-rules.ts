import { LIVE_RISK_RULES } from "../../contracts/safety/live-risk.ts";
import type { RuleDetector, RuleTable } from "../../detect/rules/rule-detector.ts";

const ADVISORY = { annunciation: "advisory", latches: false, reAlarmTimes: 0 } as const;

/** Every alert of live risk, whatever it is about: an advisory, never an alarm (rule LV13). */
const KEYS: RuleTable = {
  has: (key) => key.startsWith(LIVE_RISK_RULES),
  get: (key) => (key.startsWith(LIVE_RISK_RULES) ? ADVISORY : undefined),
};

/** Makes the rules of live risk known to the alert book. It watches nothing: findings come from a tick of their own. */
export function liveRiskRules(): RuleDetector {
  return {
    kind: "live-risk",
    watches: [],
    counters: { used: 0, untrusted: 0, outOfOrder: 0 },
    keys: KEYS,
    attributes: KEYS,
    observe: () => [],
  };
}

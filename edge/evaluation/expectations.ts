/**
 * Where each kind of fault is visible, by its physical effect: rules E3 and E4 in docs/rules/evaluation.md. Kinds are
 * those of docs/simulators.md.
 */
import { can } from "../contracts/plant/kinds.ts";
import type { Asset } from "../contracts/plant/plant.ts";
import type { Occurrence } from "./occurrences.ts";
import type { TrueFault } from "./truth.ts";

/** `right`: it names the part that is wrong. `consequence`: the fault explains it, but it names something else. */
export type Bearing = "right" | "consequence" | undefined;

type AlertSubject = Pick<Occurrence, "rule" | "label" | "component" | "signal" | "kind">;
type Test = (fault: TrueFault, alert: AlertSubject, asset: Asset | undefined) => boolean;

/** Components below the wrong one are right too: a spindle's bearing is the spindle (rule AS10). */
const isPartOf = (component: string, whole: string): boolean =>
  component === whole || (whole !== "" && component.startsWith(`${whole}/`));
const isOwn = (fault: TrueFault, alert: AlertSubject): boolean => alert.label === fault.asset;
/** The fault's own asset, in one of these components; without a list, in any. */
const own =
  (...components: readonly string[]): Test =>
  (fault, alert) =>
    isOwn(fault, alert) && (components.length === 0 || components.some((part) => isPartOf(alert.component, part)));
const samePart: Test = (fault, alert) => isOwn(fault, alert) && isPartOf(alert.component, fault.component);
const sameInstrument: Test = (fault, alert) =>
  isOwn(fault, alert) &&
  `${alert.component === "" ? "" : `${alert.component}/`}${alert.signal}` === fault.parameters["signal"];
const safety: Test = (fault, alert) => isOwn(fault, alert) && alert.kind === "safety";
/** The hall's safety controllers report about other assets, in components with their names. */
const safetyController: Test = (fault, alert) =>
  alert.kind === "safety" && alert.component === fault.asset.toLowerCase();
const ofKind =
  (kind: Asset["kind"], ...components: readonly string[]): Test =>
  (_fault, alert, asset) =>
    asset?.kind === kind && (components.length === 0 || components.some((part) => isPartOf(alert.component, part)));
const meterOf =
  (medium: Asset["medium"]): Test =>
  (_fault, _alert, asset) =>
    asset !== undefined && can(asset, "meters") && asset.medium === medium;
const voltage: Test = (_fault, { signal }) => /voltage/.test(signal);
const link: Test = (fault, { rule }) =>
  rule === `link-stale/${fault.asset}` || rule.startsWith(`link-stale/${fault.asset}/`);
const anywhere: Test = () => true;

interface Expected {
  readonly right: readonly Test[];
  readonly consequence?: readonly Test[];
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  "bearing-wear": { right: [own("spindle")] },
  imbalance: { right: [own("spindle")] },
  "tool-wear": { right: [own("tool")], consequence: [own("spindle")] },
  "tool-breakage": { right: [own("tool", "spindle")], consequence: [own()] },
  backlash: { right: [samePart] },
  "coolant-loss": { right: [own("coolant")], consequence: [own("tool", "spindle")] },
  "gear-wear": { right: [samePart, own("brake-test")] },
  "battery-fade": { right: [own("battery")] },
  "oven-heater": { right: [samePart], consequence: [own("burner", "zone-1", "zone-2", "zone-3", "pieces")] },
  "filter-clogging": { right: [own("filter", "extraction", "air", "inlet", "oil/separator")], consequence: [own()] },
  "cooling-loss": { right: [own("condenser", "compressor")], consequence: [own()] },
  "quality-shift": {
    right: [own("tool", "result", "workpiece")],
    consequence: [own(), ofKind("cmm"), ofKind("press"), ofKind("test-bench")],
  },
  "porous-castings": { right: [ofKind("leak-tester"), ofKind("vision")], consequence: [ofKind("test-bench")] },
  "air-leak": {
    right: [ofKind("compressor"), meterOf("compressed-air")],
    consequence: [(_fault, { component }) => component === "pneumatics"],
  },
  "water-leak": { right: [meterOf("water"), own("water", "bath", "rinse")] },
  "gas-leak": { right: [meterOf("natural-gas"), own("burner"), ofKind("gas-detector", "gas")] },
  "meter-error": { right: [own()], consequence: [ofKind("meter"), ofKind("switchboard")] },
  "power-sag": { right: [voltage], consequence: [anywhere] },
  "person-in-cell": { right: [safety], consequence: [own()] },
  "person-near-cobot": { right: [safety], consequence: [own()] },
  "bypassed-interlock": { right: [safety] },
  "forgotten-bypass": { right: [safety], consequence: [own()] },
  "emergency-stop": { right: [safety, safetyController], consequence: [own()] },
  "blocked-route": { right: [own("safety", "fault", "drive")], consequence: [own()] },
  "localisation-loss": { right: [own("pose", "fault")], consequence: [own()] },
  "sensor-drift": { right: [sameInstrument] },
  "sensor-stuck": { right: [sameInstrument] },
  "sensor-noisy": { right: [sameInstrument] },
  // A detector of gas says itself that it is faulty.
  "sensor-dropped": { right: [sameInstrument, own("sensor")] },
  "network-loss": { right: [link] },
  "clock-jump": { right: [], consequence: [link] },
  "counter-reset": { right: [own("energy", "counter")] },
};

/**
 * Kinds that cannot be judged from files: protocol servers simulate them, and a clock jump is visible only in arrival
 * times.
 */
const UNSEEN = new Set([
  ...["server-restart", "duplicate-messages", "late-messages", "clock-jump", "unsafe-act", "camera-silent"],
  ...["near-miss", "double-release", "person-down", "lone-worker"],
]);

/** Kinds that end no function, or are repaired before, so that their damage is a share of a limit. */
const LIMITED = new Set([
  "air-leak",
  "backlash",
  "battery-fade",
  "filter-clogging",
  "gas-leak",
  "imbalance",
  "water-leak",
]);

/** Whether forecasts are about a limit, because the fault ends no function or is repaired before (E30). */
export function endsAtLimit({ kind }: TrueFault): boolean {
  return LIMITED.has(kind);
}

/** Whether only protocol servers simulate the fault, so that no run without them shows it. */
export function isOfServers({ kind }: TrueFault): boolean {
  return UNSEEN.has(kind);
}

/** Whether alerts can be compared with this fault at all. */
export function isJudged(fault: TrueFault): boolean {
  return fault.observableAt !== undefined && !isOfServers(fault);
}

/** Relation of an alert to a fault. A kind that is not in this table is expected in the part that the truth names. */
export function bearingOf(fault: TrueFault, alert: AlertSubject, asset: Asset | undefined): Bearing {
  const { right, consequence = [] } = EXPECTED[fault.kind] ?? { right: [samePart] };
  if (right.some((test) => test(fault, alert, asset))) return "right";
  return consequence.some((test) => test(fault, alert, asset)) ? "consequence" : undefined;
}

/** Whether the alert is about the fault's own asset, which decides the order in which faults were named. */
export function isAboutItsAsset(fault: TrueFault, alert: AlertSubject): boolean {
  return isOwn(fault, alert);
}

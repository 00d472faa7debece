/** Which signals of an asset say what it is asked to do (rules LR1 and LR2 in docs/rules/learned-regimes.md). */
import type { Tag, TagRole } from "../../contracts/plant/tag.ts";

/** Signals of an asset at most, so that what is known about a regime stays small. */
const MOST_SIGNALS = 4;
/** An enum with more values is a code, not a choice of what to do. */
const MOST_LABELS = 8;

/** Roles of signals that a machine is driven by; any other role has a meaning of its own. */
const DRIVEN: ReadonlySet<TagRole> = new Set(["active-power", "spindle-speed", "belt-speed"]);
const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
/** Last word of a value that somebody or something sets. */
const SET = words("setpoint target command reference override");
/** Words of a switch or a choice, and of one that reports a state of health, a person or a place instead. */
const CHOSEN = words(
  "running run on enabled enable started active loaded mode stage step state phase command selector",
);
const REPORTED = words(
  "alarm fault error warning trip ready ok connected door gate guard emergency protective stop low high present",
);
/** Last word of an effort, of which there is more the more the machine is asked to do. */
const EFFORT = words("speed rpm load power current output demand opening throttle");
/** Words of quantities that answer to the work, and sound like an effort. */
const RESPONSE = words("specific reactive apparent vibration temperature leak wind ripple factor fault l2 l3 n");
/** Parts that move within a cycle or count, whatever the machine does. */
const NO_PART = /^(?:joint|axis)(?:-|$)|^(?:counter|energy|result|feature|workpiece|tool)$/;
const VALVE = /valve|damper|vane/;

/** `set`: exact; `chosen`: a switch or an enum; `effort`: measured, it goes on with more or less of it. */
export type DemandKind = "chosen" | "set" | "effort";

export interface DemandSignal {
  readonly tag: Tag;
  readonly kind: DemandKind;
}

/**
 * The signals by which regimes are learnt: choices first, then set values, then efforts. Responses (temperatures,
 * vibration, pressures, flows) are none, because a fault moves them.
 */
export function demandSignals(tags: readonly Tag[]): readonly DemandSignal[] {
  const found = tags.flatMap((tag) => {
    const kind = kindOf(tag);
    return kind === undefined ? [] : [{ tag, kind }];
  });
  const of = (kind: DemandKind) => found.filter((one) => one.kind === kind);
  const efforts = of("effort").toSorted((a, b) => rank(a.tag) - rank(b.tag));
  return [...of("chosen"), ...of("set"), ...efforts].slice(0, MOST_SIGNALS);
}

/** A signal with a role was meant by the config. */
function rank({ role }: Tag): number {
  return role === undefined ? 1 : 0;
}

function kindOf(tag: Tag): DemandKind | undefined {
  const { type, role, component, signal, unit } = tag;
  if (tag.isStatic === true || tag.isDerived === true || tag.class !== undefined) return undefined;
  if (component.split("/").some((part) => NO_PART.test(part))) return undefined;
  if (role !== undefined) return DRIVEN.has(role) && type === "number" ? "effort" : undefined;
  const parts = signal.split("-");
  if (parts.some((word) => REPORTED.has(word))) return undefined;
  if (type === "boolean" || type === "enum")
    return parts.some((word) => CHOSEN.has(word)) && (tag.labels?.length ?? 0) <= MOST_LABELS ? "chosen" : undefined;
  if (type !== "number" || unit === undefined) return undefined;
  const last = parts.at(-1) ?? "";
  if (SET.has(last)) return "set";
  if (parts.some((word) => RESPONSE.has(word))) return undefined;
  if (EFFORT.has(last) || (parts.includes("load") && unit === "%")) return "effort";
  return last === "position" && VALVE.test(`${component}-${signal}`) ? "effort" : undefined;
}

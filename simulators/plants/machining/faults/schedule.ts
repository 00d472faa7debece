import type { WireFault } from "../../../kernel/contract.ts";
import type { TruthEvent } from "../../../kernel/events.ts";
import type { Conditions } from "../../../kernel/faults/condition.ts";
import { GrowthPath } from "../../../kernel/faults/growth.ts";
import type { FaultKind } from "../../../kernel/faults/kind.ts";
import type { Random } from "../../../kernel/random.ts";
import type { GrowthLaw, PlannedFault } from "../../../scenario/scenario.ts";
import { STATIONS } from "../layout.ts";
import { FAULT_KINDS } from "./registry.ts";

const LAWS: Readonly<Record<GrowthLaw, (u: number) => number>> = {
  linear: (u) => u,
  exponential: (u) => Math.expm1(4 * u) / Math.expm1(4),
  accelerating: (u) => u * u,
};

const PARTS = [
  "spindle",
  "coolant",
  "filter",
  "condenser",
  ...[1, 2, 3].map((zone) => `zone-${zone}`),
  ...[1, 2, 3, 4, 5, 6].map((joint) => `joint-${joint}`),
];

/** One occurrence of a planned fault. */
interface Occurrence {
  phase: "begins" | "observable" | "functional-failure" | "repaired";
  startS: number;
  damage: number;
  readonly growth: Growth;
  /** When its part will fail; undefined if the damage never grows that far. */
  readonly failsAtMs: number | undefined;
}

/** How one specimen of a part fails: its path of damage, and how much damage there is at the failure. */
interface Growth {
  readonly path: GrowthPath;
  readonly level: number;
}

/** A part that fails does so at its own level of damage, from this share of the scale on. */
const EARLIEST_FAILURE = 0.8;

interface Running {
  readonly plan: PlannedFault;
  readonly kind: FaultKind;
  occurrence: Occurrence | null;
}

interface FaultOptions {
  readonly conditions: Conditions;
  /** Each occurrence draws from a stream of its own (E19). */
  readonly random: Random;
  readonly truth: (event: TruthEvent) => void;
}

/**
 * Turns the scenario's faults into the condition of each asset, second by second, and reports when each begins, becomes
 * visible, fails and is repaired.
 */
export class FaultSchedule {
  readonly #faults: readonly Running[];
  readonly #conditions: Conditions;
  readonly #truth: (event: TruthEvent) => void;
  readonly #random: Random;
  #wire: readonly WireFault[] = [];
  /** Names of faults that somebody has repaired. */
  readonly #repaired = new Set<string>();
  /** False while the plant warms up and has no listeners. */
  #isHeard = false;

  constructor(plans: readonly PlannedFault[], { conditions, random, truth }: FaultOptions) {
    this.#faults = plans.map((plan) => ({ plan, kind: FAULT_KINDS.get(plan.kind) as FaultKind, occurrence: null }));
    this.#conditions = conditions;
    this.#random = random;
    this.#truth = truth;
  }

  /** Active faults for the protocol servers. */
  get wire(): readonly WireFault[] {
    return this.#wire;
  }

  /** Occurrences are reported from now on; those already in progress are reported with the next step. */
  listen(): void {
    this.#isHeard = true;
    for (const fault of this.#faults) fault.occurrence = null;
  }

  /** Somebody repairs the fault of this name for good; unknown names do nothing. */
  repair(id: string): void {
    this.#repaired.add(id);
  }

  /** Sets the conditions of the second that begins `timeS` after the start of the scenario. */
  step(timeS: number, nowMs: number): void {
    if (this.#faults.length === 0) return;
    for (const condition of this.#conditions.all) condition.reset();
    const wire: WireFault[] = [];
    for (const fault of this.#faults) {
      const begun = this.#follow(fault, timeS, nowMs);
      const { plan, kind, occurrence } = fault;
      if (occurrence === null) continue;
      const { damage } = occurrence;
      if (kind.level === "wire")
        wire.push({
          id: plan.id,
          kind: kind.name,
          target: plan.asset,
          severity: damage,
          sinceMs: nowMs - 1000 * (timeS - occurrence.startS),
          parameters: plan.parameters,
        });
      // Protocol servers recognise a momentary wire fault by its start, however seldom they check.
      else if (kind.momentary !== true || begun) this.#apply(fault, occurrence, timeS);
    }
    this.#wire = wire;
  }

  #apply({ plan, kind }: Running, { damage, startS, growth }: Occurrence, timeS: number): void {
    const condition = this.#conditions.of(plan.asset);
    const ageS = timeS - startS;
    kind.apply?.(condition, { damage: damage * growth.level, component: plan.component, parameters: plan.parameters });
    if (kind.course === "progressive" && kind.fails && damage >= 1) condition.failed = true;
    if (plan.repairS > 0 && ageS >= plan.lastsS - plan.repairS) condition.inRepair = true;
  }

  /** Advances the fault; true when an occurrence begins now. */
  #follow(fault: Running, timeS: number, nowMs: number): boolean {
    const { plan } = fault;
    const startS = this.#repaired.has(plan.id) ? null : startOf(plan, timeS);
    let begun = false;
    const before = fault.occurrence;
    if (before !== null && (startS !== before.startS || timeS >= before.startS + plan.lastsS)) {
      this.#report(fault, before, "repaired", nowMs);
      fault.occurrence = null;
    }
    if (fault.occurrence === null && startS !== null && timeS < startS + plan.lastsS) {
      const growth = this.#growthOf(fault, startS);
      const damage = damageAt(plan, growth, timeS - startS);
      const failsAtMs = wearsOut(fault) ? nowMs + 1000 * (startS + plan.overS - timeS) : undefined;
      fault.occurrence = { phase: "begins", startS, damage, growth, failsAtMs };
      begun = true;
      this.#report(fault, fault.occurrence, "begins", nowMs);
    }
    const { occurrence } = fault;
    if (occurrence === null) return false;
    occurrence.damage = damageAt(plan, occurrence.growth, timeS - occurrence.startS);
    // A part that fails early has less damage on the way than its share of the growth.
    const { damage, growth } = occurrence;
    if (occurrence.phase === "begins" && damage * growth.level >= fault.kind.observableFrom && this.#isShown(fault))
      this.#report(fault, occurrence, "observable", nowMs);
    if (occurrence.phase === "observable" && fault.kind.fails && occurrence.damage >= 1)
      this.#report(fault, occurrence, "functional-failure", nowMs);
    return begun;
  }

  /**
   * The draws of one occurrence, which no other fault shifts. A planned size is kept; a failure has a level of its own.
   */
  #growthOf(fault: Running, startS: number): Growth {
    const { plan } = fault;
    const random = this.#random.at(`${plan.asset}/${plan.component} ${plan.kind} ${startS}`);
    return {
      level: wearsOut(fault) ? random.between(EARLIEST_FAILURE, 1) : 1,
      path: new GrowthPath(LAWS[plan.law], random),
    };
  }

  #isShown({ plan, kind }: Running): boolean {
    const { shownBy } = kind;
    if (shownBy === undefined) return true;
    const trace = typeof shownBy === "function" ? shownBy(plan.parameters) : shownBy;
    return this.#conditions.of(plan.asset).traces.has(trace);
  }

  #report({ plan, kind }: Running, occurrence: Occurrence, phase: Occurrence["phase"], timeMs: number): void {
    occurrence.phase = phase;
    const { failsAtMs } = occurrence;
    const cause = phase === "begins" ? kind.causes?.(plan) : undefined;
    if (this.#isHeard)
      this.#truth({
        type: "fault",
        timeMs,
        fault: plan.id,
        kind: plan.kind,
        asset: plan.asset,
        component: plan.component,
        parameters: plan.parameters,
        phase,
        damage: occurrence.damage,
        ...(cause === undefined ? {} : { cause }),
        ...(kind.branchOf === undefined ? {} : { branch: kind.branchOf(plan.asset) }),
        ...(phase === "begins" && failsAtMs !== undefined ? { failsAtMs } : {}),
      });
  }

  /**
   * Seconds until functional failure of every wearing part, by `ASSET/COMPONENT`, also of parts whose fault has not
   * begun. Null if the scenario has no failure of the part.
   */
  remainingS(timeS: number): Record<string, number | null> {
    const remaining: Record<string, number | null> = Object.fromEntries(WEARING_PARTS.map((part) => [part, null]));
    for (const { plan, kind } of this.#faults) {
      if (kind.course !== "progressive" || !kind.fails || plan.severity < 1) continue;
      const failsInS = failureS(plan, timeS);
      const part = `${plan.asset}/${plan.component}`;
      const known = remaining[part] ?? null;
      if (failsInS !== null) remaining[part] = known === null ? failsInS : Math.min(known, failsInS);
    }
    return remaining;
  }
}

/** Every part of every station that a kind of fault can wear to functional failure. */
const WEARING_PARTS: readonly string[] = STATIONS.flatMap(({ id, kind: station }) =>
  [...FAULT_KINDS.values()].flatMap(({ course, fails, targets, components, component }) => {
    if (course !== "progressive" || !fails || !targets.includes(station)) return [];
    return PARTS.filter((part) => components?.test(part) ?? part === component).map((part) => `${id}/${part}`);
  }),
);

/** Whether the fault grows until its part fails. */
function wearsOut({ plan: { severity, overS }, kind: { fails } }: Running): boolean {
  return fails && severity === 1 && overS > 0;
}

/**
 * Seconds to the next functional failure of a planned fault; 0 while it has failed and is not repaired, null if there
 * is no further one.
 */
function failureS(plan: PlannedFault, timeS: number): number | null {
  const startS = startOf(plan, timeS) ?? plan.atS;
  if (timeS < startS + plan.lastsS) return Math.max(0, startS + plan.overS - timeS);
  return plan.everyS === Number.POSITIVE_INFINITY ? null : startS + plan.everyS + plan.overS - timeS;
}

/** The latest start of a fault that is not after `timeS`, or null. */
function startOf({ atS, everyS }: PlannedFault, timeS: number): number | null {
  if (timeS < atS) return null;
  return everyS === Number.POSITIVE_INFINITY ? atS : atS + everyS * Math.floor((timeS - atS) / everyS);
}

/** Damage `ageS` after the start: grows along its path to the severity, and stays there. */
function damageAt({ severity, overS }: PlannedFault, { path }: Growth, ageS: number): number {
  return overS === 0 ? severity : severity * path.at(ageS / overS);
}

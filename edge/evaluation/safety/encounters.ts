/** Near misses that happened, and whether indications foretold them or were about nothing (rule E72). */
import type { TrackRiskKind } from "../../contracts/safety/live-risk.ts";
import { STEP_S, type TrueScene } from "./true-scene.ts";

/** Nearer than this while a vehicle moves is a near miss. Beyond `CLOSE_M` nothing happened at all. */
const NEAR_M = 0.3;
const CLOSE_M = 1;
/** An indication must stand so long before. It is about nothing if nothing comes close so long behind its begin. */
const AHEAD_STEPS = Math.round(2 / STEP_S);
const JUDGED_STEPS = Math.round(8 / STEP_S);
const COURSE_STEPS = Math.round(4 / STEP_S);
/** What an indication knows was measured within so long before it. */
const SENSED_STEPS = Math.round(1 / STEP_S);
/** A pair that was apart for so long meets anew. */
const APART_STEPS = Math.round(5 / STEP_S);

export type Verdict = "near-miss" | "close" | "averted" | "false";
export type ConflictKind = Extract<TrackRiskKind, "conflict-person" | "conflict-vehicle" | "person-vehicle">;

export interface NearMiss {
  readonly with: "person" | "vehicle";
  readonly vehicle: string;
  readonly atStep: number;
  leastM: number;
  readonly foretold: boolean;
}

interface Verdicts {
  readonly alerts: number;
  readonly of: Readonly<Record<Verdict, number>>;
}

interface Begun {
  readonly kind: ConflictKind;
  readonly vehicle: number;
  readonly step: number;
}

/** A meeting in progress: its near miss, and when the pair was near for the last time. */
interface Meeting {
  near: NearMiss | undefined;
  step: number;
}

export class Encounters {
  readonly nearMisses: NearMiss[] = [];
  readonly #scene: TrueScene;
  readonly #standing = new Map<ConflictKind, Uint8Array[]>();
  readonly #meetings = new Map<number, Meeting>();
  readonly #counts = new Map<ConflictKind, Record<Verdict, number>>();
  #begun: Begun[] = [];

  constructor(scene: TrueScene) {
    this.#scene = scene;
  }

  /** An indication of a vehicle began at the present step. */
  begin(kind: ConflictKind, vehicle: number): void {
    this.#begun.push({ kind, vehicle, step: this.#scene.steps - 1 });
  }

  /** Looks at the newest step; `stands` says for which vehicles each kind stands now. */
  step(stands: (kind: ConflictKind, vehicle: number) => boolean): void {
    const scene = this.#scene;
    const step = scene.steps - 1;
    const kinds = ["conflict-person", "conflict-vehicle"] as const;
    for (const kind of kinds) {
      const rows = this.#standing.get(kind) ?? [];
      this.#standing.set(kind, rows);
      rows.push(Uint8Array.from(scene.vehicles, (_, vehicle) => (stands(kind, vehicle) ? 1 : 0)));
      if (rows.length > AHEAD_STEPS + 1) rows.shift();
    }
    for (let vehicle = 0; vehicle < scene.vehicles.length; vehicle++) {
      if (scene.moves(vehicle, step)) this.#meet(vehicle, vehicle, scene.toPeopleM(vehicle, step));
      for (let other = vehicle + 1; other < scene.vehicles.length; other++)
        this.#meet(vehicle, other, scene.betweenM(vehicle, other, step));
    }
    this.#judge(step);
  }

  verdicts(kind: ConflictKind): Verdicts {
    const of = this.#counts.get(kind) ?? none();
    return { alerts: Object.values(of).reduce((sum, one) => sum + one, 0), of };
  }

  /** `other`: the same vehicle where it meets people. */
  #meet(vehicle: number, other: number, gapM: number): void {
    if (gapM > CLOSE_M) return;
    const step = this.#scene.steps - 1;
    const pair = vehicle * this.#scene.vehicles.length + other;
    const known = this.#meetings.get(pair);
    const meeting = known !== undefined && step - known.step <= APART_STEPS ? known : { near: undefined, step };
    this.#meetings.set(pair, meeting);
    meeting.step = step;
    if (gapM >= NEAR_M) return;
    if (meeting.near === undefined) {
      meeting.near = this.#missed(vehicle, other, step);
      if (meeting.near !== undefined) this.nearMisses.push(meeting.near);
    }
    if (meeting.near !== undefined) meeting.near.leastM = Math.min(meeting.near.leastM, gapM);
  }

  #missed(one: number, other: number, step: number): NearMiss | undefined {
    const what = one === other ? "person" : "vehicle";
    const rows = this.#standing.get(what === "person" ? "conflict-person" : "conflict-vehicle") ?? [];
    const before = rows.length > AHEAD_STEPS ? rows[0] : undefined;
    if (before === undefined) return undefined;
    const vehicle = this.#scene.vehicles[one] as string;
    const foretold = before[one] === 1 || before[other] === 1;
    return { with: what, vehicle, atStep: step, leastM: NEAR_M, foretold };
  }

  #judge(step: number): void {
    const due = this.#begun.filter((one) => one.step + JUDGED_STEPS <= step);
    if (due.length === 0) return;
    this.#begun = this.#begun.filter((one) => one.step + JUDGED_STEPS > step);
    for (const one of due) {
      const counts = this.#counts.get(one.kind) ?? none();
      this.#counts.set(one.kind, counts);
      counts[this.#verdictOf(one)]++;
    }
  }

  #verdictOf({ kind, vehicle, step }: Begun): Verdict {
    const scene = this.#scene;
    let least = Number.POSITIVE_INFINITY;
    for (let at = step; at < step + JUDGED_STEPS; at++) {
      if (kind === "conflict-vehicle")
        for (let other = 0; other < scene.vehicles.length; other++)
          least = Math.min(least, other === vehicle ? least : scene.betweenM(vehicle, other, at));
      else if (scene.moves(vehicle, at)) least = Math.min(least, scene.toPeopleM(vehicle, at));
    }
    if (least < NEAR_M) return "near-miss";
    if (least < CLOSE_M) return "close";
    const course = { steps: COURSE_STEPS, closeM: CLOSE_M };
    for (let from = Math.max(0, step - SENSED_STEPS); from <= step && kind !== "conflict-vehicle"; from++)
      if (scene.wouldMeet(vehicle, from, course)) return "averted";
    return "false";
  }
}

function none(): Record<Verdict, number> {
  return { "near-miss": 0, close: 0, averted: 0, false: 0 };
}

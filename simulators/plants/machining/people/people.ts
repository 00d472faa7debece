import type { Person, SafetyDevice, SafetyState } from "../../../kernel/contract.ts";
import type { Conditions } from "../../../kernel/faults/condition.ts";
import { clamp, length } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import type { PlannedFault } from "../../../scenario/scenario.ts";
import { STATIONS } from "../layout.ts";
import type { Surroundings } from "../machine.ts";
import { CellVisits } from "./cell-visits.ts";
import type { Crossings } from "./crossings.ts";
import type { Point } from "./footpaths.ts";
import { Walker } from "./walker.ts";
import {
  ALONE_M,
  CANTEEN,
  COBOTS,
  FAR_M,
  LEANING_M,
  LINE_M,
  POSITIONING,
  REACH_M,
  ROUNDS,
  SPEED_MS,
} from "./work-places.ts";
import { contains, GATES, ZONES } from "./zones.ts";

function positionOf(station: string): Point {
  const found = STATIONS.find(({ id }) => id === station);
  if (found === undefined) throw new Error(`the layout has no ${station}`);
  return found;
}

/** A person with a task: the next destination and its time. */
interface Task {
  readonly walker: Walker;
  /** Random numbers of this person alone, so that nobody else's paths change when this one is called away. */
  readonly random: Random;
  /** Chooses the next place; null stays. */
  next(): Point | null;
  dueMs: number;
  isAway: boolean;
}

/** The people in the hall, and the safety controllers' view of them. */
export class People implements SafetyState {
  readonly zones = ZONES;
  readonly devices: readonly SafetyDevice[];
  readonly #tasks: Task[] = [];
  readonly #technicians: Walker[] = [];
  readonly #attendants = new Map<string, Walker>();
  readonly #around: Surroundings;
  readonly #conditions: Conditions;
  readonly #random: Random;
  readonly #crossings: Crossings;
  readonly #nearest = new Map<string, number>(COBOTS.map((id) => [id, FAR_M]));
  readonly #visits: CellVisits;
  #shown = new Map<string, boolean>();

  constructor(around: Surroundings, random: Random, crossings: Crossings) {
    this.#around = around;
    this.#crossings = crossings;
    this.#conditions = around.conditions;
    this.#random = random;
    this.#visits = new CellVisits(this.#technicians, around.conditions);
    this.devices = this.#createDevices();
    for (const [at, { role, stands }] of ROUNDS.entries())
      this.#add(`P-${String(at + 1).padStart(2, "0")}`, role, stands);
    for (const id of COBOTS) this.#addAttendant(id);
    for (const at of [1, 2]) {
      const stands = [
        { x: 46 + 16 * at, y: 11.9 },
        { x: 46.8, y: 40 },
        { x: 82.2, y: 40 },
      ];
      this.#technicians.push(this.#add(`T-0${at}`, "technician", stands));
    }
  }

  get people(): readonly Walker[] {
    return this.#tasks.map(({ walker }) => walker);
  }

  /** Reports the people of these faults that do not exist, with those that a fault can name. */
  unknown(faults: readonly PlannedFault[]): string[] {
    const attendants = [...this.#attendants.values()];
    const known = this.people.filter((walker) => !attendants.includes(walker)).map(({ id }) => id);
    return faults.flatMap(({ id, parameters: { person } }) =>
      person === undefined || known.includes(String(person))
        ? []
        : [`fault ${id}: the plant has no person ${person}; it has ${known.join(", ")}`],
    );
  }

  /** A person is in the fenced cell of a robot. */
  isInside(robot: string): boolean {
    const zone = ZONES.find(({ station }) => station === robot);
    return (
      zone !== undefined &&
      this.#tasks.some(({ walker }) => walker.present && contains(zone.polygon, walker.x, walker.y))
    );
  }

  /** The true state of the gate, regardless of its switch. */
  isGateOpen(robot: string): boolean {
    return this.#visits.isGateOpen(robot);
  }

  /** Distance from a cobot's base to the nearest person. */
  nearestM(cobot: string): number {
    return this.#nearest.get(cobot) ?? Number.POSITIVE_INFINITY;
  }

  step(dtS: number): void {
    const { nowMs } = this.#around;
    const ofAll = this.#conditions.of(POSITIONING);
    for (const task of this.#tasks) {
      const { walker } = task;
      if (!walker.isWalking && nowMs >= task.dueMs && !task.isAway && !walker.lies) {
        const to = task.next();
        if (to !== null) walker.goTo(to);
        task.dueMs = nowMs + 1000 * task.random.between(20, 150);
      }
      const lay = walker.lies;
      walker.lie(ofAll.down.has(walker.id));
      if (walker.lies !== lay) ofAll.show(`person-down ${walker.id}`, walker.lies);
      walker.step(dtS, nowMs / 1000);
    }
    this.#visits.step();
    this.#watchCobots();
  }

  /** Breaks, ends of shifts and safety devices; called every second. */
  slow(): void {
    const { workTime } = this.#around;
    const { alone } = this.#conditions.of(POSITIONING);
    for (const task of this.#tasks) {
      const { walker } = task;
      walker.present = workTime !== "off-shift";
      const takesBreak = workTime === "break" && !this.#technicians.includes(walker);
      const isCalled = (takesBreak || alone !== "") && walker.id !== alone && !this.#visits.isVisitor(walker);
      // Somebody who lies goes later, once up again.
      const isAway = isCalled && !walker.lies;
      if (isAway && !task.isAway) walker.goTo(CANTEEN);
      task.isAway = isAway;
    }
    this.#conditions.of(POSITIONING).show("alone", this.#isAlone(alone));
    for (const { id, active } of this.devices) {
      if ((this.#shown.get(id) ?? false) === active) continue;
      this.#shown.set(id, active);
      this.#around.report({ type: "safety-changed", timeMs: this.#around.nowMs, device: id, active });
    }
  }

  /** Nobody else is near the person. */
  #isAlone(id: string): boolean {
    const one = this.people.find((walker) => walker.id === id);
    return (
      one?.present === true &&
      this.people.every((other) => other === one || length(other.x - one.x, other.y - one.y) > ALONE_M)
    );
  }

  #createDevices(): readonly SafetyDevice[] {
    const of = (
      station: string,
      kind: SafetyDevice["kind"],
      name: string,
      { x, y }: Point,
      isActive: () => boolean,
    ): SafetyDevice => ({
      id: `${station}/${name}`,
      station,
      kind,
      x,
      y,
      get active() {
        return isActive();
      },
    });
    const stops = ["PRS-01", "TGT-01", ...COBOTS, ...GATES.map(({ station }) => station)];
    return [
      ...GATES.map((gate) =>
        of(
          gate.station,
          "gate",
          "gate",
          gate,
          () => this.isGateOpen(gate.station) && !this.#conditions.of(gate.station).interlockBypassed,
        ),
      ),
      ...COBOTS.map((station) =>
        of(station, "light-curtain", "curtain", pick(positionOf(station)), () => this.nearestM(station) < 1.2),
      ),
      ...stops.map((station) =>
        of(
          station,
          "emergency-stop",
          "emergency-stop",
          pick(positionOf(station)),
          () => this.#conditions.of(station).emergencyStop,
        ),
      ),
    ];
  }

  #add(id: string, role: Person["role"], stands: readonly Point[]): Walker {
    const random = this.#random.at(id);
    const { mean, deviation, least, most } = SPEED_MS;
    const speedMS = clamp(mean + deviation * random.normal(), least, most);
    const crossings = this.#crossings;
    const walker = new Walker(id, role, { at: stands[0] as Point, speedMS, reachM: REACH_M.usual, crossings, random });
    let at = 0;
    this.#tasks.push({
      walker,
      random,
      dueMs: this.#around.nowMs + 1000 * random.between(5, 90),
      isAway: false,
      next: () => {
        at = (at + 1 + Math.floor(random.next() * (stands.length - 1))) % stands.length;
        return this.#visits.isVisitor(walker) ? null : (stands[at] as Point);
      },
    });
    return walker;
  }

  #addAttendant(cobot: string): void {
    const base = positionOf(cobot);
    const at = (radiusM: number, rad: number): Point => ({
      x: base.x + radiusM * Math.cos(rad),
      y: base.y + radiusM * Math.sin(rad),
    });
    const id = `A-${cobot}`;
    const random = this.#random.at(id);
    const walker = new Walker(id, "operator", {
      ...{ at: at(3.2, Math.PI / 2), speedMS: 0.9, reachM: REACH_M.attendant },
      ...{ crossings: this.#crossings, random },
    });
    this.#attendants.set(cobot, walker);
    this.#tasks.push({
      walker,
      random,
      dueMs: 0,
      isAway: false,
      next: () =>
        this.#conditions.of(cobot).personNear
          ? null
          : at(random.between(LINE_M + 0.3, FAR_M), Math.PI / 2 + random.between(-0.6, 0.6)),
    });
  }

  #watchCobots(): void {
    for (const [cobot, attendant] of this.#attendants) {
      const base = positionOf(cobot);
      const distance = length(attendant.x - base.x, attendant.y - base.y);
      const isNearWanted = this.#conditions.of(cobot).personNear;
      if (isNearWanted && distance > LEANING_M + 0.15) {
        attendant.approach({
          x: base.x + ((attendant.x - base.x) * LEANING_M) / distance,
          y: base.y + ((attendant.y - base.y) * LEANING_M) / distance,
        });
      } else if (!isNearWanted && distance < LINE_M - 0.05) {
        attendant.approach({ x: base.x, y: base.y + LINE_M + 0.4 });
      }
      let nearest = Number.POSITIVE_INFINITY;
      for (const { walker } of this.#tasks)
        if (walker.present) nearest = Math.min(nearest, length(walker.x - base.x, walker.y - base.y));
      this.#nearest.set(cobot, Math.min(10, nearest));
    }
  }
}

function pick({ x, y }: Point): Point {
  return { x, y };
}

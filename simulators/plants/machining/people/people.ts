import type { Person, SafetyDevice, SafetyState } from "../../../kernel/contract.ts";
import type { Conditions } from "../../../kernel/faults/condition.ts";
import { length } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import { STATIONS } from "../layout.ts";
import type { Surroundings } from "../machine.ts";
import type { Crossings } from "./crossings.ts";
import type { Point } from "./footpaths.ts";
import { Walker } from "./walker.ts";
import { contains, GATES, type Gate, ZONES } from "./zones.ts";

/** Work places of the people of an area. They begin at the first. */
const ROUNDS: readonly { readonly role: Person["role"]; readonly stands: readonly Point[] }[] = [
  { role: "operator", stands: [25, 31, 37, 43].map((x) => ({ x, y: 48.4 })) },
  { role: "operator", stands: [28, 34, 40].map((x) => ({ x, y: 48.2 })) },
  { role: "operator", stands: [55, 64, 73].map((x) => ({ x, y: 40.2 })) },
  { role: "operator", stands: [85, 91, 98].map((x) => ({ x, y: 48.8 })) },
  { role: "operator", stands: [85.5, 93, 98].map((x) => ({ x, y: 38.6 })) },
  { role: "operator", stands: [98, 90, 76].map((x) => ({ x, y: 24.8 })) },
  { role: "operator", stands: [24, 30, 34].map((x) => ({ x, y: 31.2 })) },
  {
    role: "logistics",
    stands: [
      { x: 13.4, y: 50 },
      { x: 13.4, y: 46 },
      { x: 13.4, y: 30 },
    ],
  },
  {
    role: "logistics",
    stands: [
      { x: 13.4, y: 26 },
      { x: 22, y: 25 },
      { x: 13.4, y: 31 },
    ],
  },
  {
    role: "visitor",
    stands: [
      { x: 40, y: 38.4 },
      { x: 90, y: 38.4 },
      { x: 62, y: 22.4 },
      { x: 24, y: 14 },
    ],
  },
];

const COBOTS = ["COB-01", "COB-02"] as const;
/** Cobot attendants stay behind the marked line, and off the lane of the middle aisle. */
const LINE_M = 2.6;
const FAR_M = 3.3;
/** Distance of a person who leans in. */
const LEANING_M = 0.7;
const CANTEEN: Point = { x: 30, y: 61 };

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
  readonly #cells: {
    readonly gate: Gate;
    readonly robot: string;
    technician: Walker | null;
    phase: "away" | "coming" | "inside" | "leaving";
  }[];
  #shown = new Map<string, boolean>();

  constructor(around: Surroundings, random: Random, crossings: Crossings) {
    this.#around = around;
    this.#crossings = crossings;
    this.#conditions = around.conditions;
    this.#random = random;
    this.#cells = GATES.map((gate) => ({ gate, robot: gate.station, technician: null, phase: "away" }));
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
    const phase = this.#cells.find((cell) => cell.robot === robot)?.phase;
    return phase === "inside" || phase === "leaving";
  }

  /** Distance from a cobot's base to the nearest person. */
  nearestM(cobot: string): number {
    return this.#nearest.get(cobot) ?? Number.POSITIVE_INFINITY;
  }

  step(dtS: number): void {
    const { nowMs } = this.#around;
    for (const task of this.#tasks) {
      const { walker } = task;
      if (!walker.isWalking && nowMs >= task.dueMs && !task.isAway) {
        const to = task.next();
        if (to !== null) walker.goTo(to);
        task.dueMs = nowMs + 1000 * task.random.between(20, 150);
      }
      if (walker.isWalking) walker.step(dtS);
    }
    this.#watchCells();
    this.#watchCobots();
  }

  /** Breaks, ends of shifts and safety devices; called every second. */
  slow(): void {
    const { workTime } = this.#around;
    for (const task of this.#tasks) {
      task.walker.present = workTime !== "off-shift";
      const isOnBreak = workTime === "break" && !this.#technicians.includes(task.walker);
      if (isOnBreak && !task.isAway) task.walker.goTo(CANTEEN);
      task.isAway = isOnBreak;
    }
    for (const { id, active } of this.devices) {
      if ((this.#shown.get(id) ?? false) === active) continue;
      this.#shown.set(id, active);
      this.#around.report({ type: "safety-changed", timeMs: this.#around.nowMs, device: id, active });
    }
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
    const speedMS = random.between(1, 1.4);
    const walker = new Walker(id, role, { at: stands[0] as Point, speedMS, crossings: this.#crossings });
    let at = 0;
    this.#tasks.push({
      walker,
      random,
      dueMs: this.#around.nowMs + 1000 * random.between(5, 90),
      isAway: false,
      next: () => {
        at = (at + 1 + Math.floor(random.next() * (stands.length - 1))) % stands.length;
        return this.#cells.some((cell) => cell.technician === walker) ? null : (stands[at] as Point);
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
    const place = { at: at(3.2, Math.PI / 2), speedMS: 0.9, crossings: this.#crossings };
    const walker = new Walker(`A-${cobot}`, "operator", place);
    const random = this.#random.at(walker.id);
    this.#attendants.set(cobot, walker);
    this.#tasks.push({
      walker,
      random,
      dueMs: 0,
      isAway: false,
      next: () =>
        this.#conditions.of(cobot).personNear
          ? null
          : at(random.between(LINE_M + 0.1, FAR_M), Math.PI / 2 + random.between(-0.6, 0.6)),
    });
  }

  #watchCobots(): void {
    for (const [cobot, attendant] of this.#attendants) {
      const base = positionOf(cobot);
      const distance = length(attendant.x - base.x, attendant.y - base.y);
      const isNearWanted = this.#conditions.of(cobot).personNear;
      if (isNearWanted && distance > LEANING_M + 0.01) {
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

  /** A person who enters a cell stops before the gate, walks in, and comes out again. */
  #watchCells(): void {
    for (const cell of this.#cells) {
      const isWanted = this.#conditions.of(cell.robot).personInside;
      const outside = { x: cell.gate.x - 0.9, y: cell.gate.y };
      const inside = { x: cell.gate.x + 0.9, y: cell.gate.y + 0.3 };
      if (cell.phase === "away" && isWanted) {
        cell.technician =
          this.#technicians.find((walker) => this.#cells.every((other) => other.technician !== walker)) ?? null;
        cell.technician?.goTo(outside);
        if (cell.technician !== null) cell.phase = "coming";
      } else if (cell.phase === "coming" && cell.technician?.isWalking === false) {
        cell.technician.approach(inside);
        cell.phase = "inside";
      } else if (cell.phase === "inside" && !isWanted) {
        cell.technician?.approach(outside);
        cell.phase = "leaving";
      } else if (cell.phase === "leaving" && cell.technician?.isWalking === false) {
        cell.technician = null;
        cell.phase = "away";
      }
    }
  }
}

function pick({ x, y }: Point): Point {
  return { x, y };
}

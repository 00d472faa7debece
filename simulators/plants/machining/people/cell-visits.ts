import type { Conditions } from "../../../kernel/faults/condition.ts";
import { length } from "../../../kernel/physics.ts";
import type { Point } from "./footpaths.ts";
import type { Walker } from "./walker.ts";
import { GATES } from "./zones.ts";

/** Somebody who sways and moves the feet is still at the place. */
const AT_M = 0.5;

interface Cell {
  readonly robot: string;
  readonly outside: Point;
  readonly inside: Point;
  technician: Walker | null;
  phase: "away" | "coming" | "inside" | "leaving";
}

/** Technicians who enter fenced cells: they stop before the gate, walk in, and come out again. */
export class CellVisits {
  readonly #technicians: readonly Walker[];
  readonly #conditions: Conditions;
  readonly #cells: readonly Cell[];

  constructor(technicians: readonly Walker[], conditions: Conditions) {
    this.#technicians = technicians;
    this.#conditions = conditions;
    this.#cells = GATES.map(({ station, x, y }) => ({
      robot: station,
      outside: { x: x - 0.9, y },
      inside: { x: x + 0.9, y: y + 0.3 },
      technician: null,
      phase: "away",
    }));
  }

  /** The true state of the gate, regardless of its switch. */
  isGateOpen(robot: string): boolean {
    const phase = this.#cells.find((cell) => cell.robot === robot)?.phase;
    return phase === "inside" || phase === "leaving";
  }

  /** Whether somebody is in a cell, or on the way to one or out of it. */
  isVisitor(walker: Walker): boolean {
    return this.#cells.some(({ technician }) => technician === walker);
  }

  /** Call it after people have walked, each step. */
  step(): void {
    for (const cell of this.#cells) {
      const isWanted = this.#conditions.of(cell.robot).personInside;
      if (cell.technician !== null) this.#goOn(cell, cell.technician, isWanted);
      else if (isWanted) this.#call(cell);
    }
  }

  #call(cell: Cell): void {
    cell.technician = this.#nearest(cell.outside);
    if (cell.technician === null) return;
    cell.technician.goTo(cell.outside);
    cell.phase = "coming";
  }

  #goOn(cell: Cell, technician: Walker, isWanted: boolean): void {
    const { outside, inside } = cell;
    if (technician.lies) return;
    if (cell.phase === "inside" && !isWanted) {
      technician.approach(outside);
      cell.phase = "leaving";
    }
    if (technician.isWalking) return;
    const goal = cell.phase === "inside" ? inside : outside;
    if (length(technician.x - goal.x, technician.y - goal.y) > AT_M) {
      // Somebody who fell on the way and has got up again sets out once more.
      if (cell.phase === "coming") technician.goTo(goal);
      else technician.approach(goal);
    } else if (cell.phase === "coming") {
      technician.approach(inside);
      cell.phase = "inside";
    } else if (cell.phase === "leaving") {
      cell.technician = null;
      cell.phase = "away";
    }
  }

  /** The nearest technician who visits no cell and does not lie. */
  #nearest({ x, y }: Point): Walker | null {
    const free = this.#technicians.filter((walker) => !walker.lies && !this.isVisitor(walker));
    return free.toSorted((a, b) => length(a.x - x, a.y - y) - length(b.x - x, b.y - y))[0] ?? null;
  }
}

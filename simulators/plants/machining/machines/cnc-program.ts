import { TrapezoidMove } from "../../../kernel/physics.ts";
import type { Variant } from "../products/variant.ts";
import type { Cut, ToolSpec } from "./cutting.ts";

/** Coordinates of one point, mm and (axis B) degrees, in the order of the machine's axes. */
export type Point = readonly number[];

/** One block of a part program. */
export interface Block {
  readonly line: number;
  readonly tool: number;
  readonly spindleRpm: number;
  readonly from: Point;
  readonly to: Point;
  readonly move: TrapezoidMove;
  /** Path length, mm; degrees count as mm. */
  readonly lengthMm: number;
  /** Standing still for this long instead of moving: tool change, dwell. */
  readonly dwellS: number;
  /** Start within the program. */
  readonly startS: number;
  readonly lastsS: number;
  /** The removed material; null for a move in the air. */
  readonly cut: Cut | null;
  /** Cutting edges per revolution; 1 for turning. */
  readonly teeth: number;
}

export interface PartProgram {
  readonly name: string;
  readonly blocks: readonly Block[];
  readonly durationS: number;
}

type Draft = Omit<Block, "line" | "from" | "move" | "lengthMm" | "startS" | "lastsS"> & { readonly feedMmS: number };

const RAPID_MM_S = 500;
const ACCELERATION_MM_S2 = 2500;
const TOOL_CHANGE_S = 2.2;

/** A tool as a program uses it. */
interface Cutter extends ToolSpec {
  /** Diameter of the workpiece in turning, of the tool in milling, mm. */
  readonly diameterMm: number;
  readonly teeth: number;
  /** Feed per tooth (per turn in turning), mm. */
  readonly feedMm: number;
}

const LATHE_TOOLS = {
  rough: { number: 1, lifeS: 7200, speedMMin: 330, exponent: 0.35, diameterMm: 86, teeth: 1, feedMm: 0.34 },
  finish: { number: 3, lifeS: 9000, speedMMin: 400, exponent: 0.35, diameterMm: 66, teeth: 1, feedMm: 0.18 },
  bore: { number: 5, lifeS: 8400, speedMMin: 300, exponent: 0.32, diameterMm: 62, teeth: 1, feedMm: 0.2 },
  groove: { number: 7, lifeS: 7800, speedMMin: 200, exponent: 0.28, diameterMm: 70, teeth: 1, feedMm: 0.1 },
} as const satisfies Record<string, Cutter>;

const MILL_TOOLS = {
  face: { number: 12, lifeS: 8400, speedMMin: 300, exponent: 0.33, diameterMm: 63, teeth: 6, feedMm: 0.18 },
  contour: { number: 4, lifeS: 7800, speedMMin: 260, exponent: 0.3, diameterMm: 20, teeth: 4, feedMm: 0.12 },
  drill: { number: 21, lifeS: 7000, speedMMin: 130, exponent: 0.25, diameterMm: 8.5, teeth: 2, feedMm: 0.125 },
  tap: { number: 33, lifeS: 6000, speedMMin: 50, exponent: 0.25, diameterMm: 12, teeth: 1, feedMm: 1.75 },
} as const satisfies Record<string, Cutter>;

/** The tools that a kind of machine holds. */
export const TOOLS: Readonly<Record<"lathe" | "machining-centre", readonly ToolSpec[]>> = {
  lathe: Object.values(LATHE_TOOLS),
  "machining-centre": Object.values(MILL_TOOLS),
};

/** Writes a program as a person would: tool by tool, each with its moves. */
class Steps {
  readonly all: Draft[] = [];
  readonly #home: Point;
  #cutter: Cutter | null = null;
  #rpm = 0;

  constructor(home: Point) {
    this.#home = home;
  }

  tool(cutter: Cutter, diameterMm: number = cutter.diameterMm): void {
    this.end();
    this.#cutter = { ...cutter, diameterMm };
    this.#add(this.#home, { rpm: 0, feedMmS: 0, dwellS: TOOL_CHANGE_S, cut: null });
    this.#rpm = Math.round((cutter.speedMMin * 1000) / (Math.PI * diameterMm));
  }

  rapid(...to: number[]): void {
    this.#add(to, { rpm: this.#rpm, feedMmS: 0, dwellS: 0, cut: null });
  }

  /**
   * Cuts along a line. `sectionMm2` is the cross-section of the removed material along the path; `chipMm` the mean chip
   * thickness.
   */
  cut(sectionMm2: number, chipMm: number, to: Point): void {
    const cutter = this.#cutter as Cutter;
    const feedMmS = (cutter.feedMm * cutter.teeth * this.#rpm) / 60;
    // In turning the section moves with the cutting speed, in milling with the feed.
    const removalMm3S =
      cutter.teeth === 1 && cutter.number < 10 ? (sectionMm2 * cutter.speedMMin * 1000) / 60 : sectionMm2 * feedMmS;
    this.#add(to, { rpm: this.#rpm, feedMmS, dwellS: 0, cut: { removalMm3S, chipMm, speedMMin: cutter.speedMMin } });
  }

  end(): void {
    this.#add(this.#home, { rpm: 0, feedMmS: 0, dwellS: 0, cut: null });
  }

  #add(
    to: Point,
    {
      rpm,
      feedMmS,
      dwellS,
      cut,
    }: { readonly rpm: number; readonly feedMmS: number; readonly dwellS: number; readonly cut: Cut | null },
  ): void {
    this.all.push({
      tool: this.#cutter?.number ?? 0,
      teeth: this.#cutter?.teeth ?? 1,
      spindleRpm: rpm,
      to,
      feedMmS,
      dwellS,
      cut,
    });
  }
}

function distance(from: Point, to: Point): number {
  return Math.hypot(...to.map((value, axis) => value - (from[axis] ?? 0)));
}

function compile(name: string, drafts: readonly Draft[], home: Point): PartProgram {
  let from = home;
  let startS = 0;
  const blocks = drafts.map(({ feedMmS, ...draft }, index): Block => {
    const lengthMm = distance(from, draft.to);
    const move = new TrapezoidMove(lengthMm, feedMmS === 0 ? RAPID_MM_S : feedMmS, ACCELERATION_MM_S2);
    const block = {
      ...draft,
      line: 10 * (index + 1),
      from,
      lengthMm,
      move,
      startS,
      lastsS: move.durationS + draft.dwellS,
    };
    from = draft.to;
    startS += block.lastsS;
    return block;
  });
  return { name, blocks, durationS: startS };
}

/** Turning of the bore side: rough, finish, bore, groove. Axes X (diameter side), Z. */
function turning(name: string, { work, boreMm }: Variant): PartProgram {
  const home: Point = [180, 220];
  const steps = new Steps(home);
  const { rough, finish, bore, groove } = LATHE_TOOLS;
  steps.tool(rough);
  for (let pass = 0; pass < 3; pass++) {
    const x = 86 - 6 * pass;
    steps.rapid(x, 4);
    steps.cut(2.9 * rough.feedMm, rough.feedMm, [x, -62 * work]);
    steps.rapid(x + 3, -62 * work);
    steps.rapid(x + 3, 4);
  }
  steps.tool(finish);
  steps.rapid(66, 4);
  steps.cut(0.8 * finish.feedMm, finish.feedMm, [66, -30 * work]);
  steps.cut(0.8 * finish.feedMm, finish.feedMm, [74, -62 * work]);
  steps.rapid(80, 4);
  steps.tool(bore, boreMm);
  steps.rapid(boreMm - 24, 4);
  steps.cut(0.7 * bore.feedMm, bore.feedMm, [boreMm - 24, -40 * work]);
  steps.rapid(boreMm - 26, 4);
  steps.tool(groove);
  steps.rapid(76, -24);
  steps.cut(4 * groove.feedMm, groove.feedMm, [64, -24]);
  steps.rapid(90, -24);
  steps.end();
  return compile(name, steps.all, home);
}

/** Milling of the flange side: face, contour, drill, tap. Axes X, Y, Z, B (table). */
function milling(name: string, { work }: Variant): PartProgram {
  const home: Point = [320, 260, 420, 0];
  const steps = new Steps(home);
  const { face, contour, drill, tap } = MILL_TOOLS;
  steps.tool(face);
  for (let row = 0; row < 2; row++) {
    const y = -40 + 80 * row;
    steps.rapid(-150, y, 80, 0);
    steps.cut(2.5 * 50, 0.6 * face.feedMm, [150 * work, y, 80, 0]);
  }
  steps.tool(contour);
  steps.rapid(-110, -80, 60, 0);
  for (const [x, y] of [
    [110, -80],
    [110, 80],
    [-110, 80],
    [-110, -80],
  ] as const) {
    steps.cut(12 * 3, 0.4 * contour.feedMm, [x * work, y, 60, 0]);
  }
  steps.tool(drill);
  for (let hole = 0; hole < 6; hole++) {
    const angle = (hole * Math.PI) / 3;
    const x = 92 * Math.cos(angle);
    const y = 92 * Math.sin(angle);
    steps.rapid(x, y, 70, 90);
    steps.cut((Math.PI / 4) * drill.diameterMm ** 2, drill.feedMm, [x, y, 28, 90]);
    steps.rapid(x, y, 70, 90);
  }
  steps.tool(tap);
  for (let hole = 0; hole < 4; hole++) {
    const x = -60 + 40 * hole;
    steps.rapid(x, 20, 70, 180);
    // The thread's profile along its helix, projected onto the feed.
    steps.cut(18, 0.05, [x, 20, 44, 180]);
    steps.cut(2, 0.05, [x, 20, 70, 180]);
  }
  steps.end();
  return compile(name, steps.all, home);
}

/** Programs by kind of machine and variant; generated at first use, because a plant may make a hundred variants. */
export class ProgramLibrary {
  readonly #programs = new Map<string, PartProgram>();

  of(kind: "lathe" | "machining-centre", variant: Variant): PartProgram {
    const name = `${variant.name}-${kind === "lathe" ? "OP10" : "OP20"}`;
    let program = this.#programs.get(name);
    if (program === undefined) {
      program = kind === "lathe" ? turning(name, variant) : milling(name, variant);
      this.#programs.set(name, program);
    }
    return program;
  }
}

import { TrapezoidMove } from "../physics.ts";

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
  /** Power that the cut takes from the spindle; 0 in the air. */
  readonly cutW: number;
}

export interface PartProgram {
  readonly name: string;
  readonly blocks: readonly Block[];
  readonly durationS: number;
}

interface Step {
  readonly tool: number;
  readonly spindleRpm: number;
  readonly to: Point;
  /** mm/min; 0 = rapid. */
  readonly feed: number;
  readonly cutW: number;
  readonly dwellS: number;
}

const RAPID_MM_S = 500;
const ACCELERATION_MM_S2 = 2500;

/** Writes a program as a person would: tool by tool, each with its moves. */
class Steps {
  readonly all: Step[] = [];
  #tool = 0;
  #rpm = 0;
  readonly #home: Point;

  constructor(home: Point) {
    this.#home = home;
  }

  tool(tool: number, rpm: number): void {
    this.all.push({ tool: this.#tool, spindleRpm: 0, to: this.#home, feed: 0, cutW: 0, dwellS: 0 });
    this.#tool = tool;
    this.all.push({ tool, spindleRpm: 0, to: this.#home, feed: 0, cutW: 0, dwellS: 2.2 });
    this.#rpm = rpm;
  }

  rapid(...to: number[]): void {
    this.all.push({ tool: this.#tool, spindleRpm: this.#rpm, to, feed: 0, cutW: 0, dwellS: 0 });
  }

  cut(feed: number, cutW: number, to: Point): void {
    this.all.push({ tool: this.#tool, spindleRpm: this.#rpm, to, feed, cutW, dwellS: 0 });
  }

  end(): void {
    this.all.push({ tool: this.#tool, spindleRpm: 0, to: this.#home, feed: 0, cutW: 0, dwellS: 0 });
  }
}

function distance(from: Point, to: Point): number {
  return Math.hypot(...to.map((value, axis) => value - (from[axis] ?? 0)));
}

/** Turns steps into blocks; feeds are scaled so that the whole lasts about `targetS`. */
function compile(name: string, steps: readonly Step[], options: { readonly home: Point; readonly targetS: number }): PartProgram {
  const build = (feedFactor: number): Block[] => {
    let from = options.home;
    return steps.map((step, index) => {
      const lengthMm = distance(from, step.to);
      const speed = step.feed === 0 ? RAPID_MM_S : (step.feed * feedFactor) / 60;
      const block = { ...step, line: 10 * (index + 1), from, lengthMm, move: new TrapezoidMove(lengthMm, speed, ACCELERATION_MM_S2) };
      from = step.to;
      return block;
    });
  };
  const lasts = (blocks: readonly Block[]): number => blocks.reduce((sum, block) => sum + block.move.durationS + block.dwellS, 0);
  const first = build(1);
  const air = first.reduce((sum, block) => sum + (block.cutW === 0 ? block.move.durationS + block.dwellS : 0), 0);
  const blocks = build((lasts(first) - air) / Math.max(5, options.targetS - air));
  return { name, blocks, durationS: lasts(blocks) };
}

/** Turning of the bore side: rough, finish, groove. Axes X (diameter side), Z. */
export function lathe(name: string, work: number): PartProgram {
  const home: Point = [180, 220];
  const steps = new Steps(home);
  steps.tool(1, 1150);
  steps.rapid(90, 4);
  for (let pass = 0; pass < 5; pass++) {
    const x = 86 - 4 * pass;
    steps.rapid(x, 4);
    steps.cut(330, 8200 - 300 * pass, [x, -62 * work]);
    steps.rapid(x + 3, -62 * work);
    steps.rapid(x + 3, 4);
  }
  steps.tool(3, 2100);
  steps.rapid(66, 4);
  steps.cut(260, 3400, [66, -30 * work]);
  steps.cut(240, 3000, [74, -62 * work]);
  steps.rapid(80, 4);
  steps.tool(5, 2600);
  steps.rapid(38, 4);
  steps.cut(300, 2600, [38, -40 * work]);
  steps.rapid(36, 4);
  steps.tool(7, 900);
  steps.rapid(76, -24);
  steps.cut(90, 4300, [64, -24]);
  steps.rapid(90, -24);
  steps.end();
  return compile(name, steps.all, { home, targetS: 64 * work });
}

/** Milling of the flange side: face, contour, drill, tap. Axes X, Y, Z, B (table). */
export function machiningCentre(name: string, work: number): PartProgram {
  const home: Point = [320, 260, 420, 0];
  const steps = new Steps(home);
  steps.tool(12, 1800);
  for (let row = 0; row < 3; row++) {
    const y = -60 + 60 * row;
    steps.rapid(-150, y, 80, 0);
    steps.cut(1500, 9200, [150 * work, y, 80, 0]);
  }
  steps.tool(4, 4200);
  steps.rapid(-110, -80, 60, 0);
  for (const [x, y] of [
    [110, -80],
    [110, 80],
    [-110, 80],
    [-110, -80],
  ] as const) {
    steps.cut(1250, 5600, [x * work, y, 60, 0]);
  }
  steps.tool(21, 5200);
  for (let hole = 0; hole < 6; hole++) {
    const angle = (hole * Math.PI) / 3;
    const x = 92 * Math.cos(angle);
    const y = 92 * Math.sin(angle);
    steps.rapid(x, y, 70, 90);
    steps.cut(700, 3600, [x, y, 28, 90]);
    steps.rapid(x, y, 70, 90);
  }
  steps.tool(33, 1400);
  for (let hole = 0; hole < 4; hole++) {
    const x = -60 + 40 * hole;
    steps.rapid(x, 20, 70, 180);
    steps.cut(1100, 2900, [x, 20, 44, 180]);
    steps.cut(1100, 1500, [x, 20, 70, 180]);
  }
  steps.end();
  return compile(name, steps.all, { home, targetS: 82 * work });
}

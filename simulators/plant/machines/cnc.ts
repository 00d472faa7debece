import type { ItemState } from "../contract.ts";
import type { Condition } from "../faults/condition.ts";
import type { Machine, MachineContext } from "../machine.ts";
import { addNameplate, Supply } from "../nameplate.ts";
import { approach, clamp, lag } from "../physics.ts";
import { type Piece, VARIANTS } from "../piece.ts";
import { type Signal, SignalList } from "../signal.ts";
import { type CncAxis, createAxes } from "./cnc-axis.ts";
import { type Block, lathe, machiningCentre, type PartProgram } from "./cnc-program.ts";
import { addCncSignals } from "./cnc-signals.ts";
import { Spindle } from "./spindle.ts";
import type { Tended } from "./tending.ts";
import { VibrationRecorder } from "./vibration.ts";

export type CncKind = "lathe" | "machining-centre";

/** Where a finished machine stands: waiting for whoever loads it, cutting, or having its tool replaced. */
export type CncPhase = "waiting" | "cutting" | "tool-service";

/** Cutting time of the critical tool until it is worn out. */
const TOOL_LIFE_S = 3.6 * 3600;
/** Tools are replaced here as planned. */
const PLANNED_CHANGE = 0.86;
const TOOL_SERVICE_S = 35;

/** A lathe or machining centre that runs a part program over the one piece it holds. Something else loads it. */
export class Cnc implements Machine, Tended {
  readonly id: string;
  readonly kind: CncKind;
  readonly signals: readonly Signal[];
  readonly recorder: VibrationRecorder;
  readonly spindle: Spindle;
  readonly axes: readonly CncAxis[];
  readonly supply: Supply;
  readonly context: MachineContext;
  readonly condition: Condition;
  phase: CncPhase = "waiting";
  piece: Piece | null = null;
  /** The piece in the machine is finished. */
  isDone = false;
  /** Door position, 0 closed to 1 open. */
  doorShare = 1;
  produced = 0;
  program: PartProgram;
  blockIndex = 0;
  cycleS = 0;
  lastCycleS = 0;
  /** Wear of the critical tool, 0 to 1 = worn out. */
  wear: number;
  toolsReplaced = 0;
  coolantLevelPercent: number;
  coolantCel = 25;
  coolantOn = false;
  feedOverridePercent = 100;
  oilCel = 41;
  cabinetCel = 34;
  powerOnS: number;
  readonly powerFactor = 0.84;
  #blockS = 0;
  #serviceS = 0;
  readonly #programs: readonly PartProgram[];

  constructor(id: string, kind: CncKind, context: MachineContext) {
    this.id = id;
    this.kind = kind;
    this.context = context;
    this.condition = context.around.conditions.of(id);
    const { random } = context;
    const write = kind === "lathe" ? lathe : machiningCentre;
    this.#programs = VARIANTS.map((variant) => write(`${variant.name}-${kind === "lathe" ? "OP10" : "OP20"}`, variant.work));
    this.program = this.#programs[0] as PartProgram;
    this.spindle = new Spindle(kind === "lathe" ? { maxRpm: 4500, ratedW: 22_000, inertia: 0.45, rampRpmS: 1400 } : { maxRpm: 8000, ratedW: 26_000, inertia: 0.06, rampRpmS: 4200 });
    this.axes = createAxes(kind, (this.program.blocks[0] as Block).from);
    this.wear = random.between(0.1, 0.7);
    this.coolantLevelPercent = random.between(68, 94);
    this.powerOnS = Math.floor(random.between(2e7, 9e7));
    this.produced = Math.floor(random.between(40, 90));
    this.supply = new Supply(id, () => this, context.around);
    this.recorder = new VibrationRecorder(this, random.fork("vibration"));
    const list = new SignalList(id);
    addNameplate(list, id, kind);
    addCncSignals(list, this);
    this.supply.addSignals(list, 45_000);
    this.signals = list.all;
  }

  get block(): Block {
    return this.program.blocks[Math.min(this.blockIndex, this.program.blocks.length - 1)] as Block;
  }

  get itemState(): ItemState {
    return this.phase === "cutting" ? 3 : 2;
  }

  get isCutting(): boolean {
    return this.phase === "cutting" && this.block.cutW > 0;
  }

  get pieceCount(): number {
    return this.piece === null ? 0 : 1;
  }

  get powerW(): number {
    const axesW = this.axes.reduce((sum, axis) => sum + axis.powerW, 0);
    return 1900 + this.spindle.powerW / 0.9 + axesW + (this.coolantOn ? 2300 : 0) + (this.phase === "cutting" ? 900 : 300);
  }

  get airM3h(): number {
    return this.phase === "cutting" ? 9 : 4;
  }

  /** Feed along the path, mm/min. */
  get feedMmMin(): number {
    return this.phase === "cutting" ? this.block.move.speed(this.#blockS - this.block.dwellS) * 60 * (this.feedOverridePercent / 100) : 0;
  }

  get programProgress(): number {
    return this.phase === "cutting" ? clamp((this.blockIndex + 0.5) / this.program.blocks.length, 0, 1) : 0;
  }

  /** The machine can be given a piece, or a finished one taken out. */
  get wantsTending(): boolean {
    return this.phase === "waiting" && (this.piece === null || this.isDone);
  }

  get doorIsOpen(): boolean {
    return this.doorShare > 0.9;
  }

  get isAccessible(): boolean {
    return this.phase === "waiting" && this.doorIsOpen;
  }

  exchange(next: Piece | null): Piece | null {
    const finished = this.isDone ? this.piece : null;
    this.piece = next;
    this.isDone = false;
    return finished;
  }

  start(): void {
    if (this.phase !== "waiting" || this.piece === null || this.isDone) {
      return;
    }
    this.program = this.#programs[this.piece.variant] as PartProgram;
    this.blockIndex = 0;
    this.#blockS = 0;
    this.cycleS = 0;
    this.phase = "cutting";
  }

  step(dtS: number): void {
    const { around, random } = this.context;
    this.powerOnS += dtS;
    this.cycleS += dtS;
    this.doorShare = approach(this.doorShare, this.phase === "cutting" ? 0 : 1, dtS / 1.5);
    if (random.chance(dtS / 400)) {
      this.feedOverridePercent = random.chance(0.7) ? 100 : Math.round(random.between(18, 20)) * 5;
    }
    if (this.phase === "cutting" && this.doorShare === 0) {
      this.#advance(dtS);
    } else if (this.phase === "tool-service") {
      this.#service(dtS);
    }
    this.#move(dtS);
    this.spindle.step(dtS, { hallCel: around.hallCel, wear: this.wear, friction: 1 + 2.35 * Math.max(this.condition.outerRace, this.condition.innerRace, this.condition.rollingElement) });
    this.#fluids(dtS, around.hallCel);
    this.supply.step(dtS);
  }

  #advance(dtS: number): void {
    this.#blockS += (dtS * this.feedOverridePercent) / 100;
    if (this.isCutting) {
      const factor = this.condition.wearFactor;
      this.wear = Math.min(1.02, this.wear + (dtS / TOOL_LIFE_S) * factor);
    }
    let lasts = this.block.move.durationS + this.block.dwellS;
    while (this.#blockS >= lasts && this.blockIndex < this.program.blocks.length) {
      this.#blockS -= lasts;
      this.blockIndex++;
      lasts = this.block.move.durationS + this.block.dwellS;
    }
    if (this.blockIndex >= this.program.blocks.length) {
      this.#finish();
    }
  }

  #finish(): void {
    this.isDone = true;
    this.produced++;
    this.lastCycleS = this.cycleS;
    this.phase = this.wear >= (this.condition.toolUnwatched ? 1 : PLANNED_CHANGE) ? "tool-service" : "waiting";
    this.#serviceS = 0;
  }

  #service(dtS: number): void {
    this.#serviceS += dtS;
    if (this.#serviceS >= TOOL_SERVICE_S) {
      this.wear = 0.01;
      this.toolsReplaced++;
      this.coolantLevelPercent = Math.max(this.coolantLevelPercent, 92);
      this.phase = "waiting";
    }
  }

  /** Axes and spindle follow the block that runs. */
  #move(dtS: number): void {
    const runs = this.phase === "cutting";
    const { block } = this;
    const done = block.lengthMm === 0 || this.blockIndex >= this.program.blocks.length ? 1 : block.move.distance(this.#blockS - block.dwellS) / block.lengthMm;
    for (let at = 0; at < this.axes.length; at++) {
      const from = block.from[at] as number;
      const to = block.to[at] as number;
      (this.axes[at] as CncAxis).follow(from + (to - from) * done, { dtS, targetPosition: to, cutW: runs ? block.cutW : 0, hallCel: this.context.around.hallCel });
    }
    this.spindle.commandedRpm = runs && this.doorShare === 0 ? block.spindleRpm : 0;
    this.spindle.cutW = runs ? block.cutW : 0;
    this.coolantOn = runs && block.spindleRpm > 0;
  }

  #fluids(dtS: number, hallCel: number): void {
    const cutting = this.spindle.cutW > 0;
    this.coolantCel = lag(this.coolantCel, hallCel + (cutting ? 7 : 2), { dtS, tauS: 260 });
    this.oilCel = lag(this.oilCel, hallCel + (this.phase === "cutting" ? 19 : 15), { dtS, tauS: 300 });
    this.cabinetCel = lag(this.cabinetCel, hallCel + 8 + this.powerW / 5000, { dtS, tauS: 200 });
    // Chips and vapour carry about 0.3 litres a minute out of a 400 litre tank; it is topped up by hand.
    this.coolantLevelPercent -= cutting ? dtS * 0.0012 : 0;
    if (this.coolantLevelPercent < 55) {
      this.coolantLevelPercent = 95;
    }
  }
}

import type { OperationMode, StateCause } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import { approach } from "../../../kernel/physics.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Machine, MachineContext } from "../machine.ts";
import type { Piece } from "../material/piece.ts";
import { addNameplate, Supply } from "../nameplate.ts";
import type { MachineJobs } from "../planning/job-orders.ts";
import { STANDARD_VARIANTS } from "../products/variant.ts";
import { type CncAxis, createAxes } from "./cnc-axis.ts";
import { feedPercent, wearTool } from "./cnc-feed.ts";
import { CncFluids } from "./cnc-fluids.ts";
import { followBlock } from "./cnc-motion.ts";
import type { Block, PartProgram } from "./cnc-program.ts";
import { CncSetup } from "./cnc-setup.ts";
import { addCncSignals } from "./cnc-signals.ts";
import { type CncPhase, type CncState, causeOf, modeOf, powerOf } from "./cnc-state.ts";
import type { Tool } from "./cutting.ts";
import { isMarkedBy, millResult, turnResult } from "./machined-features.ts";
import { SPINDLES, Spindle } from "./spindle.ts";
import { spindleHeatOf } from "./spindle-heat.ts";
import { SpindleWarmUp } from "./spindle-warm-up.ts";
import type { Tended } from "./tending.ts";
import { ToolMagazine } from "./tool-magazine.ts";
import { BROKEN_TOOL_S, breakTool, replaceTools, reportBroken, scrapPiece, TOOL_CHANGE_S } from "./tool-service.ts";
import { VibrationRecorder } from "./vibration/recorder.ts";

/** A lathe or machining centre that runs a part program on the piece it holds. A loader or robot loads it. */
export class Cnc implements CncState, Machine, Tended {
  readonly id: string;
  readonly kind: CncState["kind"];
  readonly operation: "OP10" | "OP20";
  readonly signals: readonly Signal[];
  readonly recorder: VibrationRecorder;
  readonly spindle: Spindle;
  readonly axes: readonly CncAxis[];
  readonly supply: Supply;
  readonly context: MachineContext;
  readonly condition: Condition;
  readonly circumstance: Circumstance;
  readonly magazine: ToolMagazine;
  readonly warmUp: SpindleWarmUp;
  readonly jobs: MachineJobs;
  readonly #setup: CncSetup;
  phase: CncPhase = "waiting";
  piece: Piece | null = null;
  /** The piece in the machine is finished. */
  isDone = false;
  isTended = false;
  /** Door position, 0 closed to 1 open. */
  doorShare = 1;
  produced: number;
  scrapped = 0;
  program: PartProgram;
  blockIndex = 0;
  cycleS = 0;
  lastCycleS = 0;
  toolsReplaced = 0;
  readonly fluids: CncFluids;
  coolantOn = false;
  feedOverridePercent = 100;
  powerOnS: number;
  family = "";
  /** Error of the tool offsets, mm, drawn at random with each tool change. */
  offsetMm = 0;
  readonly powerFactor = 0.84;
  #timeS = 0;
  #waitS = 0;
  #usedTools: string[] = [];
  #brokeHere = false;
  #isHeld = false;

  constructor(id: string, kind: CncState["kind"], context: MachineContext) {
    this.id = id;
    this.kind = kind;
    this.operation = kind === "lathe" ? "OP10" : "OP20";
    this.context = context;
    const { random, around } = context;
    this.condition = around.conditions.of(id);
    this.circumstance = around.circumstances.of(id);
    this.program = around.programs.of(kind, STANDARD_VARIANTS[0] as (typeof STANDARD_VARIANTS)[number]);
    this.spindle = new Spindle(SPINDLES[kind], this.condition, spindleHeatOf(random.at("spindle heat")));
    this.axes = createAxes(kind, (this.program.blocks[0] as Block).from, random.at("axes"));
    this.magazine = new ToolMagazine(kind, random.fork("tools"));
    this.warmUp = new SpindleWarmUp(around);
    this.jobs = around.jobs.add(id, this.operation);
    around.islands.add(id, this.operation);
    this.#setup = new CncSetup(this, this.jobs);
    this.fluids = new CncFluids(this, random.between(68, 94));
    this.powerOnS = Math.floor(random.between(2e7, 9e7));
    this.produced = Math.floor(random.between(40, 90));
    this.supply = new Supply(id, this, around);
    this.recorder = new VibrationRecorder(this, Math.floor(random.fork("vibration").next() * 2 ** 31));
    around.floor.add({
      id,
      hz: () => this.spindle.rpm / 60,
      mmS: () => this.spindle.unbalanceMmS,
    });
    const list = new SignalList(id);
    addNameplate(list, id, kind);
    addCncSignals(list, this);
    this.supply.addSignals(list, 45_000);
    this.signals = list.all;
  }

  get block(): Block {
    return this.program.blocks[Math.min(this.blockIndex, this.program.blocks.length - 1)] as Block;
  }

  /** Nothing moves: a failed part, a repair, a weak grid, a broken tool. */
  get isDown(): boolean {
    return this.condition.failed || this.condition.inRepair || this.context.around.sagged || this.#brokeHere;
  }

  get itemState(): ItemState {
    if (this.isDown) return 1;
    return this.phase === "waiting" ? 2 : 3;
  }

  get mode(): OperationMode {
    return modeOf(this);
  }

  get cause(): StateCause {
    return causeOf(this);
  }

  get isCutting(): boolean {
    return this.phase === "cutting" && !this.isDown && this.block.cut !== null;
  }

  get pieceCount(): number {
    return this.piece === null ? 0 : 1;
  }

  get powerW(): number {
    return powerOf(this);
  }

  get airM3h(): number {
    return this.phase === "cutting" ? 9 : 4;
  }

  /** Feed along the path, mm/min. */
  get feedMmMin(): number {
    const { move, startS, dwellS } = this.block;
    return this.phase !== "cutting" || this.isDown
      ? 0
      : move.speed(this.#timeS - startS - dwellS) * 60 * (feedPercent(this) / 100);
  }

  get programProgress(): number {
    return this.phase === "cutting" ? Math.min(1, this.#timeS / this.program.durationS) : 0;
  }

  get tool(): Tool | undefined {
    return this.magazine.of(this.block.tool);
  }

  /** The machine can be loaded, or a finished piece can be taken out. */
  get wantsTending(): boolean {
    return this.phase === "waiting" && !this.isDown && (this.piece === null || this.isDone);
  }

  get doorIsOpen(): boolean {
    return this.doorShare > 0.9;
  }

  get isAccessible(): boolean {
    return this.phase === "waiting" && this.doorIsOpen && !this.isDown;
  }

  readonly accepts = (piece: Piece): boolean => this.jobs.wants(piece.variant) ?? this.mayMake(piece);

  readonly mayMake = ({ variant }: Piece): boolean => this.context.around.islands.makes(this.id, variant);

  exchange(next: Piece | null): Piece | null {
    const finished = this.isDone ? this.piece : null;
    this.piece = next;
    this.isDone = false;
    if (next !== null) this.context.around.book.move(next, { kind: "station", id: this.id });
    return finished;
  }

  start(): void {
    const { piece } = this;
    this.#isHeld = this.context.around.isIdle(this.id);
    if (this.phase !== "waiting" || piece === null || this.isDone || this.#isHeld) return;
    if (this.jobs.present?.variant === piece.variant) this.jobs.begin();
    if (this.#setup.isFor(piece)) this.#begin(piece);
  }

  #begin(piece: Piece): void {
    this.program = this.context.around.programs.of(this.kind, piece.variant);
    this.blockIndex = 0;
    this.#timeS = 0;
    this.cycleS = 0;
    this.#usedTools = [];
    this.phase = "cutting";
    this.warmUp.cut();
    this.context.around.operations.start(this.id, this.operation, piece);
  }

  step(dtS: number): void {
    const { random, around } = this.context;
    this.powerOnS += dtS;
    this.cycleS += dtS;
    this.doorShare = approach(this.doorShare, this.phase === "cutting" || this.phase === "warm-up" ? 0 : 1, dtS / 1.5);
    if (this.#brokeHere) this.#clearBrokenTool(dtS);
    else if (!this.isDown) {
      const now = random.at(around.nowMs);
      if (now.chance(dtS / 400)) this.feedOverridePercent = now.chance(0.7) ? 100 : Math.round(now.between(18, 20)) * 5;
      if (this.phase === "cutting" && this.doorShare === 0) this.#advance(dtS);
      else if (this.phase === "waiting") this.#wait(dtS);
      else if (this.phase === "warm-up" && this.doorShare === 0 && this.warmUp.run(dtS)) this.phase = "waiting";
      else if (this.phase === "setup") this.#setUp(dtS);
      else if (this.phase === "tool-change") this.#changeTools(dtS);
    }
    followBlock(this, this.#timeS, dtS);
    this.spindle.step(dtS);
    this.supply.step(dtS);
  }

  #advance(dtS: number): void {
    const scaled = (dtS * feedPercent(this)) / 100;
    this.#timeS += scaled;
    const { cut, tool } = this.block;
    if (cut !== null) {
      wearTool(this, cut, scaled);
      if (this.condition.toolBroken && breakTool(this)) {
        this.#brokeHere = true;
        this.#waitS = BROKEN_TOOL_S;
      }
    }
    const { blocks, durationS } = this.program;
    while (this.blockIndex < blocks.length && this.#timeS >= this.block.startS + this.block.lastsS) {
      if (cut !== null && !this.#usedTools.includes(String(tool))) this.#usedTools.push(String(tool));
      this.blockIndex++;
    }
    if (this.#timeS >= durationS) this.#finish();
  }

  #finish(): void {
    const piece = this.piece as Piece;
    const { operations } = this.context.around;
    this.isDone = true;
    this.produced++;
    this.lastCycleS = this.cycleS;
    this.magazine.setter.pieceDone();
    const features = this.kind === "lathe" ? turnResult(this, piece) : millResult(this, piece);
    if (this.kind !== "lathe" && isMarkedBy(this, piece)) piece.truth.isMarked = true;
    operations.complete(this.id, this.operation, piece, { verdict: "good", features: [], tools: this.#usedTools });
    operations.truth(this.id, this.operation, piece, features);
    this.phase = this.magazine.isDue(this.condition.toolUnwatched) ? "tool-change" : "waiting";
    this.#waitS = TOOL_CHANGE_S;
  }

  #wait(dtS: number): void {
    if (this.#isHeld) this.start();
    this.#setup.beginJob();
    if (this.phase !== "waiting") return;
    if (this.warmUp.stand(dtS) && !this.isTended) this.phase = "warm-up";
  }

  #setUp(dtS: number): void {
    if (!this.#setup.isOver(dtS)) return;
    if (this.piece === null) this.phase = "waiting";
    else this.#begin(this.piece);
  }

  #changeTools(dtS: number): void {
    this.#waitS -= dtS;
    if (this.#waitS > 0) return;
    replaceTools(this);
    this.phase = "waiting";
  }

  /** Scraps the piece and replaces the tool. */
  #clearBrokenTool(dtS: number): void {
    this.#waitS -= dtS;
    if (this.#waitS > 0) return;
    this.#brokeHere = false;
    reportBroken(this, false);
    replaceTools(this);
    this.phase = "waiting";
    scrapPiece(this, this.#usedTools);
  }

  slow(dtS: number): void {
    const { hallCel } = this.context.around;
    this.condition.show("tool-broken", this.#brokeHere);
    this.spindle.slow(dtS, hallCel, this.coolantOn ? this.fluids.coolantCel : hallCel);
    for (const axis of this.axes) axis.slow(dtS, hallCel);
    const isRunning = this.phase === "cutting";
    this.fluids.slow(dtS, { hallCel, isRunning, isCutting: this.spindle.cutW > 0, powerW: this.powerW });
  }
}

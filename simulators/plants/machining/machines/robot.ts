import type { OperationMode, PlaceRef, StateCause } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import { lag } from "../../../kernel/physics.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Machine, MachineContext } from "../machine.ts";
import type { Intake, Outlet } from "../material/flow.ts";
import type { Piece } from "../material/piece.ts";
import { addNameplate, Supply } from "../nameplate.ts";
import type { People } from "../people/people.ts";
import { BrakeTest } from "./brake-test.ts";
import { type Joint, type Pose, RobotArm } from "./robot-arm.ts";
import { ASSEMBLY_POSES, type CellPoses, COBOT_ARM, MILLING_POSES, ROBOT_ARM, retreat } from "./robot-cell.ts";
import { addRobotSignals } from "./robot-signals.ts";
import type { RobotState } from "./robot-state.ts";
import { suitable, type Tended } from "./tending.ts";

export interface RobotOptions {
  readonly machines: readonly Tended[];
  readonly input: Outlet;
  readonly output: Intake;
  readonly people: People;
  /** Pauses in breaks. */
  readonly staffed: boolean;
  readonly context: MachineContext;
}

/** A cobot slows down while a person is nearer than this. */
const SLOW_WITHIN_M = 2.5;
/** Only a person who leans in comes this near. */
const NEAR_M = 2.2;

/** One step of a tending program: a pose to reach, or an action when a condition holds. */
type Step =
  | { readonly pose: Pose }
  | { readonly waitS: number; readonly when: () => boolean; readonly act: () => void };

/** A robot or cobot that carries pieces from its input through the machines of its cell to its output. */
export class Robot implements Machine, RobotState {
  readonly id: string;
  readonly kind: "robot" | "cobot";
  readonly signals: readonly Signal[];
  readonly arm: RobotArm;
  readonly context: MachineContext;
  readonly supply: Supply;
  readonly powerFactor = 0.8;
  gripped: Piece | null = null;
  finished: Piece | null = null;
  carried = 0;
  lastCycleS = 0;
  cabinetCel = 33;
  readonly brakeTest: BrakeTest;
  #cycleS = 0;
  #steps: Step[] = [];
  #waitedS = 0;
  #turn = 0;
  #atHome = true;
  readonly #condition: Condition;
  readonly #place: PlaceRef;
  readonly #poses: CellPoses;
  readonly #options: RobotOptions;

  constructor(id: string, kind: "robot" | "cobot", options: RobotOptions) {
    this.id = id;
    this.kind = kind;
    this.#options = options;
    this.context = options.context;
    this.#condition = options.context.around.conditions.of(id);
    this.#place = { kind: "robot", id };
    this.#poses = kind === "robot" ? MILLING_POSES : ASSEMBLY_POSES;
    this.arm = new RobotArm(kind === "robot" ? ROBOT_ARM : COBOT_ARM, this.#poses.home, this.context.random);
    this.arm.circumstance = this.context.around.circumstances.of(id);
    this.supply = new Supply(id, this, options.context.around);
    this.brakeTest = new BrakeTest(id, this.arm, options.context);
    const list = new SignalList(id);
    addNameplate(list, id, kind);
    addRobotSignals(list, this);
    this.supply.addSignals(list, kind === "robot" ? 12_000 : 2000);
    this.signals = list.all;
  }

  get isBusy(): boolean {
    return this.#steps.length > 0 || this.arm.isMoving;
  }

  get emergencyStop(): boolean {
    return this.#condition.emergencyStop;
  }

  /** The true state, which the bolt of the gate's lock follows. */
  get gateIsOpen(): boolean {
    return this.kind === "robot" && this.#options.people.isGateOpen(this.id);
  }

  /** The gate as its switch reports it. */
  get gateSaysOpen(): boolean {
    return this.gateIsOpen && !this.#condition.interlockBypassed;
  }

  get protectiveStop(): boolean {
    return this.gateSaysOpen || this.arm.isPushedHard;
  }

  get #isDown(): boolean {
    return this.#condition.failed || this.#condition.inRepair || this.context.around.sagged;
  }

  get #isStopped(): boolean {
    return this.emergencyStop || this.protectiveStop || this.#isDown;
  }

  get itemState(): ItemState {
    if (this.#isStopped) return 1;
    return this.isBusy ? 3 : 2;
  }

  get mode(): OperationMode {
    return this.#condition.inRepair ? 1 : 3;
  }

  get cause(): StateCause {
    if (this.emergencyStop) return "emergency-stop";
    if (this.protectiveStop) return "protective-stop";
    if (this.#condition.inRepair) return "repair";
    if (this.#isDown) return "failure";
    if (this.isBusy) return "working";
    return this.#rest ?? "starved";
  }

  get #rest(): "break" | "off-shift" | undefined {
    const { workTime } = this.context.around;
    return workTime === "off-shift" || (workTime === "break" && this.#options.staffed) ? workTime : undefined;
  }

  get pieceCount(): number {
    return (this.gripped === null ? 0 : 1) + (this.finished === null ? 0 : 1);
  }

  get powerW(): number {
    if (this.context.around.sagged) return 60;
    const isLarge = this.kind === "robot";
    let motors = 0;
    for (const { loadPercent, torqueNm, speed } of this.arm.joints)
      motors += 0.9 * loadPercent + Math.max(0, torqueNm * speed * (Math.PI / 180)) * (isLarge ? 0.5 : 2);
    return (isLarge ? 1 : 0.16) * (620 + motors);
  }

  get airM3h(): number {
    return this.isBusy ? 2.5 : 0.6;
  }

  get personDistanceM(): number {
    return this.#options.people.nearestM(this.id);
  }

  /**
   * Program speed; a cobot is slower while a person is inside the marked line, unless its scanner misses the person.
   */
  get speedOverridePercent(): number {
    return this.kind === "cobot" && this.personDistanceM < SLOW_WITHIN_M && !this.#condition.personNear ? 50 : 100;
  }

  get personInside(): boolean {
    return this.kind === "cobot" ? this.personDistanceM < SLOW_WITHIN_M : this.#options.people.isInside(this.id);
  }

  step(dtS: number): void {
    this.#cycleS += dtS;
    const isStopped = this.#isStopped;
    if (!isStopped) {
      this.#plan();
      this.#run(dtS);
    }
    this.arm.payloadKg = (this.gripped?.variant.weightKg ?? 0) + (this.finished?.variant.weightKg ?? 0);
    this.arm.step(dtS, isStopped ? 0 : this.speedOverridePercent / 100);
    this.supply.step(dtS);
  }

  slow(dtS: number): void {
    const { hallCel } = this.context.around;
    for (const [at, joint] of this.arm.joints.entries()) joint.gearWear = this.#condition.gearWear.get(at + 1) ?? 0;
    this.arm.slow(dtS, hallCel);
    this.cabinetCel = lag(this.cabinetCel, hallCel + 9 + this.powerW / 900, { dtS, tauS: 200 });
    this.brakeTest.slow(dtS, !this.isBusy);
    this.#condition.show("gate-open", this.gateIsOpen);
    this.#condition.show("person-inside", this.personInside);
    this.#condition.show("person-near", this.personDistanceM < NEAR_M);
  }

  /** Runs the steps, one after the other. */
  #run(dtS: number): void {
    const step = this.#steps[0];
    if (step === undefined || this.arm.isMoving) return;
    if ("pose" in step) {
      this.#steps.shift();
      this.arm.moveTo(step.pose);
      return;
    }
    this.#waitedS += dtS;
    if (this.#waitedS >= step.waitS && step.when()) {
      this.#steps.shift();
      this.#waitedS = 0;
      step.act();
    }
  }

  #plan(): void {
    if (this.#steps.length > 0 || this.arm.isMoving) return;
    const { machines, output } = this.#options;
    for (let offset = 0; offset < machines.length; offset++) {
      const at = (this.#turn + offset) % machines.length;
      const machine = machines[at] as Tended;
      if (machine.wantsTending && (machine.isDone ? output.hasRoom : this.#mayLoad(machine))) {
        this.#turn = at + 1;
        this.#tend(machine, this.#poses.machines[at] as Pose);
        return;
      }
    }
    if (!this.#atHome) {
      this.#atHome = true;
      this.#go(this.#poses.home);
    }
  }

  #mayLoad({ accepts }: Tended): boolean {
    return this.#options.input.nextFor(accepts) !== null && this.#rest === undefined;
  }

  #go(...poses: Pose[]): void {
    for (const pose of poses) this.#steps.push({ pose });
  }

  #do(waitS: number, act: () => void, when: () => boolean = () => true): void {
    this.#steps.push({ waitS, when, act });
  }

  #grip(piece: Piece): Piece {
    this.context.around.book.move(piece, this.#place);
    return piece;
  }

  /** Pick a raw piece, swap it for the finished one, put that down. The gripper is double. */
  #tend(machine: Tended, inside: Pose): void {
    const { input, output } = this.#options;
    const { input: inputPose, output: outputPose } = this.#poses;
    this.#cycleS = 0;
    this.#atHome = false;
    machine.isTended = true;
    if (this.#mayLoad(machine)) {
      this.#go(retreat(inputPose), inputPose);
      this.#do(
        0.8,
        () => {
          const piece = suitable(input, machine);
          this.gripped = piece && this.#grip(input.take(piece));
        },
        () => input.ready > 0,
      );
      this.#go(retreat(inputPose));
    }
    this.#go(retreat(inside));
    this.#do(
      0,
      () => {},
      () => machine.isAccessible,
    );
    this.#go(inside);
    this.#do(2.2, () => {
      const finished = machine.exchange(this.gripped);
      this.gripped = null;
      this.finished = finished === null ? null : this.#grip(finished);
    });
    this.#go(retreat(inside));
    this.#do(0, () => {
      machine.isTended = false;
      machine.start();
    });
    if (machine.isDone) {
      this.#go(retreat(outputPose), outputPose);
      this.#do(
        0.7,
        () => this.#putDown(output),
        () => output.hasRoom,
      );
      this.#go(retreat(outputPose));
    }
  }

  #putDown(output: Intake): void {
    if (this.finished === null) return;
    output.put(this.finished);
    this.finished = null;
    this.carried++;
    this.lastCycleS = this.#cycleS;
  }

  joint(number: number): Joint {
    return this.arm.joints[number - 1] as Joint;
  }
}

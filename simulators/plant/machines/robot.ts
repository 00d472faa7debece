import type { ItemState } from "../contract.ts";
import type { Condition } from "../faults/condition.ts";
import type { Machine, MachineContext } from "../machine.ts";
import { addNameplate, Supply } from "../nameplate.ts";
import { lag } from "../physics.ts";
import { type Intake, type Outlet, type Piece, variantOf } from "../piece.ts";
import { type Signal, SignalList } from "../signal.ts";
import { type Joint, type Pose, RobotArm } from "./robot-arm.ts";
import { ASSEMBLY_POSES, type CellPoses, COBOT_ARM, MILLING_POSES, PersonNearby, ROBOT_ARM, retreat } from "./robot-cell.ts";
import { addRobotSignals } from "./robot-signals.ts";
import type { Tended } from "./tending.ts";

export interface RobotOptions {
  readonly machines: readonly Tended[];
  readonly input: Outlet;
  readonly output: Intake;
  readonly context: MachineContext;
}

/** How long somebody stays in a fenced cell. */
const INSIDE_FOR_S = 40;

/** One step of a tending program: a pose to reach, or something to do when a condition holds. */
type Step = { readonly pose: Pose } | { readonly waitS: number; readonly when: () => boolean; readonly act: () => void };

/** A robot or cobot that carries pieces from its input through the machines of its cell to its output. */
export class Robot implements Machine {
  readonly id: string;
  readonly kind: "robot" | "cobot";
  readonly signals: readonly Signal[];
  readonly arm: RobotArm;
  readonly context: MachineContext;
  readonly supply: Supply;
  readonly person: PersonNearby;
  readonly powerFactor = 0.8;
  gripped: Piece | null = null;
  finished: Piece | null = null;
  carried = 0;
  lastCycleS = 0;
  cabinetCel = 33;
  emergencyStop = false;
  #cycleS = 0;
  #steps: Step[] = [];
  #waitedS = 0;
  #turn = 0;
  #atHome = true;
  #insideS = 0;
  readonly #condition: Condition;
  readonly #poses: CellPoses;
  readonly #options: RobotOptions;

  constructor(id: string, kind: "robot" | "cobot", options: RobotOptions) {
    this.id = id;
    this.kind = kind;
    this.#options = options;
    this.context = options.context;
    this.#condition = options.context.around.conditions.of(id);
    this.#poses = kind === "robot" ? MILLING_POSES : ASSEMBLY_POSES;
    this.arm = new RobotArm(kind === "robot" ? ROBOT_ARM : COBOT_ARM, this.#poses.home);
    this.person = new PersonNearby(options.context.random.fork("person"));
    this.supply = new Supply(id, () => this, options.context.around);
    const list = new SignalList(id);
    addNameplate(list, id, kind);
    addRobotSignals(list, this);
    this.supply.addSignals(list, kind === "robot" ? 12_000 : 2000);
    this.signals = list.all;
  }

  get isBusy(): boolean {
    return this.#steps.length > 0 || this.arm.isMoving;
  }

  get itemState(): ItemState {
    if (this.emergencyStop) {
      return 1;
    }
    return this.isBusy ? 3 : 2;
  }

  get pieceCount(): number {
    return (this.gripped === null ? 0 : 1) + (this.finished === null ? 0 : 1);
  }

  get powerW(): number {
    const scale = this.kind === "robot" ? 1 : 0.16;
    let motors = 0;
    for (const joint of this.arm.joints) {
      motors += 0.9 * joint.loadPercent + Math.max(0, joint.torqueNm * joint.speed * (Math.PI / 180)) * (this.kind === "robot" ? 0.5 : 2);
    }
    return scale * (620 + motors);
  }

  get airM3h(): number {
    return this.isBusy ? 2.5 : 0.6;
  }

  /** Program speed; a cobot goes slower while somebody is inside the marked line. */
  get speedOverridePercent(): number {
    return this.kind === "cobot" && this.person.distanceM < 2.5 && !this.#condition.personNear ? 50 : 100;
  }

  get personInside(): boolean {
    return this.kind === "cobot" ? this.person.distanceM < 2.5 : this.#insideS > 0;
  }

  /** Somebody goes in past the bypassed gate switch while the robot works, and stays for a while after. */
  #watchCell(dtS: number): void {
    this.#insideS = Math.max(0, this.#insideS - dtS);
    if (this.#condition.personInside && this.isBusy) {
      this.#insideS = INSIDE_FOR_S;
    }
  }

  step(dtS: number): void {
    const { around } = this.context;
    this.emergencyStop = this.#condition.emergencyStop;
    this.person.step(dtS, this.#condition.personNear);
    this.#watchCell(dtS);
    this.#cycleS += dtS;
    if (!this.emergencyStop) {
      this.#plan();
      this.#run(dtS);
    }
    this.arm.payloadKg = (this.gripped === null ? 0 : variantOf(this.gripped).weightKg) + (this.finished === null ? 0 : variantOf(this.finished).weightKg);
    this.arm.step(dtS, { rate: this.emergencyStop ? 0 : this.speedOverridePercent / 100, hallCel: around.hallCel });
    this.cabinetCel = lag(this.cabinetCel, around.hallCel + 9 + this.powerW / 900, { dtS, tauS: 200 });
    this.supply.step(dtS);
  }

  /** Follows the steps; a move that ended gives way to the next. */
  #run(dtS: number): void {
    const step = this.#steps[0];
    if (step === undefined || this.arm.isMoving) {
      return;
    }
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
    if (this.#steps.length > 0 || this.arm.isMoving) {
      return;
    }
    const { machines, input, output } = this.#options;
    for (let offset = 0; offset < machines.length; offset++) {
      const at = (this.#turn + offset) % machines.length;
      const machine = machines[at] as Tended;
      if (machine.wantsTending && (machine.isDone ? output.hasRoom : input.ready > 0)) {
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

  #go(...poses: Pose[]): void {
    for (const pose of poses) {
      this.#steps.push({ pose });
    }
  }

  #do(waitS: number, act: () => void, when: () => boolean = () => true): void {
    this.#steps.push({ waitS, when, act });
  }

  /** Pick a raw piece, swap it for the finished one, put that down. The gripper is double. */
  #tend(machine: Tended, inside: Pose): void {
    const { input, output } = this.#options;
    const { input: inputPose, output: outputPose } = this.#poses;
    this.#cycleS = 0;
    this.#atHome = false;
    if (input.ready > 0) {
      this.#go(retreat(inputPose), inputPose);
      this.#do(
        0.8,
        () => {
          this.gripped = input.take();
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
      this.finished = machine.exchange(this.gripped);
      this.gripped = null;
    });
    this.#go(retreat(inside));
    this.#do(0, () => machine.start());
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
    if (this.finished !== null) {
      output.put(this.finished);
      this.finished = null;
      this.carried++;
      this.lastCycleS = this.#cycleS;
    }
  }

  joint(number: number): Joint {
    return this.arm.joints[number - 1] as Joint;
  }
}

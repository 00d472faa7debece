import type { MachineContext } from "../machine.ts";
import type { RobotArm } from "./robot-arm.ts";

/** Robots test their brakes when they stand still and this time has passed. */
const EVERY_S = 8 * 3600;
/** Scatter of a test. */
const SCATTER = 0.02;

/** The brake test of a robot's controller: each brake is loaded in turn until it slips. */
export class BrakeTest {
  /** Tests so far. */
  number = 0;
  passed = true;
  /** Torque that each brake held, N m. */
  readonly torquesNm = [0, 0, 0, 0, 0, 0];
  readonly #station: string;
  readonly #arm: RobotArm;
  readonly #context: MachineContext;
  #sinceS: number;

  constructor(station: string, arm: RobotArm, context: MachineContext) {
    this.#station = station;
    this.#arm = arm;
    this.#context = context;
    this.#sinceS = context.random.between(0, EVERY_S);
    this.#test();
  }

  slow(dtS: number, stands: boolean): void {
    this.#sinceS += dtS;
    if (this.#sinceS < EVERY_S || !stands) return;
    this.#sinceS = 0;
    this.#test();
  }

  #test(): void {
    const { random, around } = this.#context;
    const passedBefore = this.passed;
    this.number++;
    this.passed = true;
    const ofTest = random.at(this.number);
    for (let at = 0; at < 6; at++) {
      const heldNm = this.#arm.brakeNm(at) * (1 + SCATTER * ofTest.normal());
      this.torquesNm[at] = heldNm;
      if (heldNm < this.#arm.brakeLimitNm(at)) this.passed = false;
    }
    if (this.passed === passedBefore) return;
    around.report({
      type: "machine-message",
      timeMs: around.nowMs,
      station: this.#station,
      code: "BRAKE-TEST",
      severity: 600,
      active: !this.passed,
      text: { zh: "制动测试未通过", en: "Brake test failed" },
    });
  }
}

import { type Distribution, exponential, normal } from "../../edge/forecast/kernel/distributions.ts";
import { Kernel, NO_EVENT } from "../../edge/forecast/kernel/kernel.ts";
import { Streams } from "../../edge/forecast/kernel/streams.ts";

/**
 * The machine shop of SimPy's documentation (https://simpy.readthedocs.io/en/latest/examples/machine_shop.html), in
 * minutes: machines make parts and break down, one repairer leaves other jobs for broken machines, in their order, and
 * continues where a job was left. A part that was interrupted is continued after the repair.
 */
export const SHOP = {
  machines: 10,
  part: normal({ mean: 10, deviation: 2 }),
  uptime: exponential(300),
  repair: 30,
  job: 30,
  week: 7 * 24 * 60,
} as const;

export const PURPOSE = { part: 0, breakdown: 1 } as const;

const PART_DONE = 0;
const BREAKDOWN = 1;
const REPAIRED = 2;
const JOB_DONE = 3;

/** Parts take time, so a draw that is not above 0 is repeated, as in the original. */
export function partTime(streams: Streams, machine: number, distribution: Distribution): number {
  for (;;) {
    const time = streams.draw(PURPOSE.part, machine, distribution);
    if (time > 0) return time;
  }
}

/** The shop on the kernel, with a column for each fact. */
export class MachineShop {
  readonly parts = new Int32Array(SHOP.machines);
  jobs = 0;
  readonly #kernel = new Kernel(2 * SHOP.machines + 1);
  readonly #streams: Streams;
  /** Pending end of a part, `NO_EVENT` while the machine is broken. */
  readonly #ends = new Int32Array(SHOP.machines).fill(NO_EVENT);
  /** When the part ends; of a broken machine, how long it still takes. */
  readonly #times = new Float64Array(SHOP.machines);
  /** Broken machines in the order of repair, as a ring; the first is in repair. */
  readonly #broken = new Int32Array(SHOP.machines);
  #firstBroken = 0;
  #brokenCount = 0;
  #jobEnd = NO_EVENT;
  #jobTime = 0;

  constructor(seed: number) {
    this.#streams = new Streams({ seed, purposes: 2, entities: SHOP.machines });
    for (let machine = 0; machine < SHOP.machines; machine++) {
      this.#start(machine, partTime(this.#streams, machine, SHOP.part));
      this.#scheduleBreakdown(machine);
    }
    this.#startJob(SHOP.job);
  }

  /** Goes on for that many minutes; gives the number of events. */
  run(minutes: number): number {
    return this.#kernel.run(this.#kernel.now + minutes, this.#react);
  }

  readonly #react = (kind: number, machine: number): void => {
    if (kind === PART_DONE) {
      this.parts[machine] = (this.parts[machine] as number) + 1;
      this.#start(machine, partTime(this.#streams, machine, SHOP.part));
    } else if (kind === BREAKDOWN) this.#breakDown(machine);
    else if (kind === REPAIRED) this.#repaired(machine);
    else {
      this.jobs++;
      this.#startJob(SHOP.job);
    }
  };

  #start(machine: number, time: number): void {
    const end = this.#kernel.now + time;
    this.#times[machine] = end;
    this.#ends[machine] = this.#kernel.schedule(end, PART_DONE, machine);
  }

  #startJob(time: number): void {
    this.#jobTime = this.#kernel.now + time;
    this.#jobEnd = this.#kernel.schedule(this.#jobTime, JOB_DONE, 0);
  }

  #scheduleBreakdown(machine: number): void {
    const time = this.#streams.draw(PURPOSE.breakdown, machine, SHOP.uptime);
    this.#kernel.schedule(this.#kernel.now + time, BREAKDOWN, machine);
  }

  #scheduleRepair(): void {
    const machine = this.#broken[this.#firstBroken] as number;
    this.#kernel.schedule(this.#kernel.now + SHOP.repair, REPAIRED, machine);
  }

  /** A machine that is broken cannot break. */
  #breakDown(machine: number): void {
    this.#scheduleBreakdown(machine);
    if (!this.#kernel.cancel(this.#ends[machine] as number)) return;
    this.#ends[machine] = NO_EVENT;
    this.#times[machine] = (this.#times[machine] as number) - this.#kernel.now;
    this.#broken[(this.#firstBroken + this.#brokenCount++) % SHOP.machines] = machine;
    if (this.#brokenCount > 1) return;
    this.#kernel.cancel(this.#jobEnd);
    this.#jobTime -= this.#kernel.now;
    this.#scheduleRepair();
  }

  #repaired(machine: number): void {
    this.#firstBroken = (this.#firstBroken + 1) % SHOP.machines;
    this.#brokenCount--;
    this.#start(machine, this.#times[machine] as number);
    if (this.#brokenCount > 0) this.#scheduleRepair();
    else this.#startJob(this.#jobTime);
  }
}

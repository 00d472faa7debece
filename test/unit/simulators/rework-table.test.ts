import { expect, it } from "vitest";
import { Random } from "../../../simulators/kernel/random.ts";
import type { Surroundings } from "../../../simulators/plants/machining/machine.ts";
import { ReworkTable } from "../../../simulators/plants/machining/machines/rework-table.ts";
import { WorkCycle } from "../../../simulators/plants/machining/machines/work-cycle.ts";
import { Buffer } from "../../../simulators/plants/machining/material/flow.ts";
import type { Piece } from "../../../simulators/plants/machining/material/piece.ts";
import type { WorkTime } from "../../../simulators/plants/machining/planning/calendar.ts";
import { SEED } from "../../run/seed.ts";

const STEP_S = 0.1;
const PLACES = { input: 6, table: 8 };

/** A gauge that sends each piece to rework once, and whose input a belt fills whenever there is room. */
class Loop {
  readonly around = { workTime: "working" as WorkTime, nowMs: 0 };
  readonly input: Buffer;
  readonly table: ReworkTable;
  readonly gauge: WorkCycle;
  readonly done: Piece[] = [];
  made = 0;

  constructor(staffed: boolean, reworkS: number) {
    const book = { move: () => {} };
    const operations = { start: () => {}, complete: () => {} };
    const around = Object.assign(this.around, { book, operations }) as unknown as Surroundings;
    this.input = new Buffer("IN", PLACES.input, around.book);
    const random = new Random(SEED);
    this.table = new ReworkTable("RWK", { operation: "OP35", workS: reworkS, output: this.input, around, random });
    this.gauge = new WorkCycle({
      station: "VIS",
      operation: "OP60",
      input: this.input,
      output: { hasRoom: true, put: (piece) => this.done.push(piece) },
      rework: this.table,
      batch: 1,
      loadS: 3,
      staffed,
      workS: () => 11,
      finish: ({ reworked }) => ({ verdict: reworked === 0 ? "rework" : "good", features: [] }),
      around,
    });
  }

  /** In the plant's order: machines along the route, then the tables. */
  run(seconds: number): void {
    for (let step = 0; step < seconds / STEP_S; step++) {
      if (this.input.hasRoom) this.input.put({ id: `PC-${++this.made}`, reworked: 0, truth: {} } as unknown as Piece);
      this.gauge.step(STEP_S);
      this.table.step(STEP_S);
      // One more is at the table while the person has a piece in the hands.
      const isRight = this.input.ready <= PLACES.input && this.table.count <= PLACES.table + 1;
      if (!isRight) throw new Error(`${this.input.ready} pieces wait, ${this.table.count} are at the table`);
    }
    expect(this.input.ready + this.table.count + this.gauge.count + this.done.length).toBe(this.made);
  }
}

it.each([false, true])(
  "[PM50] a full rework table gives pieces back to a full input (staffed gauge: %s)",
  (staffed) => {
    const loop = new Loop(staffed, 60);
    loop.run(1800);
    for (let hour = 0; hour < 3; hour++) {
      const before = loop.done.length;
      loop.run(3600);
      // 60 an hour in the mean, with a scatter of 30 % of each: six deviations are 14.
      expect(loop.done.length - before).toBeGreaterThan(60 / Math.exp(0.045) - 14);
    }
  },
);

it.each([false, true])("[PM50] nor do breaks lock the loop, whenever they begin (staffed gauge: %s)", (staffed) => {
  const loop = new Loop(staffed, 20);
  const random = new Random(SEED).at("breaks");
  loop.run(1800);
  for (let pause = 0; pause < 60; pause++) {
    loop.around.workTime = "break";
    loop.run(60);
    loop.around.workTime = "working";
    const before = loop.done.length;
    // Longer than a full input of new pieces keeps the gauge busy, which all go to rework.
    loop.run(300 + random.between(0, 20));
    expect(loop.done.length).toBeGreaterThan(before);
  }
});

/** The simulated people of the hall alone, with faults of a scenario and without vehicles, for tests. */
import type { TruthEvent } from "../../../simulators/kernel/events.ts";
import { Conditions } from "../../../simulators/kernel/faults/condition.ts";
import { Random } from "../../../simulators/kernel/random.ts";
import { FaultSchedule } from "../../../simulators/plants/machining/faults/schedule.ts";
import type { Surroundings } from "../../../simulators/plants/machining/machine.ts";
import { Crossings } from "../../../simulators/plants/machining/people/crossings.ts";
import { People } from "../../../simulators/plants/machining/people/people.ts";
import type { Walker } from "../../../simulators/plants/machining/people/walker.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";

const STEPS_PER_S = 10;

export class Hall {
  readonly people: People;
  readonly truth: TruthEvent[] = [];
  readonly #faults: FaultSchedule;
  readonly #around: { nowMs: number; workTime: string; conditions: Conditions; report(): void };

  /** `faults` are items of a scenario's list, as YAML flow mappings. */
  constructor(seed: number, ...faults: readonly string[]) {
    const text = `scenario: 1\ntitle: { zh: 测试, en: Test }\nfaults: [${faults.join(", ")}]\n`;
    const random = new Random(seed);
    const conditions = new Conditions();
    this.#around = { nowMs: 0, workTime: "working", conditions, report: () => undefined };
    const around = this.#around as unknown as Surroundings;
    this.people = new People(around, random.fork("people"), new Crossings(() => []));
    this.#faults = new FaultSchedule(parseScenario(text, "test.yaml").faults, {
      ...{ conditions, random: random.at("faults") },
      truth: (event) => this.truth.push(event),
    });
    this.#faults.listen();
  }

  /** Steps on to this second; `look` sees each step. */
  runTo(untilS: number, look: (timeS: number) => void = () => undefined): void {
    while (this.#around.nowMs < 1000 * untilS) {
      this.#around.nowMs += 1000 / STEPS_PER_S;
      const timeS = this.#around.nowMs / 1000;
      if (Number.isInteger(timeS)) {
        this.#faults.step(timeS, this.#around.nowMs);
        this.people.slow();
      }
      this.people.step(1 / STEPS_PER_S);
      look(timeS);
    }
  }

  walker(id: string): Walker {
    const found = this.people.people.find((walker) => walker.id === id);
    if (found === undefined) throw new Error(`nobody is ${id}`);
    return found;
  }
}

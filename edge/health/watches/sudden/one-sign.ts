/** A watch that knows one fault by one sign: the common part of watches of sudden events. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, FaultKind, Indication, Signature } from "../../watch.ts";

/** Time for which a sign stays in evidence after its end. */
const SHOWN_US = 10e6;
/** Evidence of a certain sign: two independent readings contradict what the machine can do. */
const CERTAIN = 20;

export interface OneSignPlan {
  readonly aspect: string;
  readonly component: string;
  readonly tags: readonly Tag[];
  readonly fault: FaultKind;
  readonly title: Indication["title"];
  readonly meaning: Indication["meaning"];
  /** 1: the sign is a value above usual; -1: below. */
  readonly sign: 1 | -1;
}

export abstract class OneSign implements ComponentWatch<Float64Array> {
  readonly form: number = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications: readonly string[];
  readonly strengths = new Float64Array(1);
  readonly signatures: readonly Signature[];
  abstract readonly isLearning: boolean;
  protected readonly plan: OneSignPlan;
  /** Numbers of the watch, which begin as NaN; the last two are those of the sign. */
  protected readonly numbers: Float64Array;

  constructor(plan: OneSignPlan, numbers: number) {
    this.plan = plan;
    const { component, aspect, tags, fault, sign } = plan;
    this.id = component === "" ? aspect : `${component}/${aspect}`;
    this.component = component;
    this.inputs = tags.map(({ ref }) => ref);
    this.indications = [aspect];
    this.signatures = [{ endsAtOnce: true, ...fault, signs: { [aspect]: sign } }];
    this.numbers = new Float64Array(numbers + 2).fill(Number.NaN);
  }

  abstract sample(input: number, time: Micros, value: number): void;
  /** The value to show and its usual range. */
  protected abstract shown(): Pick<Indication, "value" | "usual"> & { readonly tag: Tag };

  second(now: Micros): void {
    if (now - (this.numbers.at(-1) as number) > SHOWN_US) this.#end();
  }

  describe(): Indication {
    const { tag, ...values } = this.shown();
    return {
      ...values,
      unit: tag.unit ?? "1",
      title: this.plan.title,
      meaning: this.plan.meaning,
      tag: tag.ref,
      since: this.numbers.at(-2) as number,
    };
  }

  renewed(): void {
    this.#end();
  }

  snapshot(): Float64Array {
    return Float64Array.of(...this.numbers, ...this.strengths);
  }

  restore(state: Float64Array): void {
    this.numbers.set(state.subarray(0, this.numbers.length));
    this.strengths[0] = state[this.numbers.length] as number;
  }

  /** Call it while the sign is present. */
  protected seen(since: Micros, time: Micros): void {
    if (this.strengths[0] === 0) this.numbers[this.numbers.length - 2] = since;
    this.numbers[this.numbers.length - 1] = time;
    this.strengths[0] = this.plan.sign * CERTAIN;
  }

  #end(): void {
    this.strengths[0] = 0;
    this.numbers.fill(Number.NaN, this.numbers.length - 2);
  }
}

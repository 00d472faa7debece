import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { ComponentWatch, Indication, Signature } from "../../../edge/health/watch.ts";

const TEXT = { zh: "量", en: "quantity" };

export function signatureOf(kind: string, signs: Signature["signs"]): Signature {
  return { kind, name: { zh: kind, en: kind }, advice: TEXT, signs };
}

/** A watch whose evidence a test sets. Remembers its newest samples. */
export class FakeWatch implements ComponentWatch<Float64Array> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications: readonly string[];
  readonly strengths: Float64Array;
  readonly signatures: readonly Signature[];
  isLearning = false;
  damage = Number.NaN;
  readonly taken: number[] = [];
  lostAt: Micros[] = [];
  renewedAt: Micros[] = [];
  breaksAt = Number.NaN;

  constructor(component: string, signatures: readonly Signature[], inputs: readonly TagRef[] = []) {
    this.id = `${component}/fake`;
    this.component = component;
    this.signatures = signatures;
    this.inputs = inputs;
    this.indications = [...new Set(signatures.flatMap(({ signs }) => Object.keys(signs)))];
    this.strengths = new Float64Array(this.indications.length);
  }

  sample(_input: number, _time: Micros, value: number): void {
    if (value === this.breaksAt) throw new Error("cannot take this value");
    this.taken.push(value);
  }

  lost(_input: number, time: Micros): void {
    this.lostAt.push(time);
  }

  describe(): Indication {
    return { value: 2, usual: { low: 0, high: 1 }, unit: "1", title: TEXT, meaning: TEXT, tag: 0 as TagRef, since: 5 };
  }

  renewed(at: Micros): void {
    this.renewedAt.push(at);
    this.strengths.fill(0);
  }

  snapshot(): Float64Array {
    return this.strengths.slice();
  }

  restore(state: Float64Array): void {
    this.strengths.set(state);
  }
}

/** Alerts about people against the truth: unsafe acts, people alone, people who lie (rules E73, E75). */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { median } from "../figures.ts";
import type { Truth } from "../truth.ts";

/** An alert so long behind an end is about what ended. */
const AFTER_US = 10e6;
const ACT = "unsafe-act";
const STATES = ["lone-worker", "person-down"] as const;
/** An act that cameras see in fewer looks, twice a second, is one that no camera sees. */
const LEAST_LOOKS = 4;

interface Found {
  readonly found: number;
  /** Alerts about what had one already. */
  readonly again: number;
  readonly falseOnes: number;
  readonly medianDelayS: number | null;
}

export interface VisionFigures extends Found {
  /** Acts of the scenario, seen by a camera or not. */
  readonly acts: number;
  /** Of these, acts that a camera sees for two seconds at least, and how many of them were found. */
  readonly inView: number;
  readonly foundInView: number;
  /** Alerts that the truth explains, by kind. */
  readonly explained: Readonly<Record<string, number>>;
  readonly states: readonly StateFigures[];
}

/** People alone, or people who lie. */
interface StateFigures extends Found {
  readonly kind: string;
  readonly happened: number;
}

type Fault = Truth["faults"][number];

export class ActTruth {
  readonly #heard: { readonly kind: string; readonly at: Micros }[] = [];
  readonly #views: { readonly act: string; readonly person: string; readonly at: Micros }[] = [];

  hear(kind: string, at: Micros): void {
    this.#heard.push({ kind, at });
  }

  /** A camera sees an act. */
  see({ act, person, atMs }: { readonly act: string; readonly person: string; readonly atMs: number }): void {
    this.#views.push({ act, person, at: atMs * 1000 });
  }

  figures({ faults }: Truth): VisionFigures {
    const happened = faults.filter(({ observableAt }) => observableAt !== undefined);
    const acts = happened.filter(({ kind }) => kind === ACT);
    const explained = new Map<string, number>();
    const ofActs = this.#heard.filter(({ kind }) => !NO_ACTS.has(kind));
    const { found, ...vision } = match(ofActs, acts, ({ parameters }, kind) => parameters["act"] === kind, explained);
    const inView = acts.filter((act) => this.#isInView(act));
    const states = STATES.map((kind) => {
      const own = happened.filter((fault) => fault.kind === kind);
      const heard = this.#heard.filter((one) => one.kind === kind);
      const { found: ones, ...figures } = match(heard, own, () => true, explained);
      return { kind, happened: own.length, found: ones.size, ...figures };
    });
    const foundInView = inView.filter((act) => found.has(act)).length;
    return {
      ...{ acts: acts.length, inView: inView.length, foundInView, found: found.size },
      ...vision,
      ...{ explained: Object.fromEntries(explained), states: states.filter((one) => one.happened + one.falseOnes > 0) },
    };
  }

  #isInView({ parameters, beginsAt, repairedAt = Number.POSITIVE_INFINITY }: Fault): boolean {
    const { act, person } = parameters;
    const looks = this.#views.filter(
      (view) => view.act === act && view.person === person && beginsAt <= view.at && view.at <= repairedAt,
    );
    return looks.length >= LEAST_LOOKS;
  }
}

/** Alerts against what happened, each of which one alert finds. */
function match(
  heard: readonly { readonly kind: string; readonly at: Micros }[],
  happened: readonly Fault[],
  isOf: (fault: Fault, kind: string) => boolean,
  explained: Map<string, number>,
) {
  const found = new Map<Fault, number>();
  let [again, falseOnes] = [0, 0];
  for (const { kind, at } of heard) {
    const fitting = happened.filter(
      (fault) =>
        isOf(fault, kind) && fault.beginsAt <= at && at <= (fault.repairedAt ?? Number.POSITIVE_INFINITY) + AFTER_US,
    );
    const one = fitting.find((fault) => !found.has(fault)) ?? fitting[0];
    if (one === undefined) {
      falseOnes++;
      continue;
    }
    explained.set(kind, (explained.get(kind) ?? 0) + 1);
    if (found.has(one)) again++;
    else found.set(one, (at - (one.observableAt as Micros)) / 1e6);
  }
  return { found, again, falseOnes, medianDelayS: median([...found.values()]) };
}

/** Kinds that no camera reports. */
const NO_ACTS: ReadonlySet<string> = new Set([...STATES, "person-robot"]);

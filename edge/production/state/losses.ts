/** Losses of planned busy time in both models, with the reasons of stops (rules SE8 and SE20). Pure. */
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type {
  Figures,
  Loss,
  LossModel,
  LossReason,
  MaybeFigure,
  Quantities,
  StateSpan,
  StopLoss,
} from "../../contracts/production/production.ts";
import { ratio } from "./ratio.ts";

/** A reason of the catalogue, and the loss that it names. */
export interface StopMeaning {
  readonly code: string;
  readonly name: LocalizedText;
  readonly loss: StopLoss | undefined;
}

export interface LossInput {
  readonly spans: readonly StateSpan[];
  readonly elements: Figures["elements"];
  readonly quantities: Quantities;
  readonly plannedRunS: MaybeFigure;
  readonly lossModel: LossModel;
  readonly minorStopBelowS: number;
  /** Reason of a stop, where it has one of the catalogue. */
  reasonOf(stop: StateSpan): StopMeaning | undefined;
}

interface Modelled {
  readonly availability: MaybeFigure;
  readonly effectiveness: MaybeFigure;
  readonly losses: readonly Loss[];
}

/** How each model calls the loss that a reason names. */
const NAMED: Readonly<Record<LossModel, Readonly<Record<StopLoss, string>>>> = {
  iso22400: { failure: "failure", setup: "setup", waiting: "idle" },
  nakajima: { failure: "breakdown", setup: "setup", waiting: "waiting" },
};
const MOST_REASONS = 20;

/** Both models end at planned run time x good pieces; they differ in the division between stopped and slow. */
export function lossesOf(input: LossInput): Modelled {
  const { elements, plannedRunS } = input;
  const { PQ, GQ } = input.quantities;
  const run = plannedRunS ?? 0;
  const stops = new StopSums(input.lossModel === "iso22400" ? isoStops(input) : nakajimaStops(input));
  const setup = stops.loss("setup", elements.AUST);
  const quality: Loss = { id: "quality", seconds: PQ === 0 ? 0 : run * (1 - GQ / PQ) };
  const speed = (ranS: number): Loss => ({ id: "speed", seconds: plannedRunS === null ? 0 : ranS - run });
  if (input.lossModel === "iso22400") {
    const down = ["failure", "blocked", "starved", "loading", "idle"].map((id) => stops.loss(id));
    return {
      availability: ratio(elements.APT, elements.PBT),
      effectiveness: plannedRunS === null ? null : ratio(run, elements.APT),
      losses: [setup, ...down, speed(elements.APT), quality],
    };
  }
  const [breakdown, waiting, minor] = [stops.loss("breakdown"), stops.loss("waiting"), stops.loss("minor-stops")];
  const operatingS = elements.PBT - setup.seconds - breakdown.seconds - waiting.seconds;
  return {
    availability: ratio(operatingS, elements.PBT),
    effectiveness: plannedRunS === null ? null : ratio(run, operatingS),
    losses: [breakdown, setup, waiting, minor, speed(operatingS - minor.seconds), quality],
  };
}

/** A stop in planned busy time, as a part of a loss. */
interface Part {
  readonly id: string;
  readonly us: number;
  readonly meaning: StopMeaning | undefined;
}

type Sum = Omit<LossReason, "seconds"> & { readonly us: number };

function isoStops({ spans, reasonOf }: LossInput): Part[] {
  return spans.filter(isPlannedStop).map((span) => {
    const meaning = reasonOf(span);
    const state = span.element === "ADET" ? "failure" : span.cause;
    return partOf(span, meaning, meaning?.loss === undefined ? state : NAMED.iso22400[meaning.loss]);
  });
}

/** A stop whose reason names its loss is that loss however short it was. */
function nakajimaStops({ spans, reasonOf, minorStopBelowS }: LossInput): Part[] {
  const planned = spans.filter(isPlannedStop);
  const meanings = new Map(planned.map((span) => [span, reasonOf(span)]));
  const named = planned.flatMap((span) => {
    const meaning = meanings.get(span);
    return meaning?.loss === undefined ? [] : [partOf(span, meaning, NAMED.nakajima[meaning.loss])];
  });
  const others = joined(spans, (span) => isPlannedStop(span) && meanings.get(span)?.loss === undefined);
  const unnamed = others.flatMap((group) => {
    const isMinor = group.reduce((us, { from, to }) => us + to - from, 0) < minorStopBelowS * 1e6;
    return group.map((span) =>
      partOf(span, meanings.get(span), isMinor ? "minor-stops" : span.element === "ADET" ? "breakdown" : "waiting"),
    );
  });
  return [...named, ...unnamed];
}

function isPlannedStop({ element, isPlanned }: StateSpan): boolean {
  return isPlanned && (element === "ADET" || element === "ADOT");
}

function partOf({ from, to }: StateSpan, meaning: StopMeaning | undefined, id: string): Part {
  return { id, us: to - from, meaning };
}

/** Sums by loss and by reason. */
class StopSums {
  readonly #us = new Map<string, number>();
  readonly #reasons = new Map<string, Map<string, Sum>>();

  constructor(parts: readonly Part[]) {
    for (const { id, us, meaning } of parts) {
      this.#us.set(id, (this.#us.get(id) ?? 0) + us);
      if (meaning === undefined) continue;
      const { code: reason, name } = meaning;
      const own = this.#reasons.get(id) ?? new Map<string, Sum>();
      this.#reasons.set(id, own);
      const before = own.get(reason) ?? { us: 0, stops: 0 };
      own.set(reason, { reason, name, us: before.us + us, stops: before.stops + 1 });
    }
  }

  /** `moreS`: seconds of the loss that are no stops. */
  loss(id: string, moreS = 0): Loss {
    const reasons = [...(this.#reasons.get(id)?.values() ?? [])]
      .map(({ us, ...one }): LossReason => ({ ...one, seconds: us / 1e6 }))
      .sort((a, b) => b.seconds - a.seconds || (a.reason < b.reason ? -1 : 1))
      .slice(0, MOST_REASONS);
    const seconds = (this.#us.get(id) ?? 0) / 1e6 + moreS;
    return reasons.length === 0 ? { id, seconds } : { id, seconds, reasons };
  }
}

/** Groups of consecutive spans that fit. */
export function joined(spans: readonly StateSpan[], fits: (span: StateSpan) => boolean): StateSpan[][] {
  const groups: StateSpan[][] = [];
  for (const span of spans) {
    if (!fits(span)) continue;
    const last = groups.at(-1);
    if (last?.at(-1)?.to === span.from) last.push(span);
    else groups.push([span]);
  }
  return groups;
}

/** The work that each fault of a pair is for a maintenance crew: rule E31 in docs/rules/evaluation.md. Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { bearingOf, isAboutItsAsset } from "../expectations.ts";
import { countsFor, type Grounds, isOfOldTool, standing } from "../judge.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault, Truth } from "../truth.ts";
import { REPAIRS } from "./assumptions.ts";
import type { CrewPlant, Place } from "./crew-plant.ts";

/** A finding that sends somebody to the asset. Hours count from the start of the run. */
export interface Call {
  /** When it was raised, not before the fault showed. */
  readonly atH: number;
  /** It names the right part of the right asset. */
  readonly isRight: boolean;
  /** The component of the asset that it names; absent if it names none, or another asset. */
  readonly place?: string;
  /** It names a spare that fits the part that is really wrong. */
  readonly namesSpare: boolean;
  /** Early end of each forecast of the time left. */
  readonly forecasts: readonly { readonly atH: number; readonly fromH: number }[];
}

/** One fault that the crew repairs. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly asset: string;
  /** The component that is wrong, as a whole. */
  readonly place: string;
  /** Components of the asset, the wrong one among them. */
  readonly places: readonly Place[];
  readonly visibleH: number;
  /** The machine stops then; null if the fault ends no function. */
  readonly failsH: number | null;
  /** The catalogue of the config has a spare for the part that is wrong. */
  readonly isInCatalogue: boolean;
  /** In order of time. */
  readonly calls: readonly Call[];
  /** Times at which the asset stands anyway, as far as the run goes. */
  readonly pauses: readonly Pause[];
}

export interface Pause {
  readonly fromH: number;
  readonly toH: number;
}

interface PairFacts {
  /** Findings of the faulty run alone, without refuted ones. */
  readonly findings: readonly Occurrence[];
  readonly grounds: Grounds;
  readonly truth: Pick<Truth, "start" | "pausesOf">;
  readonly plant: CrewPlant;
}

const HOUR_US = 3600e6;

/** The job of a fault that the pair shows; undefined if it never shows, or is not the crew's. */
export function jobOf(fault: TrueFault, { findings, grounds, truth, plant }: PairFacts): Job | undefined {
  const { id, kind, asset, observableAt, failureAt, failsAt } = fault;
  const repair = REPAIRS[kind];
  if (repair === undefined || observableAt === undefined) return undefined;
  const hours = (at: Micros): number => (at - truth.start) / HOUR_US;
  const part = partOf(fault, repair.part);
  const place = placeOf(part);
  const known = plant.placesOf(asset);
  const spares = plant.sparesOf(asset, part);
  const end = stopsMachine(kind) ? (failureAt ?? failsAt) : undefined;
  const during = findings.filter((one) => countsFor(fault, observableAt, standing(one, grounds.tools)));
  return {
    id,
    kind,
    asset,
    place,
    places: known.some(({ path }) => path === place) ? known : [...known, { path: place, kind: "part" }],
    visibleH: hours(end === undefined ? observableAt : Math.min(observableAt, end)),
    failsH: end === undefined ? null : hours(end),
    isInCatalogue: spares.length > 0,
    calls: during.flatMap((one) => {
      const isOwn = isAboutItsAsset(fault, one);
      const isRight = bearingOf(fault, one, grounds.assetOf.get(one.label)) === "right" && !isOfOldTool(one, grounds);
      if (!isOwn && !isRight) return [];
      const named = isRight ? place : placeOf(one.component);
      const isNamed = isOwn && (isRight || known.some(({ path }) => path === named));
      return [
        {
          atH: hours(Math.max(one.raisedAt, observableAt)),
          isRight: isOwn && isRight,
          ...(isNamed ? { place: named } : {}),
          namesSpare: isOwn && plant.sparesOf(asset, one.component).some((spare) => spares.includes(spare)),
          forecasts: one.lives.map(({ at, from }) => ({ atH: hours(at), fromH: hours(from) })),
        },
      ];
    }),
    pauses: truth.pausesOf(asset).map(({ from, to }) => ({ fromH: hours(from), toH: hours(to) })),
  };
}

/** Instruments end no function of a machine, and the crew learns of them otherwise. */
function stopsMachine(kind: string): boolean {
  return REPAIRS[kind]?.part !== "signal";
}

function partOf({ component, parameters }: TrueFault, part: string): string {
  if (part !== "signal") return part.replace(/^component\b/, component);
  const signal = String(parameters["signal"] ?? "");
  return signal.slice(0, Math.max(0, signal.lastIndexOf("/")));
}

/** The first level of a path. */
function placeOf(path: string): string {
  return path.split("/")[0] as string;
}

/** The part of a finding about the time that a component has left (rules RL1 to RL4). */
import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import type { RemainingLife } from "../../contracts/records/remaining-life.ts";
import type { Ageing } from "../prognosis/degradation.ts";
import type { EarlierLives } from "../prognosis/earlier-lives.ts";
import { Prognosis } from "../prognosis/prognosis.ts";
import { type Subject, valueField } from "./evidence-of.ts";

/**
 * A forecast is reported again when its median moves by this share of the time left, or the health by this many points.
 */
const MOVES = 0.15;
const STEP = 5;
/** Share of ends that the interval of the evidence should cover. */
const CONFIDENCE = 0.9;

interface Said {
  readonly health?: number;
  readonly rul?: RemainingLife;
}

interface ForecastState {
  readonly prognosis: ReturnType<Prognosis["snapshot"]>;
  readonly said: Said | undefined;
}

/** 100: as new, 0: at the end of function. */
export function healthOf(damage: number): number {
  return Math.round(100 * (1 - Math.max(0, Math.min(1, damage))));
}

export class Forecast implements Learned<ForecastState> {
  readonly #prognosis: Prognosis;
  #said: Said | undefined;

  constructor(earlier: EarlierLives, ageing?: () => Ageing | undefined) {
    this.#prognosis = new Prognosis(earlier, ageing);
  }

  /** Takes the damage of this second, NaN where it is unknown. */
  add(now: Micros, damage: number): void {
    this.#prognosis.add(now, damage);
  }

  /** Whether the forecast has moved far enough to be reported again. */
  isNews(now: Micros, kind: string, damage: number): boolean {
    const said = this.#said;
    const rul = this.#prognosis.left(now, kind);
    const known = Number.isNaN(damage) ? {} : { health: healthOf(damage) };
    const next = { ...known, ...(rul === undefined ? {} : { rul }) };
    if (said !== undefined && isNear(said, next)) return false;
    this.#said = next;
    return said !== undefined;
  }

  /** The fields of the finding that hold the forecast. */
  get said(): Pick<Finding, "health" | "rul"> {
    return this.#said ?? {};
  }

  /** The forecast as evidence, drawn at a tag; none where there is no forecast. */
  evidence(tag: TagRef | undefined, { path, newest }: Subject, damage: number): readonly Evidence[] {
    const rul = this.#said?.rul;
    if (rul === undefined || tag === undefined) return [];
    const { at, p05, p50, p95, model } = rul;
    return [
      {
        tag,
        detector: model,
        from: this.#prognosis.since,
        to: at,
        ...valueField(newest(tag)),
        statistic: {
          name: { zh: "损伤程度", en: "Damage" },
          meaning: {
            zh: "从全新（0）到失效（1）的进程。",
            en: "Share of the way from as new (0) to the end of function (1).",
          },
          value: damage,
          unit: "1",
        },
        prediction: { at: at + p50 * 1e6, from: at + p05 * 1e6, to: at + p95 * 1e6, confidence: CONFIDENCE },
        ...(path === "" ? {} : { component: path }),
        why: {
          zh: "损伤沿其增长规律到达失效的时间",
          en: "Expected time at which the damage, along its law of growth, reaches the end of function",
        },
      },
    ];
  }

  /** Call it when the finding has ended. */
  ended(): void {
    this.#said = undefined;
  }

  /** The component was replaced; the old one's path ended as a fault of this `kind`. */
  renewed(kind: string): void {
    this.#prognosis.renewed(kind);
    this.#said = undefined;
  }

  snapshot(): ForecastState {
    return { prognosis: this.#prognosis.snapshot(), said: this.#said };
  }

  restore({ prognosis, said }: ForecastState): void {
    this.#prognosis.restore(prognosis);
    this.#said = said;
  }
}

function isNear(said: Said, next: Said): boolean {
  const isSame =
    said.health === next.health || Math.abs((said.health ?? Number.NaN) - (next.health ?? Number.NaN)) < STEP;
  if (!isSame || (said.rul === undefined) !== (next.rul === undefined)) return false;
  if (said.rul === undefined || next.rul === undefined || isDeepStrictEqual(said.rul, next.rul)) return true;
  const moved = Math.abs(said.rul.at / 1e6 + said.rul.p50 - next.rul.at / 1e6 - next.rul.p50);
  return moved < MOVES * next.rul.p50;
}

/** Lives of the plant's components in shares of what their makers expect (rules RL11 to RL13). */
import type { ExpectedLife } from "../../contracts/health/expected-life.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Component } from "../../contracts/plant/components.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { exposureOf, type LivesSeen, leftOf, logSurvivalOf } from "../prognosis/expected-life.ts";
import type { ComponentUse } from "./component-use.ts";

/** Kinds of parts at most; the one that was told of longest ago is forgotten. */
const MOST_KINDS = 1024;
/** Share of parts that have ended at the age from which one counts as worn. */
const WORN = 0.1;

type PlantLivesState = readonly (readonly [kind: string, seen: LivesSeen])[];

/** A component whose life is expected, with its meters. */
export interface MeteredComponent {
  readonly assetUid: AssetUid;
  readonly assetType: string;
  readonly component: Pick<Component, "path" | "name">;
  readonly uses: readonly ComponentUse[];
}

export class PlantLives implements Learned<PlantLivesState> {
  readonly #ended = new Map<string, LivesSeen>();
  readonly #running = new Map<string, ComponentUse[]>();

  /** Takes part from now on: what it lasts says something of others of its kind, too. */
  add({ assetType, component, uses }: MeteredComponent): void {
    for (const use of uses) {
      const kind = kindOf(assetType, component.path, use);
      this.#running.set(kind, [...(this.#running.get(kind) ?? []), use]);
    }
  }

  /** The component was replaced: after a failure, or before one. */
  renewed({ assetType, component, uses }: MeteredComponent, isFailure: boolean): void {
    for (const use of uses) {
      const kind = kindOf(assetType, component.path, use);
      const { ended, exposure } = this.#ended.get(kind) ?? { ended: 0, exposure: 0 };
      this.#ended.delete(kind);
      this.#ended.set(kind, { ended: ended + Number(isFailure), exposure: exposure + exposureOfUse(use) });
      if (this.#ended.size > MOST_KINDS) this.#ended.delete(this.#ended.keys().next().value as string);
      use.renewed();
    }
  }

  /** The expected life that ends first; undefined for a component without one. */
  expectedOf({ assetUid, assetType, component, uses }: MeteredComponent): ExpectedLife | undefined {
    const all = uses.map((use): ExpectedLife => {
      const { unit, expected } = use.plan;
      const seen = this.#seen(kindOf(assetType, component.path, use));
      const age = use.used / expected;
      const left = (p: number): number => expected * leftOf(age, p, seen);
      return {
        assetUid,
        component: component.path,
        name: component.name,
        unit,
        expected,
        median: expected * leftOf(0, 0.5, seen),
        used: use.used,
        prior: use.prior,
        ended: seen.ended,
        left: { p10: left(0.1), p50: left(0.5), p90: left(0.9) },
        isWorn: age >= leftOf(0, WORN, seen),
        rate: use.rate ?? null,
      };
    });
    return all.reduce<ExpectedLife | undefined>(
      (first, one) => (first === undefined || daysLeft(one) < daysLeft(first) ? one : first),
      undefined,
    );
  }

  /**
   * Logarithm of the probability that the component lasts for so many seconds by its age alone; undefined where its use
   * a day is not known yet.
   */
  ageingOf({ assetType, component, uses }: MeteredComponent): ((seconds: number) => number) | undefined {
    const meters = uses.flatMap((use) => {
      const { expected } = use.plan;
      const { rate } = use;
      const seen = this.#seen(kindOf(assetType, component.path, use));
      return rate === undefined ? [] : [{ age: use.used / expected, perS: rate.perDay / 86_400 / expected, seen }];
    });
    if (meters.length === 0) return undefined;
    return (seconds) => Math.min(...meters.map(({ age, perS, seen }) => logSurvivalOf(age, seconds * perS, seen)));
  }

  snapshot(): PlantLivesState {
    return [...this.#ended];
  }

  restore(state: PlantLivesState): void {
    this.#ended.clear();
    for (const [kind, seen] of state) this.#ended.set(kind, seen);
  }

  /** Ended lives, and those that go on. */
  #seen(kind: string): LivesSeen {
    const { ended, exposure } = this.#ended.get(kind) ?? { ended: 0, exposure: 0 };
    const running = this.#running.get(kind) ?? [];
    return { ended, exposure: running.reduce((sum, use) => sum + exposureOfUse(use), exposure) };
  }
}

/** Parts at the same place of assets of a type, by the same meter, last alike. */
function kindOf(assetType: string, path: string, { plan }: ComponentUse): string {
  return `${assetType}\n${path}\n${plan.unit}`;
}

function exposureOfUse({ prior, used, plan }: ComponentUse): number {
  return exposureOf(prior / plan.expected, used / plan.expected);
}

function daysLeft({ left, rate }: ExpectedLife): number {
  return rate === null || rate.perDay === 0 ? Number.POSITIVE_INFINITY : left.p50 / rate.perDay;
}

/** The components of one asset whose makers expect a life, with their meters. */
import { assetTypeOf } from "../../contracts/health/adaptation.ts";
import type { ExpectedLife } from "../../contracts/health/expected-life.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Component } from "../../contracts/plant/components.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { ComponentUse, type UsePlan } from "./component-use.ts";
import type { MeteredComponent, PlantLives } from "./plant-lives.ts";

/** Signal of the charge of a battery, percent. */
const CHARGE = "charge";

type AssetLivesState = readonly (readonly [meter: string, state: ReturnType<ComponentUse["snapshot"]>])[];

interface Metered extends MeteredComponent {
  /** Tag of a battery's charge. */
  readonly charge: TagRef | undefined;
}

export class AssetLives implements Learned<AssetLivesState> {
  readonly #lives: PlantLives;
  readonly #components: readonly Metered[];

  constructor(asset: Pick<Asset, "assetUid" | "type" | "kind">, components: readonly Component[], lives: PlantLives) {
    this.#lives = lives;
    this.#components = components.flatMap((component) => {
      const uses = usesOf(component);
      const charge = component.kind === "battery" ? component.tags.find(({ signal }) => signal === CHARGE) : undefined;
      const { assetUid } = asset;
      return uses.length === 0
        ? []
        : [{ assetUid, assetType: assetTypeOf(asset), component, uses, charge: charge?.ref }];
    });
    for (const one of this.#components) lives.add(one);
  }

  /** Tags whose newest values it asks for. */
  get inputs(): readonly TagRef[] {
    return this.#components.flatMap(({ charge }) => charge ?? []);
  }

  /** Lives that end first by the maker's word, of each component that has one. */
  get expected(): readonly ExpectedLife[] {
    return this.#components.flatMap((one) => this.#lives.expectedOf(one) ?? []);
  }

  expectedAt(path: string): ExpectedLife | undefined {
    const found = this.#at(path);
    return found === undefined ? undefined : this.#lives.expectedOf(found);
  }

  /** See {@link PlantLives.ageingOf}; undefined for a component without an expected life. */
  ageingAt(path: string): ((seconds: number) => number) | undefined {
    const found = this.#at(path);
    return found === undefined ? undefined : this.#lives.ageingOf(found);
  }

  /** Call it when log time enters this second. */
  second(
    now: Micros,
    { isExecuting, newest }: { readonly isExecuting: boolean; newest(tag: TagRef): number | undefined },
  ): void {
    for (const { uses, charge } of this.#components) {
      const doing = { isExecuting, charge: (charge === undefined ? undefined : newest(charge)) ?? Number.NaN };
      for (const use of uses) use.second(now, doing);
    }
  }

  /** Components were replaced: those that `isNew` says, after a failure where `hasFailed` says so. */
  renewed(isNew: (path: string) => boolean, hasFailed: (path: string) => boolean): void {
    for (const one of this.#components)
      if (isNew(one.component.path)) this.#lives.renewed(one, hasFailed(one.component.path));
  }

  snapshot(): AssetLivesState {
    return this.#meters().map(([meter, use]) => [meter, use.snapshot()]);
  }

  /** Meters that the config no longer has are forgotten, and new ones begin. */
  restore(state: AssetLivesState): void {
    const stored = new Map(state);
    for (const [meter, use] of this.#meters()) {
      const found = stored.get(meter);
      if (found !== undefined) use.restore(found);
    }
  }

  #at(path: string): Metered | undefined {
    return this.#components.find(({ component }) => component.path === path);
  }

  #meters(): (readonly [meter: string, use: ComponentUse])[] {
    return this.#components.flatMap(({ component, uses }) =>
      uses.map((use) => [`${component.path} ${use.plan.unit}`, use] as const),
    );
  }
}

/** Meters of a component by its ratings; none where its maker expects no life. */
function usesOf({ kind, ratings = {}, priorLife = {} }: Component): readonly ComponentUse[] {
  const isBattery = kind === "battery";
  const planOf = (unit: UsePlan["unit"], expected: number | undefined, prior = 0): readonly UsePlan[] =>
    expected === undefined ? [] : [{ unit, expected, prior, isBattery }];
  return [
    ...planOf("hours", ratings.lifeHours, priorLife.hours),
    ...planOf("cycles", ratings.lifeCycles, priorLife.cycles),
  ].map((plan) => new ComponentUse(plan));
}

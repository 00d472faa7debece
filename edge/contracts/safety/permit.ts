/** A permit to work: what its kind demands, and what is known of it (rules in docs/rules/permits.md). Pure. */
import { ROLES } from "../access/access.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import { LogTime, Name, Note, Words } from "../records/fields.ts";
import { type Static, Type } from "../schema.ts";
import type { ConflictKind } from "./permit-words.ts";

/** Whether machines of the place may run, must stand, or must be locked out as well. */
export const MACHINE_DEMANDS = ["any", "stopped", "isolated"] as const;
/** Whom sensors must not see at the place beyond the people of the permit. */
export const KEPT_OUT = ["people", "vehicles"] as const;

const Id = Type.String({ minLength: 1, maxLength: 200 });
const Limits = { low: Type.Optional(Type.Number()), high: Type.Optional(Type.Number()) };
export const PlaceFacts = Type.Object({
  asset: Type.Optional(Id),
  zone: Type.Optional(Id),
  area: Type.Optional(Id),
});

/** A gas that is tested, with the limits between which its value must be. */
const GasDemand = Type.Object({ id: Id, name: Words, unit: Type.String(), ...Limits });
export type GasDemand = Readonly<Static<typeof GasDemand>>;

/** A tag of the plant that must be known and between its limits while the work goes on. */
const TagDemand = Type.Object({ asset: Id, tag: Id, ...Limits });
export type TagDemand = Readonly<Static<typeof TagDemand>>;

/** What the kind demanded when the permit was applied for: a later config changes no permit. */
const PermitDemands = Type.Object({
  approver: Type.Enum([...ROLES]),
  guardian: Type.Boolean(),
  gasTest: Type.Boolean(),
  gases: Type.Array(GasDemand, { maxItems: 20 }),
  /** The oldest gas test with which work may begin, and the time after which it is repeated; minutes. */
  gasMaxAgeMin: Type.Number(),
  gasEveryMin: Type.Number(),
  checklist: Type.Array(Words, { maxItems: 50 }),
  machine: Type.Enum([...MACHINE_DEMANDS]),
  excludes: Type.Array(Id, { maxItems: 50 }),
  limits: Type.Array(TagDemand, { maxItems: 20 }),
  keepOut: Type.Array(Type.Enum([...KEPT_OUT]), { maxItems: 2 }),
});
export type PermitDemands = Readonly<Static<typeof PermitDemands>>;

export const PermitFacts = Type.Object({
  /** Kind of the config, and its level where it has any. */
  permit: Id,
  kind: Words,
  level: Type.Optional(Type.Object({ id: Id, name: Words })),
  place: PlaceFacts,
  from: LogTime,
  to: LogTime,
  /** People at the place for this work, the guardian not among them. */
  workers: Type.Integer({ minimum: 1, maximum: 200 }),
  guardian: Type.Optional(Name),
  detail: Type.Optional(Note),
  demands: PermitDemands,
});
export type PermitFacts = Readonly<Static<typeof PermitFacts>>;

const GasTests = Type.Array(
  Type.Object(
    { gas: Id, value: Type.Number(), unit: Type.String({ maxLength: 20 }), at: LogTime, by: Type.Optional(Name) },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 20 },
);

/** Facts of acts on permits besides those of all work. `ticks` of `start` are those of its checklist. */
export const PERMIT_ACT_FIELDS = {
  /** For `plan`, `start` and `remark`: the guardian from now on; null: there is none any more. */
  guardian: Type.Optional(Type.Union([Name, Type.Null()])),
  /** For `start` and `remark`. */
  gas: Type.Optional(GasTests),
  /** For `start` where machines are locked out: how, such as the number of the lock. */
  isolation: Type.Optional(Note),
} as const;

interface Item {
  readonly kind: string;
  readonly payload?: object;
}

/** Undefined for other work, and for a permit of an edge that kept no facts of it. */
export function permitOf({ kind, payload }: Item): PermitFacts | undefined {
  return kind === "permit" && payload !== undefined && "demands" in payload ? (payload as PermitFacts) : undefined;
}

/** The part of an act that tells of guardian and gas. */
export interface PermitAct {
  readonly kind: string;
  readonly at: Micros;
  readonly by: { readonly name: string; readonly as: "person" | "program" };
  readonly guardian?: string | null;
  readonly gas?: readonly Readonly<Static<typeof GasTests>[number]>[];
}

export interface GasTest {
  readonly gas: string;
  readonly value: number;
  readonly unit: string;
  readonly at: Micros;
  readonly by: string;
}

/** The guardian by the newest word; null: there is none. */
export function guardianOf(facts: PermitFacts, acts: readonly PermitAct[]): string | null {
  const said = acts.findLast(({ guardian }) => guardian !== undefined)?.guardian;
  return said === undefined ? (facts.guardian ?? null) : said;
}

/** All tests, in the order of their record. */
export function gasTestsOf(acts: readonly PermitAct[]): readonly GasTest[] {
  return acts.flatMap(({ gas = [], by }) => gas.map((one) => ({ ...one, by: one.by ?? by.name })));
}

/** The newest test of each gas that is demanded; of any gas where the kind names none. */
export function newestTests(
  { gases }: Pick<PermitDemands, "gases">,
  tests: readonly GasTest[],
): readonly { readonly gas: GasDemand | null; readonly test: GasTest | undefined }[] {
  const newest = (fits: (test: GasTest) => boolean) =>
    tests
      .filter(fits)
      .reduce<GasTest | undefined>((best, one) => (best !== undefined && best.at > one.at ? best : one), undefined);
  if (gases.length === 0) return [{ gas: null, test: newest(() => true) }];
  return gases.map((gas) => ({ gas, test: newest((test) => test.gas === gas.id) }));
}

/** Whether a value is known and between the limits. */
export function isWithin(value: number, { low, high }: { readonly low?: number; readonly high?: number }): boolean {
  return (
    Number.isFinite(value) && value >= (low ?? Number.NEGATIVE_INFINITY) && value <= (high ?? Number.POSITIVE_INFINITY)
  );
}

/** What speaks against a permit now. There is no word for its absence: sensors and records report none. */
export interface PermitConflict {
  readonly kind: ConflictKind;
  readonly words: LocalizedText;
  /** Nobody opens the permit while it stands; else it is a notice for people. */
  readonly isBlocking: boolean;
  /** The other permit. */
  readonly itemUid?: string;
}

/** `incoming` of the `quality:` section: how lots of suppliers are inspected. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { problem } from "../problem-table.ts";

const closed = { additionalProperties: false } as const;
const word = Type.String({ minLength: 1, maxLength: 80, description: "Name; * stands for any characters." });
const text = Type.String({ minLength: 1, maxLength: 80 });

const plan = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]{0,59}$" }),
    name: Type.Object({ zh: text, en: text }, closed),
    suppliers: Type.Array(word, { default: ["*"], minItems: 1, maxItems: 200, description: "Suppliers of the lots." }),
    variants: Type.Array(word, { default: ["*"], minItems: 1, maxItems: 200, description: "Variants of the lots." }),
    sample: Type.Integer({ minimum: 1, maximum: 100_000, description: "Units to inspect of each lot (n)." }),
    accept: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 100_000,
      description: "Acceptance number (Ac) of the single sampling plan, such as one of ISO 2859-1.",
    }),
    reject: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100_001, description: "Rejection number (Re). Default: one more than Ac." }),
    ),
  },
  { ...closed, description: "Inspection of lots by attributes. The first plan that fits a lot counts." },
);

export const incomingConfig = Type.Array(plan, {
  default: [],
  maxItems: 200,
  description: "Incoming inspection of the lots of suppliers.",
});

export type IncomingConfig = Static<typeof incomingConfig>;

/** Problems that the schema cannot detect. */
export function incomingProblems(
  plans: IncomingConfig,
): (readonly [steps: readonly (string | number)[], text: ConfigText])[] {
  return plans.flatMap(({ id, sample, accept, reject = accept + 1 }, at) => {
    const found: (readonly [steps: readonly (string | number)[], text: ConfigText])[] = [];
    if (plans.findIndex((one) => one.id === id) !== at)
      found.push([["incoming", at, "id"], problem("quality-twice", { id })]);
    if (accept >= sample) found.push([["incoming", at, "accept"], problem("quality-accept", { accept, sample })]);
    if (reject !== accept + 1) found.push([["incoming", at, "reject"], problem("quality-reject", { accept, reject })]);
    return found;
  });
}

export function planOf(
  plans: IncomingConfig,
  { supplier, variant }: { readonly supplier: string; readonly variant: string },
): IncomingConfig[number] | undefined {
  const fits = (words: readonly string[], name: string): boolean => words.some((one) => matchesWord(one, name));
  return plans.find((one) => fits(one.suppliers, supplier) && fits(one.variants, variant));
}

/** The `passport:` section of a plant's config: factors of CO2, and what signatures mean. */

import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import { type Static, Type } from "../contracts/schema.ts";
import type { PassportMaker } from "../contracts/trace/passport.ts";
import type { SignatureBook } from "../contracts/trace/signature.ts";
import { passportDocument } from "./document.ts";
import { problem } from "./problem-table.ts";
import { hashOf, sealed, verdictOn } from "./seal.ts";
import { type SealKeys, sealKeysIn } from "./seal-key.ts";
import { openSignatures } from "./signature-book.ts";

const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, maxLength: 120 });
const words = Type.Object({ zh: text, en: text }, closed);

const factor = Type.Object(
  {
    medium: Type.Union(
      ["electricity", "natural-gas", "compressed-air", "water", "chilled-water", "steam"].map((one) =>
        Type.Literal(one),
      ),
      { description: "Medium whose energy it converts." },
    ),
    kgPerKWh: Type.Number({ minimum: 0, maximum: 10, description: "CO2 in kg for each kWh." }),
    source: Type.String({
      minLength: 1,
      maxLength: 200,
      description: "Where the factor comes from and for which year; passports print it.",
    }),
  },
  { ...closed, description: "Factor from energy to CO2." },
);

const meaning = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]{0,31}$", description: "Name in records and in the API." }),
    name: words,
    least: Type.Enum(["operator", "maintainer", "engineer", "admin"], {
      default: "maintainer",
      description: "Lowest role that may give it.",
    }),
  },
  { ...closed, description: "What a signature means." },
);

const MEANINGS = [
  { id: "reviewed", name: { zh: "已审核", en: "reviewed" }, least: "maintainer" },
  { id: "approved", name: { zh: "已批准", en: "approved" }, least: "engineer" },
  { id: "released", name: { zh: "已放行", en: "released" }, least: "engineer" },
];

const passportConfig = Type.Object(
  {
    co2: Type.Array(factor, { default: [], maxItems: 20, description: "Factors of CO2, one for each medium." }),
    meanings: Type.Array(meaning, {
      default: MEANINGS,
      minItems: 1,
      maxItems: 20,
      description: "Meanings of signatures, with the lowest role for each.",
    }),
  },
  { ...closed, description: "Passports of pieces, and people's signatures (docs/trace.md)." },
);

type PassportConfig = Static<typeof passportConfig>;

function passportProblems({ co2, meanings }: PassportConfig): readonly SectionProblem[] {
  return [
    ...twice(co2.map(({ medium }) => String(medium))).map((at) => ({
      steps: ["passport", "co2", at, "medium"],
      ...problem("factor-twice", { medium: String(co2[at]?.medium) }),
    })),
    ...twice(meanings.map(({ id }) => id)).map((at) => ({
      steps: ["passport", "meanings", at, "id"],
      ...problem("meaning-twice", { id: String(meanings[at]?.id) }),
    })),
  ];
}

function twice(names: readonly string[]): number[] {
  return names.flatMap((name, at) => (names.indexOf(name) < at ? [at] : []));
}

/** `passport` in the plant's config. */
export const passportSection = defineSection({
  name: "passport",
  schema: passportConfig,
  live: true,
  problems: passportProblems,
  open: openPassports,
});

async function openPassports(
  config: PassportConfig,
  { dataDir, log, now }: SectionContext,
): Promise<OpenSection<PassportConfig, { readonly passports: PassportMaker; readonly signatures: SignatureBook }>> {
  let present = config;
  let known: SealKeys | undefined;
  const keys = (): SealKeys => {
    known ??= sealKeysIn(dataDir);
    return known;
  };
  const meanings = () => present.meanings as SignatureBook["meanings"];
  const signatures = await openSignatures(`${dataDir}/passport`, meanings, log);
  const passports: PassportMaker = {
    get factors() {
      return present.co2 as PassportMaker["factors"];
    },
    hashOf,
    key: () => {
      const { publicKey, keyId } = keys();
      return { algorithm: "Ed25519", keyId, publicKey: publicKey.export({ format: "pem", type: "spki" }).toString() };
    },
    verdict: (text) => verdictOn(text, keys().keyId),
    seal: (record, signed) =>
      sealed({ record, signatures: signed, sealedAt: new Date(now() / 1000).toISOString() }, keys()),
    document: passportDocument,
  };
  return {
    offers: { passports, signatures },
    apply: (next) => {
      present = next;
    },
    close: () => signatures.close(),
  };
}

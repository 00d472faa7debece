/** Lists of paired runs: rule E27 in docs/rules/evaluation.md. The lists are data, in `edge/evaluation/sets/`. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { EdgeError } from "../../contracts/errors.ts";
import { type Static, Type } from "../../contracts/schema.ts";

const RUN = Type.Object(
  {
    /** Name of a scenario, or a file. */
    scenario: Type.String({ minLength: 1 }),
    seed: Type.Integer({ minimum: 0 }),
    hours: Type.Number({ exclusiveMinimum: 0, maximum: 720 }),
    /** Maximum number of runs without one of the faults, to settle disputed findings (E24). */
    leaveOut: Type.Integer({ minimum: 0, maximum: 50 }),
  },
  { additionalProperties: false },
);
export type PairedRun = Readonly<Static<typeof RUN>>;

const SET = Type.Object(
  { title: Type.String({ minLength: 1 }), runs: Type.Array(RUN, { minItems: 1, maxItems: 200 }) },
  { additionalProperties: false },
);
export type PairedSet = Readonly<Static<typeof SET>>;

const isSet = new Ajv({ allErrors: true, strict: true }).compile<PairedSet>(SET);

/** The set of that name, or in that JSON file. Throws EdgeError `bad-request` if it is not a set. */
export function readSet(nameOrPath: string): PairedSet {
  const path = /^[a-z0-9-]+$/.test(nameOrPath) ? new URL(`../sets/${nameOrPath}.json`, import.meta.url) : nameOrPath;
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new EdgeError("bad-request", `--set ${nameOrPath} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (!isSet(read))
    throw new EdgeError(
      "bad-request",
      `--set ${nameOrPath} is no list of runs; edge/evaluation/sets/quick.json shows one`,
    );
  return read;
}

/** Values of proposed tags, read from the server before anything is saved. */
import { signal } from "@preact/signals";
import type { ProposedConfig, ProposedTag } from "../../../../../edge/contracts/path/proposed-config.ts";
import type { ChosenMachine } from "../../../../../edge/contracts/plant/connect-plan.ts";
import { wordsOf } from "../../../data/api.ts";
import { local } from "../../../i18n/language.ts";
import { type ValueAnswer, valuesNow } from "../config-api.ts";

/** Tags that are read together. */
const MOST_VALUES = 200;

/** By machine and tag. A tag that was changed since has none. */
export const values = signal<ReadonlyMap<string, ValueAnswer>>(new Map());
export const isReading = signal(false);
export const readFailure = signal<string | null>(null);

export function valueKey({ uid }: Pick<ChosenMachine, "uid">, { type, binding, unit }: ProposedTag): string {
  return JSON.stringify([uid, type, unit, binding]);
}

export function forgetValues(): void {
  values.value = new Map();
  readFailure.value = null;
}

export async function readValues(
  proposal: ProposedConfig,
  machine: ChosenMachine,
  { tags, password }: { readonly tags: readonly ProposedTag[]; readonly password: string },
): Promise<void> {
  const asked = tags.slice(0, MOST_VALUES);
  isReading.value = true;
  readFailure.value = null;
  try {
    const answer = await valuesNow({
      namespaces: proposal.namespaces,
      source: password === "" ? proposal.source : withPassword(proposal, password),
      address: machine.address,
      tags: asked.map(({ signal: name, type, unit, binding }) => ({
        ...{ signal: name, type, binding },
        ...(unit === undefined ? {} : { unit }),
      })),
    });
    readFailure.value = answer.problem === null ? answer.reason : local(answer.problem);
    const read = asked.flatMap((tag, i) => {
      const value = answer.values[i];
      return value === undefined ? [] : [[valueKey(machine, tag), value] as const];
    });
    values.value = new Map([...values.value, ...read]);
  } catch (error) {
    readFailure.value = wordsOf(error);
  } finally {
    isReading.value = false;
  }
}

function withPassword({ source, password: path = [] }: ProposedConfig, password: string): object {
  const put = (inside: object, [key = "", ...inner]: readonly string[]): object => ({
    ...inside,
    [key]: inner.length === 0 ? password : put((inside as Record<string, object>)[key] ?? {}, inner),
  });
  return path.length === 0 ? source : put(source, path);
}

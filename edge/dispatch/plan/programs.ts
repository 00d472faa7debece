import type { AssetConfig } from "../../contracts/plant/edge-config.ts";
import { matchesAsset, matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { NextJob } from "../../contracts/production/dispatch.ts";
import type { JobParameter } from "../../contracts/production/machine-jobs.ts";
import type { ProgramLine } from "../config.ts";

export interface Work {
  readonly machine: string;
  readonly variant: string;
  readonly operation: string;
  readonly order: string;
}

const PLACEHOLDER = /\{(variant|operation|order|machine)\}/g;

/** Which program makes a variant's operation at a machine, by the first line that fits (rule DI10). */
export class Programs {
  readonly #lines: readonly ProgramLine[];
  /** Numbers of the lines that fit an asset, by its label. */
  readonly #of: ReadonlyMap<string, readonly number[]>;

  constructor(lines: readonly ProgramLine[], assets: readonly Pick<AssetConfig, "label" | "kind" | "capabilities">[]) {
    this.#lines = lines;
    this.#of = new Map(
      assets.map((asset) => [
        asset.label,
        lines.flatMap(({ of }, line) => (of === undefined || matchesAsset(of, asset) ? [line] : [])),
      ]),
    );
  }

  /** `offered`: WorkMasters of the machine, one of which may have the variant's name. Null: none is known. */
  find(
    work: Work,
    offered: readonly string[],
  ): { readonly program: NextJob["program"]; readonly parameters: readonly JobParameter[] } {
    const number = this.#of.get(work.machine)?.find((line) => {
      const { variant, operation } = this.#lines[line] as ProgramLine;
      return (
        (variant === undefined || matchesWord(variant, work.variant)) &&
        (operation === undefined || matchesWord(operation, work.operation))
      );
    });
    const line = number === undefined ? undefined : (this.#lines[number] as ProgramLine);
    const parameters = (line?.parameters ?? []).map(({ id, value }) => ({
      id,
      value: typeof value === "string" ? filled(value, work) : value,
    }));
    if (line?.program !== undefined && number !== undefined)
      return { program: { id: filled(line.program, work), line: number + 1 }, parameters };
    const own = offered.includes(work.variant) ? { id: work.variant, line: null } : null;
    return { program: own, parameters };
  }
}

function filled(text: string, work: Work): string {
  return text.replaceAll(PLACEHOLDER, (_whole, name: keyof Work) => work[name]);
}

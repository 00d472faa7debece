/** The tree of electricity of the demo plant's config. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface TreeRow {
  readonly meter?: string;
  readonly id?: string;
  readonly below?: string;
}

export function readElectricTree(): {
  readonly config: object;
  readonly ids: readonly string[];
  isUtilityMeter(id: string): boolean;
} {
  const path = join(import.meta.dirname, "../../config/demo/production.yaml");
  const { energy } = parse(readFileSync(path, "utf8")) as { energy: { tree: TreeRow[]; losses?: TreeRow[] } };
  const isElectric = ({ meter = "" }: TreeRow): boolean => !/^MTR-[WGA]-/.test(meter);
  const tree = energy.tree.filter(isElectric);
  return {
    config: { tree, losses: energy.losses ?? [] },
    ids: tree.map(({ meter }) => meter as string),
    isUtilityMeter: (id) => id.startsWith("MTR-"),
  };
}

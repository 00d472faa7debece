/** Labels of a series. */

export type Labels = ReadonlyMap<string, string>;

export const NAME = "__name__";
export const NO_LABELS: Labels = new Map();

/** The same for equal labels, whatever their order. */
export function keyOf(labels: Labels): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Only these labels, or all but these. */
export function reduced(labels: Labels, names: ReadonlySet<string>, isOnly: boolean): Labels {
  return new Map([...labels].filter(([name]) => names.has(name) === isOnly));
}

const NAME_ONLY: ReadonlySet<string> = new Set([NAME]);

/** A computed series no longer is what its name says. */
export function unnamed(labels: Labels): Labels {
  return labels.has(NAME) ? reduced(labels, NAME_ONLY, false) : labels;
}

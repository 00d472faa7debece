import type { Micros } from "../../contracts/path/sample-batch.ts";

export interface Together {
  /** Share of the nodes that were well before, 0 to 1. */
  readonly share: number;
  /** Least number. */
  readonly least: number;
  /** This number has one cause whatever its share of all. */
  readonly many: number;
  /** Failures that begin within this time began together, µs. */
  readonly windowUs: number;
}

interface Failing {
  readonly holds: boolean;
  readonly since: Micros;
}

/** Nodes that began to fail within one window. */
export interface Fall<T> {
  /** They are most of the nodes that were well: then everything that fails has one cause. */
  readonly isMost: boolean;
  /** Nodes that fell in a window in which many did: these have one cause, every other failure has its own. */
  readonly many: ReadonlySet<T>;
}

/** The nodes that fell together. Nodes that failed long before do not count. */
export function fallOf<T extends Failing>(all: readonly T[], { share, least, many, windowUs }: Together): Fall<T> {
  const failing = all.filter(({ holds }) => holds).sort((a, b) => a.since - b.since);
  const well = all.length - failing.length;
  const fell = new Set<T>();
  let [most, first, taken] = [0, 0, 0];
  failing.forEach(({ since }, i) => {
    while (since - (failing[first] as T).since > windowUs) first++;
    const count = i - first + 1;
    most = Math.max(most, count);
    if (count < many) return;
    for (const one of failing.slice(Math.max(first, taken), i + 1)) fell.add(one);
    taken = i + 1;
  });
  return { isMost: most >= least && most / (most + well) >= share, many: fell };
}

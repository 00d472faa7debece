import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import type { StateSpan } from "../../contracts/production/production.ts";
import type { AssetUsage, UsageRow } from "../../contracts/production/usage.ts";
import type { Production } from "./production.ts";

/** Usage of a machine between each bound and the next, from its states and its pieces (rule UP5). */
export function usageOf(
  production: Pick<Production, "states" | "figures">,
  asset: AssetUid,
  bounds: readonly Micros[],
): AssetUsage {
  const [first, last] = [bounds[0], bounds.at(-1)];
  if (first === undefined || last === undefined || first >= last) return { rows: [], order: "" };
  const spans = production.states(asset, first, last);
  const rows = bounds.slice(1).map((to, at): UsageRow => {
    const from = bounds[at] as Micros;
    const { quantities } = production.figures(asset, { from, to });
    return {
      from,
      to,
      operatingS: secondsIn(spans, { from, to }, ({ element }) => element === "APT" || element === "AUST"),
      cycles: quantities.PQ,
      seenS: secondsIn(spans, { from, to }, ({ element }) => element !== "unknown"),
    };
  });
  return { rows, order: spans.findLast(({ order }) => order !== "")?.order ?? "" };
}

function secondsIn(
  spans: readonly StateSpan[],
  { from, to }: { readonly from: Micros; readonly to: Micros },
  counts: (span: StateSpan) => boolean,
): number {
  let us = 0;
  for (const span of spans) if (counts(span)) us += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
  return us / 1e6;
}

import type { Span } from "../../data/api.ts";
import type { GenealogyAnswer } from "../../data/genealogy.ts";

export type Operation = Span;

/** The newest operation of a piece at a station that has ended; undefined where the record has none. */
export function operationAt({ life }: Pick<GenealogyAnswer, "life">, station: string): Operation | undefined {
  const spans = (life?.backward?.operations ?? [])
    .filter((operation) => operation.station === station)
    .map(({ start, end }) => ({ fromMs: Date.parse(start ?? ""), toMs: Date.parse(end ?? "") }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
  return spans.sort((a, b) => a.fromMs - b.fromMs).at(-1);
}

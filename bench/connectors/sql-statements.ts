/** Statements that burden an edge: those of a stranger, which are refused, and those that take all they may get. */
import { HOSTILE } from "../../test/unit/sql/hostile.ts";

const REFUSED = 80;
/** Each runs into a limit or answers with all that it may. */
const HEAVY = [
  ["json", "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c"],
  [
    "json",
    "SELECT max(n) FROM (SELECT random() AS r, row_number() OVER (ORDER BY random()) AS n FROM range(30000000))",
  ],
  ["json", "SELECT list(a.range + b.range) FROM range(10000) a, range(10000) b"],
  ["json", "SELECT count(*) FROM (SELECT hash(range) % 20000000 AS k, count(*) FROM range(200000000) GROUP BY k)"],
  ["json", "SELECT count(*) FROM range(100000000) WHERE regexp_matches(md5(range::VARCHAR), '(a|b)+c[0-9]*d$')"],
  ["arrow", "SELECT range, range * 2 AS a, range * 3 AS b FROM range(20000000)"],
  ["csv", "SELECT range, range * 2 AS a, range * 3 AS b FROM range(20000000)"],
  ["parquet", "SELECT random() AS a, random() AS b FROM range(1000000000)"],
  ["arrow", "SELECT * FROM samples WHERE time >= now() - INTERVAL 1 DAY"],
  [
    "json",
    "SELECT tag, quantile_cont(value, 0.99) FROM samples WHERE time >= now() - INTERVAL 1 DAY GROUP BY tag LIMIT 9",
  ],
] as const;

export type Statement = readonly [format: string, statement: string];

/** A hundred, those that take long among the others. */
export function burden(): readonly Statement[] {
  const hostile = Object.values(HOSTILE).flat();
  const refused = Array.from(
    { length: REFUSED },
    (_, at): Statement => ["json", hostile[Math.floor((at * hostile.length) / REFUSED)] as string],
  );
  const each = REFUSED / (2 * HEAVY.length);
  return refused.flatMap((one, at) =>
    at % each === 0 ? [one, HEAVY[(at / each) % HEAVY.length] as Statement] : [one],
  );
}

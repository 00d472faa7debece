/** Parses the InfluxQL queries that the edge sends. */

/** `fields` name the aggregate function where there is one; times are µs as text. */
export interface InfluxQuery {
  readonly measurement: string;
  readonly wanted: readonly (readonly [key: string, value: string])[];
  readonly fields: readonly { readonly by: string | undefined; readonly name: string }[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly descending: string | undefined;
  readonly limit: string | undefined;
  readonly step: string | undefined;
  readonly offset: string | undefined;
}

const NAME = String.raw`"((?:\\.|[^"\\])+)"`;
const SHAPE = new RegExp(
  [
    `^SELECT (.+) FROM ${NAME} WHERE (.+?)`,
    String.raw` AND time >= (-?\d+)u AND time < (-?\d+)u`,
    String.raw`(?: (ORDER BY time DESC))?(?: LIMIT (\d+))?(?: GROUP BY time\((\d+)u, (\d+)u\) fill\(none\))?$`,
  ].join(""),
);

/** Throws at a query that the edge is not known to send. */
export function parseInfluxQl(q: string): InfluxQuery {
  const shape = SHAPE.exec(q);
  if (shape === null) throw new Error(`unknown InfluxQL: ${q}`);
  const [, selected = "", measurement = "", where = "", from, to, descending, limit, step, offset] = shape;
  const wanted = [...where.matchAll(/"((?:\\.|[^"\\])+)" = '((?:\\.|[^'\\])*)'/g)].map(
    ([, key = "", value = ""]) => [key, value.replaceAll("\\'", "'")] as const,
  );
  const fields = [...selected.matchAll(/(?:(\w+)\()?"((?:\\.|[^"\\])+)"\)?/g)].map(([, by, name = ""]) => ({
    by,
    name: name.replaceAll('\\"', '"'),
  }));
  return { measurement, wanted, fields, from, to, descending, limit, step, offset };
}

/** The SQL statement that finds the pieces of a recall. */

/** A condition with its parameters, in order. */
type Condition = readonly [sql: string, ...values: (string | number)[]];

/** A question in codes of the file. */
export interface AskedCodes {
  readonly fromS: number;
  readonly toS: number;
  /** As JSON; undefined: any. */
  readonly lots: string | undefined;
  readonly order: number | undefined;
  /** Stations and their set-ups, as JSON; undefined: the question is not about work. */
  readonly stations: string | undefined;
  readonly setups: string | undefined;
  /** Begin with the pieces of the lots or the order, because they are few. */
  readonly isFromPieces: boolean;
}

/** The statement that fills the table. `CROSS JOIN` keeps the order: SQLite has no statistics to choose by. */
export function statementOf({ fromS, toS, lots, order, stations, setups, isFromPieces }: AskedCodes): Condition {
  const during = (table: string): Condition => [
    `${table}.since <= ? AND ${table}.since + ${table}.length >= ?`,
    toS,
    fromS,
  ];
  const listed = (column: string, list: string): Condition => [`${column} IN (SELECT value FROM json_each(?))`, list];
  const ofWork: Condition[] =
    stations === undefined
      ? [during("f")]
      : [
          listed("w.station_code", stations),
          during("w"),
          ...(setups === undefined
            ? []
            : [[`(w.visits > 1 OR w.setup_code IN (SELECT value FROM json_each(?)))`, setups] as const]),
        ];
  const ofPiece = (table: string): Condition[] => [
    ...(order === undefined ? [] : [[`${table}.order_code = ?`, order] as const]),
    ...(lots === undefined ? [] : [listed(`${table}.lot_code`, lots)]),
  ];
  const isFromWork = stations !== undefined && !isFromPieces;
  const isAnyPiece = order === undefined && lots === undefined;
  const conditions = isFromWork ? [...ofWork, ...ofPiece("f")] : [...ofPiece("p"), ...ofWork];
  const where = conditions.map(([sql]) => sql).join(" AND ");
  const from = isFromWork
    ? `SELECT w.piece, w.visits FROM work w${isAnyPiece ? "" : " CROSS JOIN fate f ON f.piece = w.piece"}`
    : stations === undefined
      ? "SELECT p.rowid, 0 FROM piece p CROSS JOIN fate f ON f.piece = p.rowid"
      : "SELECT p.rowid, w.visits FROM piece p CROSS JOIN work w ON w.piece = p.rowid";
  // A piece that one station certainly worked on needs no closer look for another.
  const merged = "ON CONFLICT DO UPDATE SET visits = min(visits, excluded.visits)";
  const sql = `INSERT INTO recalled ${from} WHERE ${where} ${merged}`;
  return [sql, ...conditions.flatMap(([, ...values]) => values)];
}

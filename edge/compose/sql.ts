/** Composition of SQL on the history. */
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { HistoryLender } from "../contracts/path/lent-history.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { TagTable } from "../contracts/plant/tag.ts";
import type { MaterialReader } from "../contracts/production/material.ts";
import type { SqlQueries } from "../contracts/sql/queries.ts";
import type { SqlSwitch } from "../sql/config.ts";
import { openSqlRunner } from "../sql/runner.ts";

interface SqlContext {
  readonly context: { readonly dataDir: string };
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly book: AlertBook;
  /** The embedded one, whoever answers other questions. */
  readonly historian: HistoryLender;
  readonly production: { readonly readers: { readonly material?: MaterialReader } };
  readonly sections: { readonly offers: { readonly sqlSwitch: SqlSwitch } };
}

/** Statements that run end when the section `sql` closes. */
export function openSql(
  { context, plant, tags, book, historian, production, sections }: SqlContext,
  now: () => Micros,
): Promise<SqlQueries> {
  return openSqlRunner({
    dataDir: context.dataDir,
    timeZone: plant.site.timeZone,
    sqlSwitch: sections.offers.sqlSwitch,
    historian,
    tags,
    sources: { plant, tags, alerts: book, material: production.readers.material },
    now,
  });
}

/** Reads a file of tables that an edge may write to meanwhile. */
import { DatabaseSync } from "node:sqlite";
import { TableFile } from "./table-file.ts";

/** The file is locked for moments while an edge opens or closes it. */
const WAIT_MS = 5_000;

/**
 * All that is read is of one moment, and the writer goes on. Writes fail. Throws what SQLite says where there is no
 * such file.
 */
export function readTables<T>(path: string, read: (tables: TableFile) => T): T {
  const database = new DatabaseSync(path, { readOnly: true, timeout: WAIT_MS });
  try {
    database.exec("BEGIN");
    return read(new TableFile(database, "record"));
  } finally {
    database.close();
  }
}

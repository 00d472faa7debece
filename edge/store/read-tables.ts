/** Opens a file of tables to read it, such as a copy of one that an edge writes to. */
import { DatabaseSync } from "node:sqlite";
import { TableFile } from "./table-file.ts";

/** Writes fail. Throws what SQLite says where there is no such file. */
export function readTables(path: string): TableFile {
  return new TableFile(new DatabaseSync(path, { readOnly: true }), "record");
}

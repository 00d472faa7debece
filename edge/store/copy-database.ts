/** Copies a file of tables while an edge may write to it. */
import { DatabaseSync } from "node:sqlite";

/** The copy is of one moment and includes the write-ahead log. `target` must not exist. */
export function copyDatabase(source: string, target: string): void {
  const database = new DatabaseSync(source, { readOnly: true });
  try {
    database.prepare("VACUUM INTO ?").run(target);
  } finally {
    database.close();
  }
}

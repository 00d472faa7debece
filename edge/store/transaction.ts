/** A SQLite transaction. */
import type { DatabaseSync } from "node:sqlite";

/** All of it or nothing. */
export function transaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    // On a full disk SQLite has rolled back itself; a second rollback would hide the reason.
    if (database.isOpen && database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** Treatment of a SQLite file that is damaged or belongs to another program: it is moved aside, never deleted. */
import type { DatabaseSync } from "node:sqlite";
import { DamagedFile } from "../contracts/errors.ts";
import { movePathSync } from "./move-path.ts";

/**
 * For errors of a derived file: closes a damaged one and moves it aside, so that the next opening creates a new one.
 */
export function setAsideIfDamaged(database: DatabaseSync, error: unknown): unknown {
  const path = database.isOpen ? database.location() : null;
  if (!isDamage(error) || path === null) return error;
  database.close();
  return new DamagedFile(`${path} is damaged: moved aside to ${moveAside(path, "damaged")}`, { cause: error });
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
export function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: number } | undefined)?.errcode;
  return code !== undefined && (code % 256 === 11 || code % 256 === 26);
}

/** Moves the file with its side files. Returns the new path. */
export function moveAside(path: string, why: string): string {
  const aside = `${path}.${why}-${new Date().toISOString().replaceAll(":", "")}`;
  for (const end of ["", "-wal", "-shm"]) {
    try {
      movePathSync(`${path}${end}`, `${aside}${end}`);
    } catch (error) {
      // Not every database has its side files.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return aside;
}

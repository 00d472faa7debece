import { closeSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Role, SiteRights, TokenView, UserView } from "../contracts/access/access.ts";
import type { Act } from "../contracts/access/journal.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { diskError } from "../store/disk-error.ts";
import { replaceFileSync } from "../store/replace-file.ts";
import type { PasswordHash } from "./password.ts";

const USERS_FILE = "users.json";
const FORMAT = "gemba-users";
/** A write takes milliseconds, so an older lock was left behind by a process that died. */
const ABANDONED_AFTER_MS = 10_000;

export interface StoredUser extends Omit<UserView, "isExternal"> {
  /** Absent for external users. */
  readonly password?: PasswordHash;
  readonly external?: {
    readonly issuer: string;
    readonly subject: string;
    /** The directory gives no role at present: sessions and tokens do not count. */
    readonly isWithheld?: boolean;
  };
}

export interface StoredToken extends TokenView {
  readonly digest: string;
}

interface StoredInvitation {
  readonly digest: string;
  readonly role: Role;
  readonly sites?: SiteRights;
  readonly expiresAt: Micros;
}

/** Users, tokens and invitations. Arrays rather than objects keyed by name, because names come from outside. */
export interface People {
  readonly users: readonly StoredUser[];
  readonly tokens: readonly StoredToken[];
  readonly invitations: readonly StoredInvitation[];
  /**
   * Changes from the command line that the edge still has to record: only the edge may write the audit log while it
   * runs.
   */
  readonly unrecorded: readonly Omit<Act, "principal" | "result">[];
}

const NOBODY: People = { users: [], tokens: [], invitations: [], unrecorded: [] };

/**
 * `users.json` of a data folder. A running edge and `gemba users` share it: each reads it again when it has changed and
 * replaces it as a whole.
 */
export class UserFile {
  readonly path: string;
  #people: People = NOBODY;
  #seen = "";

  constructor(dataDir: string) {
    this.path = join(dataDir, USERS_FILE);
  }

  /**
   * The present content of the file. Throws EdgeError `disk` when it cannot be read: then nobody can sign in, which is
   * safer than letting everybody in.
   */
  read(): People {
    const seen = this.#stamp();
    if (seen === this.#seen) return this.#people;
    this.#people = seen === "" ? NOBODY : this.#parse();
    this.#seen = seen;
    return this.#people;
  }

  /**
   * Replaces the content of the file, on disk before it returns. Throws EdgeError `conflict` while another process
   * writes it.
   */
  change(by: (people: People) => People): People {
    const lock = `${this.path}.lock`;
    this.#take(lock);
    try {
      const people = by(this.read());
      replaceFileSync(this.path, `${JSON.stringify({ format: FORMAT, version: 1, ...people }, null, 2)}\n`, {
        mode: 0o600,
      });
      this.#people = people;
      this.#seen = this.#stamp();
      return people;
    } finally {
      rmSync(lock, { force: true });
    }
  }

  /** Only one process can create the lock, so no other process changes the file between reading and writing. */
  #take(lock: string): void {
    for (let attempt = 0; ; attempt++) {
      try {
        closeSync(openSync(lock, "wx", 0o600));
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw diskError(lock, error);
        // A lock of the future is from before the clock was set back.
        const age = Math.abs(Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0));
        if (attempt > 0 || age < ABANDONED_AFTER_MS)
          throw new EdgeError("conflict", "Another process is changing the users right now; try again.");
        rmSync(lock, { force: true });
      }
    }
  }

  /** Every replacement is another inode, and time and size differ too where a file system gives inodes again. */
  #stamp(): string {
    const stat = statSync(this.path, { throwIfNoEntry: false, bigint: true });
    return stat === undefined ? "" : `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
  }

  #parse(): People {
    try {
      const { format, version, users, tokens, invitations, unrecorded } = JSON.parse(
        readFileSync(this.path, "utf8"),
      ) as People & { format: unknown; version: unknown };
      if (format === FORMAT && typeof version === "number" && version > 1)
        throw new EdgeError(
          "disk",
          `${this.path} was written by a newer version (format ${version}); start that version, or restore the file ` +
            "from a backup of this one",
        );
      if (format !== FORMAT || version !== 1 || ![users, tokens, invitations, unrecorded].every(Array.isArray))
        throw new Error("not a file of gemba-users, version 1");
      return { users, tokens, invitations, unrecorded };
    } catch (error) {
      if (error instanceof EdgeError) throw error;
      throw new EdgeError(
        "disk",
        `${this.path} cannot be read (${reasonOf(error)}): nobody can sign in. Restore it from a backup, or ` +
          "remove it and run gemba users invite",
        { cause: error },
      );
    }
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { AccountsOptions } from "../../../edge/access/accounts-options.ts";
import { type OpenAccounts, openAccounts } from "../../../edge/access/open-accounts.ts";
import type { Role } from "../../../edge/contracts/access/access.ts";
import type { Act, Journal } from "../../../edge/contracts/access/journal.ts";

/** Password of every user in the tests. */
export const PASSWORD = "correct horse battery";
/** Cost of scrypt at which a hash takes a millisecond. */
export const CHEAP = { N: 1024, r: 8, p: 1 };

export interface FakeAccounts extends AsyncDisposable {
  readonly accounts: OpenAccounts;
  readonly dataDir: string;
  /** Audit entries written by the accounts themselves. */
  readonly acts: Act[];
  readonly logLines: string[];
  /** Time in µs, which only the test advances. */
  now: number;
  add(name: string, role: Role): Promise<void>;
  /** `Authorization` header with a token of a new user of this role, named after the role. */
  bearer(role: Role): Promise<string>;
  /** Value of a new session's cookie. */
  session(name: string): Promise<string>;
}

/** The real accounts over a temporary folder, with cheap hashes and a clock that is moved by hand. */
export async function startAccounts(over: Partial<AccountsOptions> = {}): Promise<FakeAccounts> {
  const dataDir = over.dataDir ?? mkdtempSync(join(tmpdir(), "gemba-accounts-"));
  const acts: Act[] = [];
  const logLines: string[] = [];
  const journal = { record: async (act: Act) => void acts.push(act), read: async () => [] } as unknown as Journal;
  const log = pino({ level: "trace" }, { write: (line: string) => void logLines.push(line) });
  const fake = { now: Date.now() * 1000 };
  const accounts = await openAccounts({
    dataDir,
    isRequired: false,
    sessionHours: 12,
    journal,
    log,
    clock: () => fake.now,
    elapsed: () => fake.now,
    cost: CHEAP,
    ...over,
  });
  return Object.assign(fake, {
    accounts,
    dataDir,
    acts,
    logLines,
    add: async (name: string, role: Role) => void (await accounts.addUser({ name, role, password: PASSWORD })),
    bearer: async (role: Role) => {
      await accounts.addUser({ name: role, role, password: PASSWORD });
      return `Bearer ${accounts.issueToken({ user: role, label: "test", role, days: 1 }).secret}`;
    },
    session: async (name: string) => {
      const result = await accounts.signIn(name, PASSWORD, `address of ${name}`);
      if (result.kind !== "signed-in") throw new Error(result.kind);
      return result.session;
    },
    [Symbol.asyncDispose]: async () => rmSync(dataDir, { recursive: true, force: true }),
  });
}

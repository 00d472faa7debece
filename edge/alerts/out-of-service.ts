import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Journal, Principal } from "../contracts/access/journal.ts";
import type { Alert, Mark } from "../contracts/alerts/alert.ts";
import type { OutOfService, OutOfServiceEntry, ServiceScope } from "../contracts/alerts/out-of-service.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { Queue } from "../observe/queue.ts";
import { replaceFile } from "../store/replace-file.ts";

const FILE = "out-of-service.json";
const MOST = 1_000;
const REASON_MAX = 2_000;
/** Actions that are running or waiting: each is on disk and in the audit log before the next. */
const MOST_WAITING = 100;

export interface OutOfServiceOptions {
  readonly dir: string;
  readonly journal: Journal;
  readonly log: Logger;
  /** Whether the asset exists, and the rule at it where one is named. */
  isKnown(scope: ServiceScope): boolean;
  /** Called with each new list. */
  changed(): void;
}

/**
 * Opens the list of a data folder. A file that cannot be read counts as empty and is logged: hiding alarms by mistake
 * would be worse than showing them.
 */
export async function openOutOfService(options: OutOfServiceOptions): Promise<ServiceList> {
  const path = join(options.dir, FILE);
  let entries: OutOfServiceEntry[] = [];
  try {
    const found: unknown = JSON.parse(await readFile(path, "utf8"));
    if (!Array.isArray(found) || !found.every(isEntry)) throw new Error("not a list of rules and assets");
    entries = found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      options.log.error(
        { path, reason: reasonOf(error) },
        "the list of what is out of service cannot be read: everything is in service",
      );
  }
  return new ServiceList(path, entries, options);
}

export class ServiceList implements OutOfService {
  readonly #path: string;
  readonly #options: OutOfServiceOptions;
  #entries: ReadonlyMap<string, OutOfServiceEntry>;
  readonly #queue = new Queue(
    MOST_WAITING,
    "Too many people are taking things out of service right now. Try again in a few seconds.",
  );

  constructor(path: string, entries: readonly OutOfServiceEntry[], options: OutOfServiceOptions) {
    this.#path = path;
    this.#options = options;
    this.#entries = new Map(entries.map((entry) => [keyOf(entry), entry]));
  }

  list(): readonly OutOfServiceEntry[] {
    return [...this.#entries.values()];
  }

  /** The mark that takes an alert out of service: its asset's, else its rule's. */
  of({
    assetUid,
    rule,
  }: Pick<Alert, "assetUid" | "rule">): { readonly mark: Mark; readonly scope: "asset" | "rule" } | undefined {
    const [asset, one] = [this.#entries.get(keyOf({ assetUid })), this.#entries.get(keyOf({ assetUid, rule }))];
    if (asset !== undefined) return { mark: asset.mark, scope: "asset" };
    return one === undefined ? undefined : { mark: one.mark, scope: "rule" };
  }

  remove(
    scope: ServiceScope,
    { at, principal, reason }: { at: Micros; principal: Principal; reason: string },
  ): Promise<OutOfServiceEntry> {
    return this.#queue.run(async () => {
      const refusal = this.#refusal(scope, reason);
      if (refusal !== undefined) return this.#refused("remove", { scope, principal, reason }, refusal);
      const entry: OutOfServiceEntry = { ...plain(scope), mark: { at, by: principal.user, comment: reason } };
      await this.#save(new Map(this.#entries).set(keyOf(scope), entry));
      await this.#options.journal.record({
        principal,
        action: "service.remove",
        target: targetOf(scope),
        result: "done",
        reason,
        before: null,
        after: plain(scope),
      });
      return entry;
    });
  }

  return(scope: ServiceScope, { principal }: { at: Micros; principal: Principal }): Promise<void> {
    return this.#queue.run(async () => {
      const entry = this.#entries.get(keyOf(scope));
      if (entry === undefined)
        return this.#refused("return", { scope, principal }, new EdgeError("conflict", "it is in service"));
      const rest = new Map(this.#entries);
      rest.delete(keyOf(scope));
      await this.#save(rest);
      await this.#options.journal.record({
        principal,
        action: "service.return",
        target: targetOf(scope),
        result: "done",
        before: entry,
        after: null,
      });
    });
  }

  #refusal(scope: ServiceScope, reason: string): EdgeError | undefined {
    if (reason.trim() === "" || reason.length > REASON_MAX)
      return new EdgeError("bad-request", `reason: 1 to ${REASON_MAX} characters`);
    if (!this.#options.isKnown(scope))
      return new EdgeError(
        "not-found",
        scope.rule === undefined
          ? "there is no such asset"
          : "no rule of that name watches this asset, and none of its alerts has it",
      );
    const before = this.#entries.get(keyOf(scope));
    if (before !== undefined)
      return new EdgeError("conflict", `it was taken out of service by ${before.mark.by} already`);
    return this.#entries.size >= MOST
      ? new EdgeError("conflict", `${MOST} rules and assets are out of service already; return some first`)
      : undefined;
  }

  async #refused(
    act: "remove" | "return",
    { scope, principal, reason }: { scope: ServiceScope; principal: Principal; reason?: string },
    refusal: EdgeError,
  ): Promise<never> {
    const why = reason === undefined ? refusal.message : `${refusal.message} (${reason.slice(0, 200)})`;
    await this.#options.journal.record({
      principal,
      action: `service.${act}`,
      target: targetOf(scope),
      result: "refused",
      reason: why,
    });
    throw refusal;
  }

  /** On disk first, then in force: after a kill an answered action is there, and no other action is there in part. */
  async #save(entries: ReadonlyMap<string, OutOfServiceEntry>): Promise<void> {
    await replaceFile(this.#path, JSON.stringify([...entries.values()]), { mode: 0o600 });
    this.#entries = entries;
    this.#options.changed();
  }
}

function isEntry(found: unknown): found is OutOfServiceEntry {
  const { assetUid, mark } = (found ?? {}) as Partial<OutOfServiceEntry>;
  return typeof assetUid === "string" && typeof mark?.by === "string";
}

function plain({ assetUid, rule }: ServiceScope): ServiceScope {
  return rule === undefined ? { assetUid } : { assetUid, rule };
}

function keyOf({ assetUid, rule }: ServiceScope): string {
  return rule === undefined ? assetUid : `${assetUid}\n${rule}`;
}

function targetOf({ assetUid, rule }: ServiceScope): string {
  return rule === undefined ? assetUid : `${assetUid} ${rule}`;
}

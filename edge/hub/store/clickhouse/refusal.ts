/** Why a ClickHouse server takes nothing, and what to do. */
import { reasonFor } from "../../../contracts/alerts/causes.ts";
import { EdgeError } from "../../../contracts/errors.ts";

const MOST_LETTERS = 300;

/** Numbers of ClickHouse's ErrorCodes.cpp. */
export const ErrorCode = {
  unknownTable: 60,
  unknownDatabase: 81,
  timeoutExceeded: 159,
  tooManyQueries: 202,
  memoryLimit: 241,
  tableIsReadOnly: 242,
  notEnoughSpace: 243,
  tooManyParts: 252,
  readOnly: 164,
  accessDenied: 497,
  requiredPassword: 194,
  wrongPassword: 193,
  unknownUser: 192,
  authenticationFailed: 516,
} as const;

const LOGIN = "check user and password of store in hub.yaml";
const RIGHTS = "give its user the rights to create, alter, insert into and read the tables of the database";

const STRANGER = "check that this is the HTTP interface of a ClickHouse server";
const isLogin = (status: number): boolean => status === 401 || status === 403;

const REMEDIES = new Map<number, string>([
  [ErrorCode.unknownUser, LOGIN],
  [ErrorCode.wrongPassword, LOGIN],
  [ErrorCode.requiredPassword, LOGIN],
  [ErrorCode.authenticationFailed, LOGIN],
  [ErrorCode.accessDenied, RIGHTS],
  [ErrorCode.readOnly, RIGHTS],
  [ErrorCode.unknownTable, "a table of the hub is gone: restore it from a backup, or drop the database"],
  [ErrorCode.unknownDatabase, "create the database, or give its user the right to create it"],
  [ErrorCode.notEnoughSpace, "its disk is full: make room or add a disk; nothing is lost meanwhile"],
  [ErrorCode.tableIsReadOnly, "its table is read-only: check its disks and its Keeper"],
  [ErrorCode.tooManyParts, "it cannot keep up with inserts: raise everyMs of store in hub.yaml, or give it more power"],
  [ErrorCode.memoryLimit, "it lacks memory: raise its limit, or lower blockSamples of store in hub.yaml"],
  [ErrorCode.tooManyQueries, "it has too many queries at once: raise its limit"],
  [ErrorCode.timeoutExceeded, "it is too slow: check its load"],
]);

/** The server's own refusal. */
export class Refusal extends Error {
  readonly code: number;

  constructor(status: number, code: number, text: string) {
    const said = text.replaceAll(/\s+/g, " ").trim().slice(0, MOST_LETTERS);
    const remedy = REMEDIES.get(code) ?? (isLogin(status) ? LOGIN : code > 0 ? "see the log of the server" : STRANGER);
    super(`HTTP ${status}${said === "" ? "" : `: ${said}`} (${remedy})`);
    this.name = "Refusal";
    this.code = code;
  }
}

/** One line about what went wrong with the server at `url`, with a remedy. */
export function whyNot(error: unknown, url: string): string {
  const reason =
    error instanceof Refusal || error instanceof EdgeError ? error.message : reasonFor(error, { place: url });
  return `ClickHouse at ${url}: ${reason}`;
}

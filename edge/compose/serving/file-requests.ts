/**
 * A command and a running edge exchange a request and an answer as files of the data folder (rule A54). A user who may
 * write there may change the config anyway.
 */
import { lstatSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Principal } from "../../contracts/access/journal.ts";
import { reasonOf } from "../../contracts/errors.ts";
import { replaceFileSync } from "../../store/replace-file.ts";

/** A request is a hundred bytes. */
const MOST_REQUEST_BYTES = 1024 * 1024;
/** An answer names each mistake of a config, or each kind of fault of 2,000 components. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;
const TEXT_MAX = 200;

export interface FileRequest {
  readonly id: string;
  readonly user: string;
  /** The task, where the edge does more than one thing by requests of this name. */
  readonly act?: string | undefined;
}

interface FileAnswer<Done> {
  readonly id: string;
  readonly done?: Done;
  readonly refused?: string;
}

const requestIn = (dataDir: string, name: string) => join(dataDir, `${name}.request`);
const answerIn = (dataDir: string, name: string) => join(dataDir, `${name}.answer`);

/** The side of the edge. */
export class FileRequests {
  readonly #dataDir: string;
  readonly #name: string;
  readonly #carryOut: (principal: Principal, act: string | undefined) => Promise<unknown>;

  /** @param name of the files, `NAME.request` and `NAME.answer` */
  constructor(
    dataDir: string,
    name: string,
    carryOut: (principal: Principal, act: string | undefined) => Promise<unknown>,
  ) {
    this.#dataDir = dataDir;
    this.#name = name;
    this.#carryOut = carryOut;
  }

  async look(): Promise<void> {
    const path = requestIn(this.#dataDir, this.#name);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
    const request = readRequest(path);
    // A folder of that name goes too, so that the edge does not look at it again.
    rmSync(path, { force: true, recursive: true });
    if (request === undefined) return;
    const { id, user, act } = request;
    let answer: FileAnswer<unknown>;
    try {
      answer = { id, done: await this.#carryOut({ user, role: "local", origin: "cli" }, act) };
    } catch (error) {
      answer = { id, refused: reasonOf(error) };
    }
    put(answerIn(this.#dataDir, this.#name), answer);
  }
}

function readRequest(path: string): FileRequest | undefined {
  const request = readSmall(path, MOST_REQUEST_BYTES) ?? {};
  const { id, user, act } = request as { id?: unknown; user?: unknown; act?: unknown };
  return typeof id === "string" && id.length <= TEXT_MAX && typeof user === "string"
    ? { id, user: user.slice(0, TEXT_MAX), ...(typeof act === "string" ? { act } : {}) }
    : undefined;
}

/** Content of a small JSON file. Undefined for anything else, such as a pipe, which would block the edge for ever. */
function readSmall(path: string, mostBytes: number): unknown {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= mostBytes ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

/** The side of the command. */
export function putRequest(dataDir: string, name: string, request: FileRequest): void {
  put(requestIn(dataDir, name), request);
}

/** Withdraws an unanswered request, so that an edge that starts later does not take it. */
export function withdrawRequest(dataDir: string, name: string): void {
  rmSync(requestIn(dataDir, name), { force: true });
}

/** The edge's answer to a request, once it is there. */
export function takeAnswer<Done>(dataDir: string, name: string, id: string): FileAnswer<Done> | undefined {
  const answer = readSmall(answerIn(dataDir, name), MOST_ANSWER_BYTES) as FileAnswer<Done> | null | undefined;
  if (answer?.id !== id) return undefined;
  rmSync(answerIn(dataDir, name), { force: true });
  return answer;
}

function put(path: string, value: object): void {
  replaceFileSync(path, JSON.stringify(value), { mode: 0o600 });
}

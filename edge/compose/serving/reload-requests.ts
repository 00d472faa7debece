/**
 * `gemba reload` and a running edge exchange a request and an answer as files of the data folder. A user who may write
 * there may change the config anyway.
 */
import { lstatSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "../../contracts/errors.ts";
import { replaceFileSync } from "../../store/replace-file.ts";
import type { ConfigReload, Reloaded } from "./config-reload.ts";

/** A request is a hundred bytes; an answer names each mistake of a config. */
const MOST_BYTES = 1024 * 1024;
const NAME_MAX = 200;

interface ReloadAnswer {
  readonly id: string;
  readonly done?: Reloaded;
  readonly refused?: string;
}

const requestIn = (dataDir: string) => join(dataDir, "reload.request");
const answerIn = (dataDir: string) => join(dataDir, "reload.answer");

/** The side of the edge. */
export class ReloadRequests {
  readonly #dataDir: string;
  readonly #config: Pick<ConfigReload, "reload">;

  constructor(dataDir: string, config: Pick<ConfigReload, "reload">) {
    this.#dataDir = dataDir;
    this.#config = config;
  }

  async look(): Promise<void> {
    const path = requestIn(this.#dataDir);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
    const request = readRequest(path);
    // A folder of that name goes too, so that the edge does not look at it again.
    rmSync(path, { force: true, recursive: true });
    if (request === undefined) return;
    const { id, user } = request;
    let answer: ReloadAnswer;
    try {
      answer = { id, done: await this.#config.reload({ user, role: "local", origin: "cli" }) };
    } catch (error) {
      answer = { id, refused: reasonOf(error) };
    }
    put(answerIn(this.#dataDir), answer);
  }
}

function readRequest(path: string): { readonly id: string; readonly user: string } | undefined {
  const { id, user } = (readSmall(path) ?? {}) as { id?: unknown; user?: unknown };
  return typeof id === "string" && id.length <= NAME_MAX && typeof user === "string"
    ? { id, user: user.slice(0, NAME_MAX) }
    : undefined;
}

/** Content of a small JSON file. Undefined for anything else, such as a pipe, which would block the edge for ever. */
function readSmall(path: string): unknown {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= MOST_BYTES ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

/** The side of the command. */
export function requestReload(dataDir: string, request: { readonly id: string; readonly user: string }): void {
  put(requestIn(dataDir), request);
}

/** Withdraws an unanswered request, so that an edge that starts later does not take it. */
export function withdrawRequest(dataDir: string): void {
  rmSync(requestIn(dataDir), { force: true });
}

/** The edge's answer to a request, once it is there. */
export function takeAnswer(dataDir: string, id: string): ReloadAnswer | undefined {
  const answer = readSmall(answerIn(dataDir)) as ReloadAnswer | null | undefined;
  if (answer?.id !== id) return undefined;
  rmSync(answerIn(dataDir), { force: true });
  return answer;
}

function put(path: string, value: object): void {
  replaceFileSync(path, JSON.stringify(value), { mode: 0o600 });
}

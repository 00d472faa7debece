/** `gemba reload` and a running edge meet in two files of the data folder: whoever may write there may change the config anyway. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "./contracts/errors.ts";
import type { LiveRules, Reloaded } from "./live-rules.ts";
import { replaceFileSync } from "./store/replace-file.ts";

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
  readonly #rules: Pick<LiveRules, "reload">;

  constructor(dataDir: string, rules: Pick<LiveRules, "reload">) {
    this.#dataDir = dataDir;
    this.#rules = rules;
  }

  async look(): Promise<void> {
    const path = requestIn(this.#dataDir);
    if (!existsSync(path)) return;
    const request = readRequest(path);
    rmSync(path, { force: true });
    if (request === undefined) return;
    const { id, user } = request;
    let answer: ReloadAnswer;
    try {
      answer = { id, done: await this.#rules.reload({ user: String(user).slice(0, 200), role: "local", origin: "cli" }) };
    } catch (error) {
      answer = { id, refused: reasonOf(error) };
    }
    put(answerIn(this.#dataDir), answer);
  }
}

function readRequest(path: string): { readonly id: string; readonly user: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as { id: string; user: string };
  } catch {
    return undefined;
  }
}

/** The side of the command. */
export function requestReload(dataDir: string, request: { readonly id: string; readonly user: string }): void {
  put(requestIn(dataDir), request);
}

/** Nobody answered: an edge that starts later is not to take it. */
export function withdrawRequest(dataDir: string): void {
  rmSync(requestIn(dataDir), { force: true });
}

/** The edge's answer to a request, once it is there. */
export function takeAnswer(dataDir: string, id: string): ReloadAnswer | undefined {
  try {
    const answer = JSON.parse(readFileSync(answerIn(dataDir), "utf8")) as ReloadAnswer;
    if (answer.id !== id) return undefined;
    rmSync(answerIn(dataDir), { force: true });
    return answer;
  } catch {
    return undefined;
  }
}

function put(path: string, value: object): void {
  replaceFileSync(path, JSON.stringify(value), { mode: 0o600 });
}

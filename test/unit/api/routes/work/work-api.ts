/** Work items behind the API, with a viewer, an operator and a maintainer. Opened before each test, closed after it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LightMyRequestResponse } from "fastify";
import { afterEach, beforeEach } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { cookieNameOf } from "../../../../../edge/api/http/session-cookie.ts";
import { type ApiDeps, buildApi } from "../../../../../edge/api/server.ts";
import { type OpenWorkBook, openWorkBook } from "../../../../../edge/work/work-book.ts";
import { type FakeAccounts, startAccounts } from "../../../../fakes/access/accounts.ts";
import { type FakeEdge, fakeEdge, LATHE, MemoryJournal } from "../../../../fakes/api/deps.ts";
import { log } from "../../../detect/bench-plant.ts";

type Body = Record<string, unknown>;
export interface Answer {
  readonly status: number;
  readonly body: Body & { readonly items: Body[] };
}

export const PLAN = { kind: "plan", assignee: "otto", due: "2026-12-24T00:00:00Z", grade: 2 };
export const BELT = { assetUid: LATHE, title: { en: "Belt is loose" } };
const PEOPLE = [
  ["ada", "admin"],
  ["vera", "viewer"],
  ["otto", "operator"],
  ["mia", "maintainer"],
] as const;

export class WorkApi {
  #dir = "";
  #book: OpenWorkBook | undefined;
  #people: FakeAccounts | undefined;
  #edge: FakeEdge | undefined;
  #app: Api | undefined;
  readonly #sessions = new Map<string, string>();
  #uids = 0;

  readonly #over: () => Partial<ApiDeps>;

  /** `over`: further parts of the edge, made for each test. */
  constructor(over: () => Partial<ApiDeps> = () => ({})) {
    this.#over = over;
    beforeEach(() => this.#open());
    afterEach(() => this.#close());
  }

  get book(): OpenWorkBook {
    return this.#book as OpenWorkBook;
  }

  get people(): FakeAccounts {
    return this.#people as FakeAccounts;
  }

  get journal(): MemoryJournal {
    return this.#edge?.deps.journal as MemoryJournal;
  }

  /** `as`: a person's name, or an `Authorization` header. */
  async send(
    as: string,
    method: "GET" | "POST" | "PUT",
    url: string,
    payload?: object,
    /** Of a payload that is no JSON. */
    type?: string,
  ): Promise<LightMyRequestResponse> {
    const identity = as.startsWith("Bearer")
      ? { authorization: as }
      : { cookie: `${cookieNameOf(this.#edge?.deps.edgeId ?? "")}=${this.#sessions.get(as)}` };
    const headers = { ...identity, ...(type === undefined ? {} : { "content-type": type }) };
    const app = this.#app as Api;
    return await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  }

  async get(as: string, url: string): Promise<Answer> {
    return answerOf(await this.send(as, "GET", url));
  }

  async post(as: string, url: string, body: object): Promise<Answer> {
    return answerOf(await this.send(as, "POST", url, body));
  }

  async report(as: string, body: object): Promise<Answer> {
    return answerOf(await this.send(as, "POST", "/api/v1/work-items", body));
  }

  async act(as: string, itemUid: string, body: object): Promise<Answer> {
    const act = { actUid: `a-${this.#uids++}`, ...body };
    return answerOf(await this.send(as, "POST", `/api/v1/work-items/${itemUid}/acts`, act));
  }

  async #open(): Promise<void> {
    this.#dir = mkdtempSync(join(tmpdir(), "gemba-work-api-"));
    this.#people = await startAccounts();
    const journal = new MemoryJournal();
    this.#book = await openWorkBook({ dir: this.#dir, journal, log });
    const pseudonymOf = (name: string) => `P-${name}`;
    this.#edge = fakeEdge({ work: this.#book, journal, pseudonymOf, accounts: this.#people.accounts, ...this.#over() });
    this.#app = buildApi(this.#edge.deps);
    for (const [name, role] of PEOPLE) {
      await this.#people.add(name, role);
      this.#sessions.set(name, await this.#people.session(name));
    }
  }

  async #close(): Promise<void> {
    await this.#app?.close();
    await this.#book?.close();
    await this.#people?.[Symbol.asyncDispose]();
    rmSync(this.#dir, { recursive: true });
  }
}

function answerOf(answer: LightMyRequestResponse): Answer {
  return { status: answer.statusCode, body: answer.json() };
}

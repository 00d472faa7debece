/** Requests to the HTTP interface of a ClickHouse server. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";
import { EdgeError } from "../../../contracts/errors.ts";
import { withoutCredentials } from "../../../observe/without-credentials.ts";
import type { StoreConfig } from "../config.ts";
import { Refusal } from "./refusal.ts";

const compress = promisify(zstdCompress);
/** 0.07 µs and 15 of 53 bytes a sample; level 1 takes 0.16 µs for 6 (`npm run bench -- hub-store`). */
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: -20 } };
/** Requests of one edge at the same time: the block that is being sent, a count and some questions. */
const MOST_AT_ONCE = 4;
/** Five million samples of a question, and what an answer has around them. */
const MOST_ANSWER_BYTES = 160 * 2 ** 20;
const MOST_REFUSAL_BYTES = 65_536;

export interface Request {
  /** A statement; `{name:Type}` in it stands for a parameter. */
  readonly sql: string;
  /** Values from outside, which never become text of a statement. */
  readonly params?: Readonly<Record<string, string>>;
  /** Rows of an insert. */
  readonly rows?: Buffer;
  readonly signal?: AbortSignal;
}

/** Sends one request at a time and retries none. */
export class ClickHouseServer {
  readonly #config: StoreConfig;
  readonly #agent: HttpAgent;
  readonly #authorization: string;

  constructor(config: StoreConfig) {
    const { url, ca, user, password } = config;
    this.#config = config;
    const options = { keepAlive: true, maxSockets: MOST_AT_ONCE };
    this.#agent = url.startsWith("https:")
      ? new HttpsAgent({ ...options, ...(ca === undefined ? {} : { ca }) })
      : new HttpAgent(options);
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  }

  get database(): string {
    return this.#config.database;
  }

  get url(): string {
    return this.#config.url;
  }

  /** The answer as bytes. Rejects with `Refusal` where the server refuses, with a network error where it is away. */
  async ask({ sql, params = {}, rows, signal }: Request): Promise<Buffer> {
    // Otherwise an error after the first rows would come with status 200.
    const query = new URLSearchParams({ wait_end_of_query: "1" });
    for (const [name, value] of Object.entries(params)) query.set(`param_${name}`, value);
    if (rows !== undefined) query.set("query", sql);
    const isPacked = rows !== undefined && this.#config.compress;
    const body = isPacked ? await compress(rows, FAST) : (rows ?? Buffer.from(sql));
    const deadline = AbortSignal.timeout(this.#config.timeoutMs);
    const ended = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    try {
      return await this.#send(`/?${query}`, { body, isPacked, signal: ended });
    } catch (error) {
      if (deadline.aborted && signal?.aborted !== true)
        throw new EdgeError(
          "unavailable",
          `it did not answer within ${this.#config.timeoutMs} ms: check its load, or raise timeoutMs`,
        );
      throw error;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(path: string, { body, isPacked, signal }: Sent): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const url = new URL(path, this.#config.url);
    const headers = {
      authorization: this.#authorization,
      "content-type": "application/octet-stream",
      "content-length": body.length,
      ...(isPacked ? { "content-encoding": "zstd" } : {}),
    };
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(url, { method: "POST", agent: this.#agent, headers, signal }, (response) => {
      this.#read(response).then(resolve, reject);
    });
    request.once("error", reject);
    request.end(body);
    return promise;
  }

  async #read(response: IncomingMessage): Promise<Buffer> {
    const exception = response.headers["x-clickhouse-exception-code"];
    // An error that the server meets late has the status of a success.
    const isDone = response.statusCode === 200 && exception === undefined;
    const most = isDone ? MOST_ANSWER_BYTES : MOST_REFUSAL_BYTES;
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of response as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > most) {
        response.destroy();
        if (isDone) throw new EdgeError("bad-request", "there is too much in this range; ask for a shorter one");
        break;
      }
      pieces.push(piece);
    }
    if (!response.complete && bytes <= most) throw new EdgeError("unavailable", "its answer broke off");
    const answer = Buffer.concat(pieces);
    if (isDone) return answer;
    const { user, password } = this.#config;
    const code = Number(exception ?? Number.NaN);
    const text = withoutCredentials(answer.toString("utf8"), { user, password, token: "" });
    throw new Refusal(response.statusCode ?? 0, code, text);
  }
}

interface Sent {
  readonly body: Buffer;
  readonly isPacked: boolean;
  readonly signal: AbortSignal;
}

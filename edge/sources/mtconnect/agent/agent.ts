/** Requests to an MTConnect agent over HTTP (MTConnect Part 1, REST protocol). Only GET; redirects are not followed. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { EdgeError } from "../../../contracts/errors.ts";
import { peerIn } from "../../../contracts/path/peer.ts";
import { XmlError } from "../../../contracts/xml-reader.ts";
import { boundaryOf, PartReader } from "./parts.ts";
import { TooLong } from "./too-long.ts";

/** An answer begins and goes on within this time, or its connection is given up. */
const ANSWER_WITHIN_MS = 4_000;
/** A document is whole within this time: one byte now and then is no answer. */
const WHOLE_WITHIN_MS = 30_000;
/** One stream, one document beside it. */
const MOST_SOCKETS = 2;

export interface AgentAccess {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly maxDocumentKiB: number;
  /** Connects to this address, whatever the name in `url` resolves to. */
  readonly address?: string;
}

export type Query = Readonly<Record<string, string | number>>;

export class Agent {
  readonly #access: AgentAccess;
  readonly #mostBytes: number;
  readonly #pool: HttpAgent;

  constructor(access: AgentAccess) {
    this.#access = access;
    this.#mostBytes = access.maxDocumentKiB * 1024;
    const { ca, cert, key, address } = access;
    const options = {
      ...{ keepAlive: true, maxSockets: MOST_SOCKETS },
      ...(address === undefined ? {} : { lookup: lookupOf(address) }),
    };
    this.#pool = access.url.startsWith("https:")
      ? new HttpsAgent({
          ...options,
          ...(ca === undefined ? {} : { ca }),
          ...(cert === undefined ? {} : { cert }),
          ...(key === undefined ? {} : { key }),
        })
      : new HttpAgent(options);
  }

  /** host:port. */
  get place(): string {
    return peerIn(this.#access.url);
  }

  /**
   * The document at this path, such as `current`. Throws EdgeError `link-lost`, TooLong or XmlError; rejects with the
   * signal's reason when it aborts.
   */
  async document(path: string, query: Query, signal: AbortSignal): Promise<string> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(WHOLE_WITHIN_MS)]);
    const response = await this.#answered(path, query, { limited, signal });
    try {
      return await this.#textOf(response);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TooLong || error instanceof XmlError) throw error;
      const cause = limited.aborted ? new Error(`no whole answer within ${WHOLE_WITHIN_MS / 1000} s`) : error;
      throw new EdgeError("link-lost", `the MTConnect agent at ${this.place} does not answer`, { cause });
    } finally {
      response.destroy();
    }
  }

  /**
   * The documents of a stream as they arrive; a single one where the agent does not stream. Bytes are read only when
   * the caller asks for the next document. Throws as `document`; `link-lost` also when the stream ends, is silent for
   * `silentMs`, or is not in parts.
   */
  async *stream(
    path: string,
    query: Query,
    { silentMs, signal }: { readonly silentMs: number; readonly signal: AbortSignal },
  ): AsyncGenerator<{ readonly text: string; readonly isStreamed: boolean }> {
    const response = await this.#answered(path, query, { limited: signal, signal });
    try {
      const boundary = boundaryOf(response.headers["content-type"]);
      if (boundary === undefined) {
        yield { text: await this.#textOf(response), isStreamed: false };
        return;
      }
      const parts = new PartReader(boundary, this.#mostBytes);
      let [wholeMs, documentMs] = [performance.now(), performance.now()];
      for await (const chunk of chunksOf(response, silentMs)) {
        parts.push(chunk);
        if (parts.pending === chunk.length) wholeMs = performance.now();
        for (let part = parts.next(); part !== undefined; part = parts.next()) {
          yield { text: utf8(part), isStreamed: true };
          wholeMs = documentMs = performance.now();
        }
        const nowMs = performance.now();
        if (nowMs - wholeMs > WHOLE_WITHIN_MS) throw new Error("a document of the stream does not end");
        if (nowMs - documentMs > silentMs + WHOLE_WITHIN_MS) throw new Error("bytes come, but no document");
      }
      const where = parts.pending > 0 ? "in the middle of a document" : "between two documents";
      throw new Error(`the connection ended ${where}`);
    } catch (error) {
      signal.throwIfAborted();
      const isOwn = [TooLong, XmlError, EdgeError].some((one) => error instanceof one);
      if (isOwn) throw error;
      throw new EdgeError("link-lost", `the stream of the MTConnect agent at ${this.place} broke off`, {
        cause: error,
      });
    } finally {
      response.destroy();
    }
  }

  close(): void {
    this.#pool.destroy();
  }

  /** `limited` ends the request, `signal` the caller. */
  async #answered(
    path: string,
    query: Query,
    { limited, signal }: { readonly limited: AbortSignal; readonly signal: AbortSignal },
  ): Promise<IncomingMessage> {
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)),
      ANSWER_WITHIN_MS,
    );
    try {
      return await this.#request(path, query, AbortSignal.any([limited, late.signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EdgeError) throw error;
      const cause = late.signal.aborted ? late.signal.reason : error;
      throw new EdgeError("link-lost", `the MTConnect agent at ${this.place} does not answer`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  #request(path: string, query: Query, signal: AbortSignal): Promise<IncomingMessage> {
    const { url, user, password } = this.#access;
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const target = new URL(`${url.replace(/\/+$/, "")}/${path}${search === "" ? "" : `?${search}`}`);
    const request = target.protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const sent = request(
        target,
        {
          agent: this.#pool,
          signal,
          headers: {
            accept: "text/xml, application/xml, multipart/x-mixed-replace",
            "accept-encoding": "identity",
            ...(user === undefined
              ? {}
              : { authorization: `Basic ${Buffer.from(`${user}:${password ?? ""}`).toString("base64")}` }),
          },
        },
        (response) => {
          const refusal = this.#refusalOf(response);
          if (refusal === undefined) return resolve(response);
          response.destroy();
          reject(refusal);
        },
      );
      sent.on("error", reject);
      sent.end();
    });
  }

  /** Errors of the agent itself are documents, of any status. */
  #refusalOf({ statusCode = 0, headers }: IncomingMessage): EdgeError | undefined {
    const { place } = this;
    if (statusCode === 401 || statusCode === 403)
      return new EdgeError("connect-failed", `the MTConnect agent at ${place} refuses the edge (HTTP ${statusCode})`);
    if (statusCode >= 300 && statusCode < 400)
      return new EdgeError(
        "connect-failed",
        `the MTConnect agent at ${place} redirects (HTTP ${statusCode}), which is not followed; write the final ` +
          "address",
      );
    const encoding = headers["content-encoding"] ?? "identity";
    const type = headers["content-type"] ?? "";
    if (encoding === "identity" && /xml|multipart\/x-mixed-replace/i.test(type)) return undefined;
    return new EdgeError(
      "connect-failed",
      `${place} answers with HTTP ${statusCode} and no MTConnect document; is this the address of an MTConnect agent?`,
    );
  }

  async #textOf(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of chunksOf(response, ANSWER_WITHIN_MS)) {
      size += chunk.length;
      if (size > this.#mostBytes) throw new TooLong(this.#mostBytes);
      chunks.push(chunk);
    }
    const text = utf8(Buffer.concat(chunks));
    // Errors of the agent are documents too; those of a proxy must not look like unreadable ones.
    if (response.statusCode !== 200 && !text.includes("MTConnectError")) throw new Error(`HTTP ${response.statusCode}`);
    return text;
  }
}

/** In place of the name service. */
function lookupOf(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, { all }, answer) =>
    all === true ? answer(null, [{ address, family }]) : answer(null, address, family);
}

/** Chunks of a response; the time between two reads of the caller does not count as silence. */
async function* chunksOf(response: IncomingMessage, silentMs: number): AsyncGenerator<Buffer> {
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (;;) {
    const timer = setTimeout(() => response.destroy(new Error(`silent for more than ${silentMs / 1000} s`)), silentMs);
    let result: IteratorResult<Buffer>;
    try {
      result = await chunks.next();
    } finally {
      clearTimeout(timer);
    }
    if (result.done === true) return;
    yield result.value;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function utf8(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new XmlError("the document is not in UTF-8", { cause: error });
  }
}

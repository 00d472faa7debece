import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { HttpError, InfluxDB } from "@influxdata/influxdb-client";
import { firstText } from "../../observe/first-text.ts";
import { withoutCredentials } from "../../observe/without-credentials.ts";
import { authorizationOf } from "./authorization.ts";
import type { InfluxConfig } from "./config.ts";

const MAX_RESPONSE_BYTES = 65_536;
const GZIP_FROM_BYTES = 1000;
const MAX_MESSAGE = 500;
/** Longest answer with a server's metrics, in characters. */
const METRICS_MAX = 4 * 2 ** 20;
/** Name of the metric in Prometheus' process collector. */
const STARTED = /^process_start_time_seconds (\S+)/m;
/**
 * A process seen for longer cannot have been restarted within the second of its start: start times are whole seconds.
 */
const YOUNG_MS = 2000;
const compress = promisify(gzip);

/** The server's answer, or that there was none. */
export type Answer =
  | { readonly kind: "stored" }
  | { readonly kind: "refused"; readonly status: number; readonly message: string; readonly waitMs: number }
  | { readonly kind: "unreachable"; readonly message: string };

/** Sends lines through the official client's transport, which has neither buffer nor retry of its own. */
export class InfluxTransport {
  readonly #influx: InfluxDB;
  readonly #agent: HttpAgent;
  readonly #path: string;
  readonly #config: InfluxConfig;
  readonly #authorization: Readonly<Record<string, string>>;
  readonly #clock: () => number;
  /** Connections that ended. */
  #closed = 0;
  /** Connections that ended while the process had been seen for less than `YOUNG_MS`. */
  #closedYoung = 0;
  /** Start time that the server's process reports, and since when we have seen it. */
  #process: { readonly started: string; readonly seenMs: number } | undefined;

  /** `clock`: monotonic ms. */
  constructor(config: InfluxConfig, clock: () => number = () => performance.now()) {
    this.#config = config;
    this.#clock = clock;
    this.#path = writePath(config);
    const secure = config.url.startsWith("https:");
    const options = { keepAlive: true, maxSockets: config.parallelWrites };
    this.#agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
    const createConnection = this.#agent.createConnection.bind(this.#agent);
    this.#agent.createConnection = (...args) => {
      const socket = createConnection(...args);
      socket?.once("close", () => this.#ended());
      return socket;
    };
    this.#authorization = authorizationOf(config);
    this.#influx = new InfluxDB({
      url: config.url,
      headers: { "content-type": "text/plain; charset=utf-8", "accept-encoding": "identity", ...this.#authorization },
      // The abort signal bounds the whole request; this one bounds silence on the socket.
      timeout: config.timeoutMs + 1000,
      transportOptions: {
        agent: this.#agent,
        "follow-redirects": { http: { request: bounded(httpRequest) }, https: { request: bounded(httpsRequest) } },
      },
    });
  }

  /**
   * Distinguishes one run of the server from the next (rule L18) by the start time of its process, which InfluxDB and
   * VictoriaMetrics report at /metrics in whole seconds. Connections that end soon after show another start within
   * that second; later ones end because they were idle, which VictoriaMetrics closes soon. For servers without a
   * start time, every ended connection counts. Undefined while the server does not answer.
   */
  async serverRun(signal: AbortSignal): Promise<string | undefined> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(this.#config.timeoutMs)]);
    try {
      const response = await fetch(new URL("/metrics", this.#config.url), {
        headers: this.#authorization,
        signal: limited,
        redirect: "manual",
      });
      const metrics = await firstText(response, response.ok ? METRICS_MAX : 0);
      return this.#runOf(STARTED.exec(metrics)?.[1]);
    } catch {
      return undefined;
    }
  }

  #ended(): void {
    this.#closed++;
    if (this.#process !== undefined && this.#clock() - this.#process.seenMs < YOUNG_MS) this.#closedYoung++;
  }

  #runOf(started: string | undefined): string {
    if (started === undefined) return `unknown, ${this.#closed} connections ended`;
    if (this.#process?.started !== started) {
      this.#process = { started, seenMs: this.#clock() };
      this.#closedYoung = 0;
    }
    return `${started}, ${this.#closedYoung} connections ended early`;
  }

  /** `text`: lines, each with a line break at its end. */
  async send(text: Buffer, signal: AbortSignal): Promise<Answer> {
    const zipped = this.#config.gzip && text.length > GZIP_FROM_BYTES;
    const body = zipped ? await compress(text, { level: 1 }) : text;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(this.#config.timeoutMs)]);
    return new Promise((resolve) => {
      let status = 0;
      this.#influx.transport.send(
        this.#path,
        // Typed as text; the transport copies it with Buffer.from, which takes bytes too, so we choose the level of
        // compression.
        body as unknown as string,
        { method: "POST", headers: zipped ? { "content-encoding": "gzip" } : {}, signal: limited },
        {
          next: () => undefined,
          responseStarted: (_headers, statusCode) => {
            status = statusCode ?? 0;
          },
          complete: () =>
            resolve(
              status === 204
                ? { kind: "stored" }
                : {
                    kind: "refused",
                    status,
                    message: `HTTP ${status} where 204 was expected: is this an InfluxDB?`,
                    waitMs: 0,
                  },
            ),
          error: (error) => resolve(this.#masked(answerOf(error, limited, signal))),
        },
      );
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** The message goes to the log, to health and into a file. */
  #masked(answer: Answer): Answer {
    if (answer.kind === "stored") return answer;
    return { ...answer, message: withoutCredentials(answer.message, this.#config).slice(0, MAX_MESSAGE) };
  }
}

function answerOf(error: Error, limited: AbortSignal, outer: AbortSignal): Answer {
  if (error instanceof HttpError) {
    return {
      kind: "refused",
      status: error.statusCode,
      message: error.body ?? error.statusMessage ?? "",
      waitMs: retryAfterMs(String(error.headers?.["retry-after"] ?? ""), Date.now()),
    };
  }
  if (limited.aborted && !outer.aborted) return { kind: "unreachable", message: "no answer in time" };
  return { kind: "unreachable", message: error.message };
}

/** Retry-After (RFC 9110, 10.2.3) in ms: seconds or an HTTP date, at most 5 minutes. 0 when absent or absurd. */
export function retryAfterMs(header: string, nowMs: number): number {
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, 300_000) : 0;
}

function writePath(config: InfluxConfig): string {
  if (config.api === "v1") {
    const query = new URLSearchParams({
      db: config.database,
      precision: "u",
      ...(config.retentionPolicy === "" ? {} : { rp: config.retentionPolicy }),
    });
    return `/write?${query}`;
  }
  return `/api/v2/write?${new URLSearchParams({ org: config.org, bucket: config.bucket, precision: "us" })}`;
}

type Request = (
  options: RequestOptions,
  callback: (response: IncomingMessage) => void,
) => ReturnType<typeof httpRequest>;

/**
 * The transport reads error bodies without limit and unpacks them, so a response is cut off at 64 KiB and stays
 * packed.
 */
function bounded(request: Request): Request {
  return (options, callback) =>
    request(options, (response) => {
      delete response.headers["content-encoding"];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_RESPONSE_BYTES)
          response.destroy(new Error("the answer is longer than 64 KiB: is this an InfluxDB?"));
      });
      callback(response);
    });
}

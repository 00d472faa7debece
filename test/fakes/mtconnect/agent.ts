/** An MTConnect agent for tests: a buffer with numbers, `current`, `sample` and streams, and hostile ways. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { freePort } from "../net/free-port.ts";
import {
  assetsText,
  devicesText,
  errorText,
  type FakeHeader,
  type FakeItem,
  type FakeObservation,
  streamsText,
} from "./documents.ts";
import { DEVICES, ITEMS } from "./mill.ts";
import { refusedQuery } from "./refused-query.ts";

/** Agents answer GET alone. */
const METHOD_REFUSED = { status: 405, code: "UNSUPPORTED" } as const;

/** What the agent does with the documents of streams from now on. */
export interface AgentWays {
  /** Accepts requests and sends nothing. */
  frozen: boolean;
  /** Answers `sample` with one document instead of a stream. */
  doesNotStream: boolean;
  /** Leaves out Content-Length, which the standard's agents send. */
  isUnsized: boolean;
  /** Changes the text of each document of `sample` before it is sent. */
  change: ((text: string) => string) | undefined;
  /** Changes the bytes of each part of a stream. */
  garble: ((part: Buffer) => Buffer) | undefined;
  /** Added to the numbers of a document's header and observations. */
  shift: number;
  /** Observations that documents leave out, although the header counts them. */
  hides: (observation: FakeObservation) => boolean;
  redirect: boolean;
  /** Refuses numbers that it does not have yet, also the one that comes next. */
  isStrict: boolean;
}

interface Client {
  readonly response: ServerResponse;
  next: number;
  readonly count: number;
  readonly heartbeatMs: number;
  sentMs: number;
}

export class FakeAgent implements AsyncDisposable {
  readonly #buffer: FakeObservation[] = [];
  readonly #bufferSize: number;
  readonly #version: string;
  #next = 1;
  #instanceId = 1_000;
  #server: Server | undefined;
  #port: number;
  readonly #sockets = new Set<Socket>();
  readonly #clients = new Set<Client>();
  readonly #state = new Map<string, readonly FakeObservation[]>();
  #timer: NodeJS.Timeout | undefined;
  assets = "";
  devices = DEVICES;
  /** Every observation ever, with the instance that made it. */
  readonly made: FakeObservation[] = [];
  /** Paths with queries, as requested. */
  readonly requests: string[] = [];
  readonly ways: AgentWays = {
    frozen: false,
    doesNotStream: false,
    isUnsized: false,
    change: undefined,
    garble: undefined,
    shift: 0,
    hides: () => false,
    redirect: false,
    isStrict: false,
  };

  private constructor(port: number, bufferSize: number, version: string) {
    this.#port = port;
    this.#bufferSize = bufferSize;
    this.#version = version;
    this.#begin();
  }

  static async start({ bufferSize = 1_000, version = "1.8" } = {}): Promise<FakeAgent> {
    const agent = new FakeAgent(await freePort(), bufferSize, version);
    await agent.listen();
    agent.#timer = setInterval(() => agent.#send(), 5);
    return agent;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get next(): number {
    return this.#next;
  }

  get streams(): number {
    return this.#clients.size;
  }

  /** Opens its port, the same as before. */
  async listen(): Promise<void> {
    const server = createServer((request, response) => this.#answer(request, response));
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => undefined);
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#server = server;
  }

  /** Closes its port and its connections, as a killed process does; the buffer stays until `restart`. */
  async kill(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server?.close(() => resolve());
    this.cut();
    await promise;
  }

  /** Breaks all connections. */
  cut(): void {
    this.#clients.clear();
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Sends half of a part on every stream and breaks it. */
  halfPart(): void {
    const part = this.#part(this.#document(this.#first, 10).text);
    for (const { response } of this.#clients) {
      response.write(part.subarray(0, part.length >> 1));
      setImmediate(() => response.socket?.resetAndDestroy());
    }
    this.#clients.clear();
  }

  /** Writes bytes into every stream. */
  inject(bytes: Buffer): void {
    for (const { response } of this.#clients) response.write(bytes);
  }

  /** Loses its buffer and counts from 1, with another instanceId unless `isSilent`. */
  restart({ isSilent = false } = {}): void {
    this.#buffer.length = 0;
    this.#state.clear();
    this.#next = 1;
    if (!isSilent) this.#instanceId++;
    this.#begin();
  }

  /** Takes a value into the buffer; returns its number. */
  observe(
    item: FakeItem,
    content: string,
    more: Partial<Omit<FakeObservation, "item" | "sequence" | "content">> = {},
  ): number {
    const observation = { timestamp: new Date().toISOString(), ...more, item, content, sequence: this.#next++ };
    this.#buffer.push(observation);
    this.made.push(observation);
    if (this.#buffer.length > this.#bufferSize) this.#buffer.shift();
    this.#keep(observation);
    return observation.sequence;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.kill();
  }

  /** An agent begins with every value unavailable. */
  #begin(): void {
    for (const item of Object.values<FakeItem>(ITEMS))
      if (item.category === "CONDITION") this.observe(item, "", { level: "Unavailable" });
      else this.observe(item, "UNAVAILABLE");
  }

  /** A condition stands beside others with another code, until Normal ends it. */
  #keep(observation: FakeObservation): void {
    const { item, level, attributes = "" } = observation;
    const codeOf = (text: string) => /nativeCode="([^"]*)"/.exec(text)?.[1];
    const code = codeOf(attributes);
    const isStanding = level === "Fault" || level === "Warning";
    const before = (this.#state.get(item.id) ?? []).filter(
      (one) =>
        item.category === "CONDITION" &&
        (one.level === "Fault" || one.level === "Warning") &&
        (isStanding || (level === "Normal" && code !== undefined)) &&
        codeOf(one.attributes ?? "") !== code,
    );
    this.#state.set(item.id, isStanding || before.length === 0 ? [...before, observation] : before);
  }

  get #first(): number {
    return this.#buffer[0]?.sequence ?? this.#next;
  }

  #header(next = this.#next): FakeHeader {
    const { shift } = this.ways;
    return {
      instanceId: this.#instanceId,
      first: Math.max(1, this.#first + shift),
      next: next + shift,
      last: this.#next - 1 + shift,
      bufferSize: this.#bufferSize,
    };
  }

  #document(from: number, count: number): { readonly text: string; readonly next: number } {
    const found = this.#buffer.filter(({ sequence }) => sequence >= from).slice(0, count);
    const next = (found.at(-1)?.sequence ?? from - 1) + 1;
    const { shift, hides, change } = this.ways;
    const shown = found.filter((one) => !hides(one)).map((one) => ({ ...one, sequence: one.sequence + shift }));
    const text = streamsText(this.#header(next), shown, this.#version);
    return { text: change === undefined ? text : change(text), next };
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { frozen, redirect } = this.ways;
    const url = new URL(request.url ?? "/", "http://agent");
    this.requests.push(`${url.pathname}${url.search}`);
    if (frozen) return;
    if (redirect) {
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
      return;
    }
    const say = (text: string, status = 200) => response.writeHead(status, { "content-type": "text/xml" }).end(text);
    const name = url.pathname.split("/").at(-1) ?? "";
    const refused = request.method === "GET" ? this.#refused(name, url.searchParams) : METHOD_REFUSED;
    if (refused !== undefined) say(errorText(this.#header(), refused.code, this.#version), refused.status);
    else if (name === "probe") say(devicesText(this.#header(), this.devices, this.#version));
    else if (name === "current") say(streamsText(this.#header(), [...this.#state.values()].flat(), this.#version));
    else if (name === "assets") say(assetsText(this.#header(), this.assets, this.#version));
    else this.#sample(url.searchParams, response, say);
  }

  #refused(name: string, query: URLSearchParams): { readonly status: number; readonly code: string } | undefined {
    const { shift, isStrict } = this.ways;
    const [first, next] = [this.#first + shift, this.#next + shift];
    return refusedQuery(name, query, { first, next, bufferSize: this.#bufferSize, isStrict });
  }

  #sample(query: URLSearchParams, response: ServerResponse, say: (text: string, status?: number) => unknown): void {
    const from = Number(query.get("from") ?? this.#first) - this.ways.shift;
    const count = Number(query.get("count") ?? 100);
    if (query.get("interval") === null || this.ways.doesNotStream) return void say(this.#document(from, count).text);
    response.writeHead(200, { "content-type": "multipart/x-mixed-replace;boundary=fake-part" });
    const client = { response, next: from, count, heartbeatMs: Number(query.get("heartbeat") ?? 10_000), sentMs: 0 };
    this.#clients.add(client);
    response.on("close", () => this.#clients.delete(client));
  }

  #part(text: string): Buffer {
    const body = Buffer.from(text);
    const length = this.ways.isUnsized ? "" : `Content-length: ${body.length}\r\n`;
    const part = Buffer.concat([Buffer.from(`\r\n--fake-part\r\nContent-type: text/xml\r\n${length}\r\n`), body]);
    return this.ways.garble?.(part) ?? part;
  }

  /** What is new, or a heartbeat, to every stream. */
  #send(): void {
    if (this.ways.frozen) return;
    for (const client of this.#clients) {
      if (this.ways.isStrict && client.next >= this.#next) {
        client.response.end(this.#part(errorText(this.#header(), "OUT_OF_RANGE", this.#version)));
        this.#clients.delete(client);
        continue;
      }
      const isDue = performance.now() - client.sentMs >= client.heartbeatMs;
      if (client.next >= this.#next && !isDue) continue;
      client.sentMs = performance.now();
      const { text, next } = this.#document(client.next, client.count);
      client.next = next;
      client.response.write(this.#part(text));
    }
  }
}

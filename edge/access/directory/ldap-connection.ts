import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { LdapFilter } from "../../contracts/access/ldap-filter.ts";
import { BerReader, boolean, element, elementLength, enumerated, integer, octets, SEQUENCE, sequence } from "./ber.ts";
import { filterBytes } from "./filter-bytes.ts";

const START_TLS = "1.3.6.1.4.1.1466.20037";
/** A person with a thousand groups has some 200 KiB. */
const MESSAGE_MAX = 1024 * 1024;
/** All answers of one connection. */
const ANSWERS_MAX = 8 * 1024 * 1024;

const BIND = { request: 0x60, response: 0x61 };
const UNBIND = 0x42;
const SEARCH = { request: 0x63, entry: 0x64, done: 0x65, reference: 0x73 };
const EXTENDED = { request: 0x77, response: 0x78 };

/** Codes of RFC 4511 that are told apart. */
export const RESULT = { success: 0, sizeLimitExceeded: 4, noSuchObject: 32, invalidCredentials: 49 } as const;

export interface LdapResult {
  readonly code: number;
  /** Diagnostic text of the server, for the log. */
  readonly message: string;
}

export interface LdapEntry {
  readonly dn: string;
  /** Values by the lower-case name of the attribute. */
  readonly attributes: ReadonlyMap<string, readonly Buffer[]>;
}

export interface LdapSearch {
  readonly base: string;
  /** `base`: this entry alone. `sub`: it and everything below. */
  readonly scope: "base" | "sub";
  readonly filter: LdapFilter;
  readonly attributes: readonly string[];
  /** Most entries. */
  readonly most: number;
}

/** An answer to a search. */
interface Entries {
  readonly entries: readonly LdapEntry[];
  readonly result: LdapResult;
}

export interface LdapServer {
  readonly url: string;
  /** `plain`: without TLS. Else `ldaps:` begins with it, and `ldap:` upgrades before anything else is sent. */
  readonly isPlain: boolean;
  /** PEM of the authority that signed the server's certificate. Default: those that Node.js trusts. */
  readonly ca?: string | undefined;
}

interface Message {
  readonly id: number;
  readonly tag: number;
  readonly body: BerReader;
}

/**
 * One connection to a directory server: LDAP 3 (RFC 4511), one request at a time. It is never opened again, so that no
 * password can go over a connection without TLS, and it follows no referral. All methods reject when the
 * connection ends, the server breaks the protocol or the bounds, or `signal` is aborted.
 */
export class LdapConnection implements Disposable {
  #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #receivedBytes = 0;
  readonly #messages: Message[] = [];
  #failure: Error | undefined;
  #arrived: () => void = () => undefined;
  #lastId = 0;

  private constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    signal.addEventListener("abort", () => this.#fail(signal.reason as Error), { once: true });
    this.#listen();
  }

  static async open(server: LdapServer, opening: AbortSignal, signal: AbortSignal): Promise<LdapConnection> {
    const { protocol, hostname, port } = new URL(server.url);
    const host = hostname.replace(/^\[|\]$/g, "");
    const isLdaps = protocol === "ldaps:";
    const tls = tlsOptions(server, host);
    const at = { host, port: Number(port || (isLdaps ? 636 : 389)) };
    const socket = isLdaps ? connectTls({ ...at, ...tls }) : connectTcp(at);
    await ready(socket, isLdaps ? "secureConnect" : "connect", opening);
    const connection = new LdapConnection(socket, signal);
    try {
      if (!isLdaps && !server.isPlain) await connection.#startTls(tls, opening);
      return connection;
    } catch (error) {
      connection[Symbol.dispose]();
      throw error;
    }
  }

  /** An empty password would ask for no authentication at all (RFC 4513, 5.1.2), so it throws. */
  async bind(dn: string, password: string): Promise<LdapResult> {
    if (dn === "" || password === "") throw new Error("a bind needs a name and a password");
    this.#send(BIND.request, integer(3), octets(dn), octets(password, 0x80));
    return await this.#whole(async () => resultIn((await this.#answer(BIND.response)).body));
  }

  async search({ base, scope, filter, attributes, most }: LdapSearch): Promise<Entries> {
    this.#send(
      SEARCH.request,
      octets(base),
      enumerated(scope === "base" ? 0 : 2),
      enumerated(0),
      integer(most),
      integer(0),
      boolean(false),
      filterBytes(filter),
      sequence(...attributes.map((one) => octets(one))),
    );
    return await this.#whole(() => this.#entries(most));
  }

  /** Takes leave; where the server does not read that, `signal` ends the socket. */
  [Symbol.dispose](): void {
    if (this.#failure === undefined) this.#socket.end(sequence(integer(++this.#lastId), element(UNBIND)));
    this.#failure ??= new Error("the connection is closed");
  }

  async #startTls(tls: ConnectionOptions, opening: AbortSignal): Promise<void> {
    using _ = onAbort(opening, () => this.#fail(opening.reason as Error));
    this.#send(EXTENDED.request, octets(START_TLS, 0x80));
    const { code, message } = resultIn((await this.#answer(EXTENDED.response)).body);
    if (code !== RESULT.success) throw new Error(`the server refuses StartTLS (code ${code}: ${message})`);
    // Bytes from before TLS are nobody's word: somebody between could have added them.
    if (this.#received.length > 0 || this.#messages.length > 0)
      throw new Error("the server sent more than its answer before TLS");
    this.#socket.removeAllListeners();
    const secured = connectTls({ socket: this.#socket, ...tls });
    await ready(secured, "secureConnect", opening);
    this.#socket = secured;
    this.#listen();
  }

  async #entries(most: number): Promise<Entries> {
    const entries: LdapEntry[] = [];
    for (;;) {
      const { tag, body } = await this.#answer(SEARCH.entry, SEARCH.reference, SEARCH.done);
      if (tag === SEARCH.done) return { entries, result: resultIn(body) };
      // A reference names another server, which is not asked.
      if (tag === SEARCH.reference) continue;
      if (entries.length >= most) throw new Error(`the server sent more than the ${most} entries asked for`);
      entries.push(entryIn(body));
    }
  }

  /** Ends the connection where an answer is not read to its end: nothing after it could be understood. */
  async #whole<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      this.#fail(error as Error);
      throw error;
    }
  }

  #listen(): void {
    this.#socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  #receive(chunk: Buffer): void {
    try {
      this.#receivedBytes += chunk.length;
      if (this.#receivedBytes > ANSWERS_MAX) throw new Error("the answers are too long");
      this.#received = Buffer.concat([this.#received, chunk]);
      for (;;) {
        const length = elementLength(this.#received) ?? 0;
        if (this.#received.length > 0 && this.#received[0] !== SEQUENCE) throw new Error("this is no message");
        if (length > MESSAGE_MAX) throw new Error("an answer is too long");
        if (length === 0 || this.#received.length < length) break;
        this.#messages.push(messageIn(this.#received.subarray(0, length)));
        this.#received = this.#received.subarray(length);
      }
      this.#arrived();
    } catch (error) {
      this.#fail(new Error("the server does not speak LDAP", { cause: error }));
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#socket.destroy();
    this.#arrived();
  }

  #send(tag: number, ...contents: readonly Buffer[]): void {
    if (this.#failure === undefined) this.#socket.write(sequence(integer(++this.#lastId), element(tag, ...contents)));
  }

  /** The next message, which must answer the last request. */
  async #answer(...tags: readonly number[]): Promise<Message> {
    while (this.#messages.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      await promise;
    }
    const message = this.#messages.shift() as Message;
    if (message.id !== this.#lastId || !tags.includes(message.tag))
      throw new Error(`the server sent message ${message.id} (0x${message.tag.toString(16)}), which nobody asked for`);
    return message;
  }
}

function tlsOptions({ ca }: LdapServer, host: string): ConnectionOptions {
  return {
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : { host }),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** Resolves at the event; destroys the socket where it fails first or `signal` is aborted. */
async function ready(socket: Socket, event: "connect" | "secureConnect", signal: AbortSignal): Promise<void> {
  try {
    await once(socket, event, { signal });
  } catch (error) {
    socket.on("error", () => undefined);
    socket.destroy();
    throw signal.aborted ? signal.reason : error;
  }
}

function onAbort(signal: AbortSignal, act: () => void): Disposable {
  signal.addEventListener("abort", act, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", act) };
}

function messageIn(bytes: Buffer): Message {
  const reader = new BerReader(bytes).sequence();
  const id = reader.integer();
  const { tag, content } = reader.next();
  return { id, tag, body: new BerReader(content) };
}

function resultIn(body: BerReader): LdapResult {
  const code = body.enumerated();
  body.octets();
  return { code, message: body.text().slice(0, 300) };
}

function entryIn(body: BerReader): LdapEntry {
  const dn = body.text();
  const attributes = new Map<string, Buffer[]>();
  const list = body.sequence();
  while (!list.isAtEnd) {
    const pair = list.sequence();
    const name = pair.text().toLowerCase();
    const values = new BerReader(pair.next().content);
    const all: Buffer[] = [];
    while (!values.isAtEnd) all.push(values.octets());
    attributes.set(name, all);
  }
  return { dn, attributes };
}

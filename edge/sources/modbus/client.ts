import { EdgeError } from "../../contracts/errors.ts";
import type { ModbusConfig, Table } from "./config.ts";

type ModbusRTU = InstanceType<typeof import("modbus-serial")["default"]>;

/**
 * The device refused the request (Modbus exception), with the reason as a number. Other units on the same connection
 * may still answer.
 */
export class ModbusException extends Error {
  readonly exception: number;
  constructor(message: string, exception: number) {
    super(message);
    this.exception = exception;
  }
}

/** No answer came in time, or a gateway answered in place of a device that did not. */
export class NoAnswer extends Error {}

/**
 * Exceptions that are not about the registers (Modbus Application Protocol 1.1b3, 7): acknowledge and busy, which
 * pass, and those of a gateway whose device cannot be reached or does not answer.
 */
const UNANSWERED: ReadonlySet<number> = new Set([5, 6, 10, 11]);

/**
 * How long the device may take to end a connection that the edge has ended. A late answer to a closed socket would
 * cause a reset, which some devices do not survive.
 */
const LINGER_MS = 1_000;

/**
 * The library's message for an answer with fewer data than requested; its figures are five bytes above those of the
 * data.
 */
const SHORT_ANSWER = /^Data length error, expected (\d+) got (\d+)$/;
const BESIDE_DATA = 5;

/** One connection to a device or gateway; one request at a time. */
export interface ModbusClient {
  readonly isOpen: boolean;
  /**
   * Raw registers, two bytes each; for coil and discrete tables one bit each, lowest first. Throws ModbusException or
   * NoAnswer.
   */
  read(request: { unit: number; table: Table; from: number; count: number }): Promise<Buffer>;
  /** Ends the connection; pending requests fail at once. */
  close(): void;
}

/** Connects. Throws EdgeError `connect-failed` that names the address. */
export async function openModbus({ host, port, timeoutMs }: ModbusConfig, signal: AbortSignal): Promise<ModbusClient> {
  const { default: library } = await import("modbus-serial");
  const client = new library.default();
  // When the connection is destroyed, the library lets a pending request run into its timeout.
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  const close = (): void => {
    ended.reject(new NoAnswer("the connection was closed"));
    client.close(() => undefined);
    setTimeout(() => client.destroy(() => undefined), LINGER_MS).unref();
  };
  client.on("error", () => undefined);
  client.on("close", () => ended.reject(new NoAnswer("the device closed the connection")));
  signal.addEventListener("abort", close, { once: true });
  try {
    signal.throwIfAborted();
    await connected(client, { host, port, timeoutMs }, signal);
  } catch (error) {
    close();
    if (signal.aborted) throw error;
    throw new EdgeError(
      "connect-failed",
      `cannot connect to Modbus at ${host}:${port}; check address and port, and that the device takes one ` +
        "more connection",
      { cause: error },
    );
  }
  client.setTimeout(timeoutMs);
  return {
    get isOpen() {
      return client.isOpen;
    },
    async read({ unit, table, from, count }) {
      client.setID(unit);
      const bytes = await answered(table, () => Promise.race([request(client, table, from, count), ended.promise]));
      const expected = table === "coil" || table === "discrete" ? Math.ceil(count / 8) : 2 * count;
      if (bytes.length < expected)
        throw new ModbusException(`unit ${unit} sent ${bytes.length} bytes instead of ${expected}`, 0);
      return bytes;
    },
    close,
  };
}

/** modbus-serial never settles a connect that was destroyed, hence the race. */
async function connected(
  client: ModbusRTU,
  { host, port, timeoutMs }: Pick<ModbusConfig, "host" | "port" | "timeoutMs">,
  signal: AbortSignal,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no connection within ${5 * timeoutMs} ms`)), 5 * timeoutMs);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    await Promise.race([client.connectTCP(host, { port: Number(port) }), ended]);
  } finally {
    clearTimeout(timer);
    ended.catch(() => undefined);
  }
}

async function request(client: ModbusRTU, table: Table, from: number, count: number): Promise<Buffer> {
  switch (table) {
    case "holding":
      return (await client.readHoldingRegisters(from, count)).buffer;
    case "input":
      return (await client.readInputRegisters(from, count)).buffer;
    case "coil":
      return (await client.readCoils(from, count)).buffer;
    case "discrete":
      return (await client.readDiscreteInputs(from, count)).buffer;
  }
}

async function answered(table: Table, ask: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await ask();
  } catch (error) {
    const { modbusCode, message } = error as { modbusCode?: unknown; message?: unknown };
    if (typeof modbusCode === "number" && !UNANSWERED.has(modbusCode))
      throw new ModbusException(`${table}: ${String(message)}`, modbusCode);
    const [, expected, got] = (SHORT_ANSWER.exec(String(message)) ?? []).map(Number);
    if (expected !== undefined && got !== undefined && got >= BESIDE_DATA && got < expected)
      throw new ModbusException(
        `${table}: the device sent ${got - BESIDE_DATA} bytes instead of ${expected - BESIDE_DATA}`,
        0,
      );
    throw new NoAnswer(String(message), { cause: error });
  }
}

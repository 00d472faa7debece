import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A Modbus TCP device whose registers a test sets. Addresses that were not set are refused with exception 2. */
export interface ModbusDevice extends AsyncDisposable {
  readonly port: number;
  /** Requests as `unit function from count`. */
  readonly requests: string[];
  /** Sets registers of a unit from an address on. */
  set(unit: number, from: number, values: readonly number[]): void;
  /** Makes a unit silent, or lets its gateway answer for it with an exception. */
  silence(unit: number, exception?: number): void;
  /** Lets a unit answer again. */
  wake(unit: number): void;
  /** Registers that it does not have are left out at the end of an answer, as jsmodbus does, instead of refused. */
  cutsShort: boolean;
  /** Delay of every answer. */
  lateMs: number;
  /** Errors of its sockets, and how many are closed. */
  readonly socketErrors: string[];
  readonly closed: number;
  /** Sends these bytes instead of every answer, or the answers again. */
  say(bytes: Buffer | undefined): void;
  dropConnections(): void;
}

export async function modbusDevice(): Promise<ModbusDevice> {
  const registers = new Map<number, number>();
  const silent = new Map<number, number | undefined>();
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let instead: Buffer | undefined;
  const socketErrors: string[] = [];
  let closed = 0;
  const key = (unit: number, address: number) => unit * 65_536 + address;

  const answer = (request: Buffer): Buffer | undefined => {
    const unit = request.readUInt8(6);
    const code = request.readUInt8(7);
    const from = request.readUInt16BE(8);
    const count = request.readUInt16BE(10);
    requests.push(`${unit} ${code} ${from} ${count}`);
    const exception = silent.get(unit);
    if (silent.has(unit))
      return exception === undefined ? undefined : frame(request, Buffer.from([code | 0x80, exception]));
    if (instead !== undefined) return instead;
    const all = Array.from({ length: count }, (_, n) => registers.get(key(unit, from + n)));
    const values = device.cutsShort && all.includes(undefined) ? all.slice(0, all.indexOf(undefined)) : all;
    if (values.includes(undefined)) return frame(request, Buffer.from([code | 0x80, 2]));
    const isBits = code <= 2;
    const body = Buffer.alloc(isBits ? Math.ceil(values.length / 8) : 2 * values.length);
    for (const [n, value] of values.entries()) {
      if (!isBits) body.writeUInt16BE(value as number, 2 * n);
      else if (value !== 0) body[n >> 3] = (body[n >> 3] as number) | (1 << (n & 7));
    }
    return frame(request, Buffer.concat([Buffer.from([code, body.length]), body]));
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", ({ message }) => socketErrors.push(message));
    socket.on("close", () => {
      sockets.delete(socket);
      closed++;
    });
    socket.on("data", (data) => {
      const bytes = answer(data);
      if (bytes === undefined) return;
      if (device.lateMs === 0) socket.write(bytes);
      else setTimeout(() => socket.write(bytes), device.lateMs);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const device: ModbusDevice = {
    cutsShort: false,
    lateMs: 0,
    socketErrors,
    get closed() {
      return closed;
    },
    port: (server.address() as AddressInfo).port,
    requests,
    set(unit, from, values) {
      for (const [n, value] of values.entries()) registers.set(key(unit, from + n), value & 0xffff);
    },
    silence: (unit, exception) => void silent.set(unit, exception),
    wake: (unit) => void silent.delete(unit),
    say(bytes) {
      instead = bytes;
    },
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return device;
}

/** MBAP header of the request's transaction and unit before a PDU. */
function frame(request: Buffer, pdu: Buffer): Buffer {
  const header = Buffer.from(request.subarray(0, 7));
  header.writeUInt16BE(pdu.length + 1, 4);
  return Buffer.concat([header, pdu]);
}

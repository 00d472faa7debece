import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { freePort } from "../net/free-port.ts";

/** How a controller answers a read. `whole` is right; `pieces` too, in frames and segments of few bytes. */
export type Manner =
  | "whole"
  | "pieces"
  | "half"
  | "silent"
  | "reset"
  | "wrong-reference"
  | "answer-twice"
  | "too-long"
  | "trailing-bytes"
  | "short-item"
  | "long-item"
  | "more-items"
  | "no-items"
  | "other-function"
  | "endless-frames"
  | "garbage"
  | "job-refused";

export const HOSTILE: readonly Manner[] = [
  ...(["half", "silent", "reset", "wrong-reference", "answer-twice", "too-long", "trailing-bytes"] as const),
  ...(["short-item", "long-item", "more-items", "no-items", "other-function", "endless-frames"] as const),
  ...(["garbage", "job-refused"] as const),
];

/** One item of a request, as in `DB10 4 2`: area, first byte (or number) and count. */
type Asked = string;

/**
 * An S7 controller in memory, written from the protocol and not from the edge's reader. Areas that a test did not set
 * are refused: a data block with 0x0a, bytes beyond an end with 0x05.
 */
export interface Plc extends AsyncDisposable {
  readonly port: number;
  /** Items of each read. */
  readonly reads: (readonly Asked[])[];
  /** Function codes of all jobs. */
  readonly functions: Set<number>;
  /** TSAPs of the newest connection request. */
  readonly tsaps: readonly [local: string, remote: string];
  connections: number;
  manner: Manner;
  /** Status of `job-refused`. */
  jobStatus: number;
  /** Manner after so many further reads. */
  turn: { readonly after: number; readonly into: Manner } | undefined;
  /** Called before each read, such as to change what it reads. */
  onRead: (() => void) | undefined;
  granted: number;
  /** How it meets a connection request. */
  greeting: "confirm" | "refuse" | "close" | "silent" | "garbage";
  set(area: string, bytes: Uint8Array): void;
  drop(area: string): void;
  dropConnections(): void;
  /** Stops listening and drops all; `start` listens on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function fakePlc(): Promise<Plc> {
  const areas = new Map<string, Buffer>();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const port = await freePort();

  const plc: Plc = {
    get port() {
      return port;
    },
    reads: [],
    functions: new Set(),
    tsaps: ["", ""],
    connections: 0,
    manner: "whole",
    jobStatus: 0x8104,
    turn: undefined,
    onRead: undefined,
    granted: 240,
    greeting: "confirm",
    set: (area, bytes) => void areas.set(area, Buffer.from(bytes)),
    drop: (area) => void areas.delete(area),
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      plc.dropConnections();
      const stopping = server;
      server = undefined;
      if (stopping === undefined) return;
      stopping.close();
      await once(stopping, "close");
    },
    async start() {
      server = createServer(serve).listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    [Symbol.asyncDispose]: () => plc.stop(),
  };

  function serve(socket: Socket): void {
    plc.connections++;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    let buffered = Buffer.alloc(0);
    socket.on("data", (data) => {
      buffered = Buffer.concat([buffered, data]);
      while (buffered.length >= 4 && buffered.length >= buffered.readUInt16BE(2)) {
        const frame = buffered.subarray(0, buffered.readUInt16BE(2));
        buffered = buffered.subarray(frame.length);
        if (frame[5] === 0xe0) greet(socket, frame);
        else job(socket, frame.subarray(7));
      }
    });
  }

  function greet(socket: Socket, frame: Buffer): void {
    const tsap = (code: number): string => {
      const at = frame.indexOf(Buffer.from([code, 2]), 11);
      return frame.subarray(at + 2, at + 4).toString("hex");
    };
    (plc as { tsaps: readonly [string, string] }).tsaps = [tsap(0xc1), tsap(0xc2)];
    if (plc.greeting === "confirm") socket.write(tpkt(Buffer.from([6, 0xd0, 0, 1, 0, 2, 0])));
    else if (plc.greeting === "refuse") socket.write(tpkt(Buffer.from([6, 0x80, 0, 1, 0, 2, 0])));
    else if (plc.greeting === "close") socket.end();
    else if (plc.greeting === "garbage") socket.write(Buffer.from("SSH-2.0-OpenSSH_9.2\r\n"));
  }

  function job(socket: Socket, pdu: Buffer): void {
    const code = pdu[10] as number;
    plc.functions.add(code);
    if (code === 0xf0) {
      const parameters = Buffer.from(pdu.subarray(10, 18));
      parameters.writeUInt16BE(Math.min(plc.granted, pdu.readUInt16BE(16)), 6);
      socket.write(dataFrame(answerPdu(pdu, parameters, Buffer.alloc(0))));
      return;
    }
    plc.onRead?.();
    if (plc.turn !== undefined && plc.turn.after <= 0) {
      plc.manner = plc.turn.into;
      plc.turn = undefined;
    } else if (plc.turn !== undefined) plc.turn = { ...plc.turn, after: plc.turn.after - 1 };
    const asked: Asked[] = [];
    const items: Buffer[] = [];
    for (let i = 0, at = 12; i < (pdu[11] as number); i++, at += 12) items.push(item(pdu.subarray(at, at + 12), asked));
    plc.reads.push(asked);
    send(socket, pdu, items);
  }

  /** Return code, type of transport and length, then the data. */
  function item(spec: Buffer, asked: Asked[]): Buffer {
    const area = spec[8] as number;
    const isNumbered = area < 0x80;
    const from = isNumbered ? 2 * spec.readUIntBE(9, 3) : spec.readUIntBE(9, 3) / 8;
    const count = spec.readUInt16BE(4);
    const names: Readonly<Record<number, string>> = { 129: "I", 130: "Q", 131: "M", 28: "C", 29: "T" };
    const name = names[area] ?? `DB${spec.readUInt16BE(6)}`;
    asked.push(`${name} ${isNumbered ? from / 2 : from} ${count}`);
    const bytes = areas.get(name);
    const length = isNumbered ? 2 * count : count;
    if (bytes === undefined) return Buffer.from([0x0a, 0, 0, 0]);
    if (from + length > bytes.length) return Buffer.from([0x05, 0, 0, 0]);
    const header = Buffer.from([0xff, isNumbered ? 0x09 : 0x04, 0, 0]);
    header.writeUInt16BE(isNumbered ? length : 8 * length, 2);
    return Buffer.concat([header, bytes.subarray(from, from + length)]);
  }

  function send(socket: Socket, pdu: Buffer, items: readonly Buffer[]): void {
    const parameters = Buffer.from([4, items.length]);
    const right = answerPdu(pdu, parameters, joined(items));
    const frame = dataFrame(right);
    const cut = (item0: Buffer, by: number): Buffer => {
      const other = Buffer.concat([item0, Buffer.alloc(Math.max(0, by))]).subarray(0, item0.length + by);
      other.writeUInt16BE(8 * (other.length - 4), 2);
      return other;
    };
    const [first = Buffer.alloc(4), ...rest] = items;
    switch (plc.manner) {
      case "whole":
        socket.write(frame);
        break;
      case "pieces":
        for (let at = 0; at < right.length; at += 16)
          for (const byte of dataFrame(right.subarray(at, at + 16), at + 16 >= right.length))
            socket.write(Buffer.from([byte]));
        break;
      case "half":
        socket.write(frame.subarray(0, frame.length >> 1));
        break;
      case "silent":
        break;
      case "reset":
        socket.resetAndDestroy();
        break;
      case "wrong-reference": {
        const other = Buffer.from(right);
        other.writeUInt16BE((other.readUInt16BE(4) + 1) & 0xffff, 4);
        socket.write(dataFrame(other));
        break;
      }
      case "answer-twice":
        socket.write(Buffer.concat([frame, frame]));
        break;
      case "too-long":
        socket.write(dataFrame(answerPdu(pdu, parameters, Buffer.concat([joined(items), Buffer.alloc(plc.granted)]))));
        break;
      case "trailing-bytes":
        socket.write(dataFrame(Buffer.concat([right, Buffer.alloc(3)])));
        break;
      case "short-item":
        socket.write(dataFrame(answerPdu(pdu, parameters, joined([cut(first, -2), ...rest]))));
        break;
      case "long-item":
        socket.write(dataFrame(answerPdu(pdu, parameters, joined([cut(first, 2), ...rest]))));
        break;
      case "more-items":
        socket.write(dataFrame(answerPdu(pdu, Buffer.from([4, items.length + 1]), joined([...items, first]))));
        break;
      case "no-items":
        socket.write(dataFrame(answerPdu(pdu, Buffer.from([4, 0]), Buffer.alloc(0))));
        break;
      case "other-function":
        socket.write(dataFrame(answerPdu(pdu, Buffer.from([5, items.length]), joined(items))));
        break;
      case "endless-frames":
        for (let i = 0; i < 100; i++) socket.write(dataFrame(right.subarray(0, 20), false));
        break;
      case "garbage":
        socket.write(Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
        break;
      case "job-refused": {
        const refused = answerPdu(pdu, Buffer.alloc(0), Buffer.alloc(0));
        refused.writeUInt16BE(plc.jobStatus, 10);
        socket.write(dataFrame(refused));
      }
    }
  }

  await plc.start();
  return plc;
}

/** Items in an answer are filled up to an even length, except the last. */
function joined(items: readonly Buffer[]): Buffer {
  return Buffer.concat(
    items.flatMap((one, i) => (one.length % 2 === 1 && i < items.length - 1 ? [one, Buffer.alloc(1)] : [one])),
  );
}

function answerPdu(job: Buffer, parameters: Buffer, data: Buffer): Buffer {
  const header = Buffer.from([0x32, 3, 0, 0, job[4] as number, job[5] as number, 0, 0, 0, 0, 0, 0]);
  header.writeUInt16BE(parameters.length, 6);
  header.writeUInt16BE(data.length, 8);
  return Buffer.concat([header, parameters, data]);
}

function dataFrame(pdu: Buffer, isLast = true): Buffer {
  return tpkt(Buffer.concat([Buffer.from([2, 0xf0, isLast ? 0x80 : 0]), pdu]));
}

function tpkt(tpdu: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.from([3, 0, 0, 0]), tpdu]);
  frame.writeUInt16BE(frame.length, 2);
  return frame;
}

/**
 * Frames of ISO-on-TCP (RFC 1006, ISO 8073 class 0) and the two jobs of S7 communication that the edge sends: set-up
 * and read. There is no function that writes.
 */
import type { Area } from "./address.ts";

const JOB = 1;
const ACK = 2;
const ACK_DATA = 3;
const PROTOCOL = 0x32;
const SET_UP = 0xf0;
const READ = 0x04;
/** TPKT and the header of a data TPDU. */
export const ISO_HEADER = 7;
/** Of an answer with data; a job has two bytes less. */
const ANSWER_HEADER = 12;
const JOB_HEADER = 10;
/** Place of the PDU reference in a frame. */
const REFERENCE_AT = ISO_HEADER + 4;
const ITEM_BYTES = 12;
/** Header of the data of one item in an answer. */
export const ITEM_HEADER = 4;
/** Bytes of a read request before its items, and of its answer before theirs. */
export const READ_REQUEST = JOB_HEADER + 2;
export const READ_ANSWER = ANSWER_HEADER + 2;
/** Items that every controller takes in one request. */
export const MAX_ITEMS = 20;
export const REQUEST_ITEM = ITEM_BYTES;

/** Return code of an item that has data. */
export const ITEM_GOOD = 0xff;

/** The other side broke the protocol. */
export class Violation extends Error {}

/** The controller refused a whole job, with error class and code. */
export class JobRefused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`error ${status.toString(16).padStart(4, "0")}`);
    this.status = status;
  }
}

export interface ReadItem {
  readonly area: Area;
  readonly db: number;
  /** First byte, or number of the first timer or counter. */
  readonly from: number;
  /** Bytes, or number of timers or counters. */
  readonly count: number;
}

/** Connection request with TPDUs of 1,024 bytes. */
export function connectFrame({ local, remote }: { readonly local: number; readonly remote: number }): Buffer {
  const frame = Buffer.from([
    ...[3, 0, 0, 22, 17, 0xe0, 0, 0, 0, 1, 0],
    ...[0xc0, 1, 10],
    ...[0xc1, 2, local >> 8, local & 0xff],
    ...[0xc2, 2, remote >> 8, remote & 0xff],
  ]);
  return frame;
}

/** Asks for PDUs of this size and for one job at a time. */
export function setUpFrame(pduSize: number): Buffer {
  const frame = jobFrame(8);
  frame[ISO_HEADER + JOB_HEADER] = SET_UP;
  frame.writeUInt16BE(1, ISO_HEADER + JOB_HEADER + 2);
  frame.writeUInt16BE(1, ISO_HEADER + JOB_HEADER + 4);
  frame.writeUInt16BE(pduSize, ISO_HEADER + JOB_HEADER + 6);
  return frame;
}

export function readFrame(items: readonly ReadItem[]): Buffer {
  const frame = jobFrame(2 + ITEM_BYTES * items.length);
  let at = ISO_HEADER + JOB_HEADER;
  frame[at++] = READ;
  frame[at++] = items.length;
  for (const { area, db, from, count } of items) {
    const isNumbered = area < 0x80;
    frame.set([0x12, 0x0a, 0x10, isNumbered ? area : 0x02], at);
    frame.writeUInt16BE(count, at + 4);
    frame.writeUInt16BE(db, at + 6);
    frame[at + 8] = area;
    frame.writeUIntBE(isNumbered ? from : from * 8, at + 9, 3);
    at += ITEM_BYTES;
  }
  return frame;
}

/** Frame of a job without data; its parameters are still to be written. */
function jobFrame(parameters: number): Buffer {
  const frame = Buffer.alloc(ISO_HEADER + JOB_HEADER + parameters);
  frame.set([3, 0, 0, 0, 2, 0xf0, 0x80, PROTOCOL, JOB]);
  frame.writeUInt16BE(frame.length, 2);
  frame.writeUInt16BE(parameters, ISO_HEADER + 6);
  return frame;
}

export function setReference(frame: Buffer, reference: number): void {
  frame.writeUInt16BE(reference, REFERENCE_AT);
}

/** PDU size that the controller grants. Throws JobRefused, Violation. */
export function grantedSize(pdu: Buffer, reference: number, asked: number): number {
  checkHeader(pdu, reference, SET_UP);
  if (pdu.readUInt16BE(6) !== 8) throw new Violation("a set-up without PDU size");
  const granted = pdu.readUInt16BE(ANSWER_HEADER + 6);
  if (granted < READ_ANSWER + ITEM_HEADER + 16 || granted > asked)
    throw new Violation(`a PDU size of ${granted} where ${asked} was asked for`);
  return granted;
}

/**
 * Calls `take` with each item of an answer, in order: its return code, and where its data begin. `bytes`: how many
 * each asked for. Throws JobRefused, Violation; `take` is then not to be relied on.
 */
export function readAnswer(
  pdu: Buffer,
  reference: number,
  bytes: readonly number[],
  take: (index: number, code: number, from: number) => void,
): void {
  checkHeader(pdu, reference, READ);
  if (pdu.readUInt16BE(6) !== 2 || pdu[ANSWER_HEADER + 1] !== bytes.length)
    throw new Violation(`an answer with ${pdu[ANSWER_HEADER + 1]} items to a request for ${bytes.length}`);
  let at = READ_ANSWER;
  for (let i = 0; i < bytes.length; i++) {
    if (at + ITEM_HEADER > pdu.length) throw new Violation("an answer that ends within an item");
    const code = pdu[at] as number;
    if (code !== ITEM_GOOD) {
      take(i, code, at);
      at += ITEM_HEADER;
      continue;
    }
    const length = dataLength(pdu, at);
    if (length !== bytes[i]) throw new Violation(`an item of ${length} bytes instead of ${bytes[i]}`);
    if (at + ITEM_HEADER + length > pdu.length) throw new Violation("an answer that ends within an item");
    take(i, code, at + ITEM_HEADER);
    at += ITEM_HEADER + length + (i === bytes.length - 1 ? 0 : length & 1);
  }
  // Some controllers fill up the last item too.
  if (pdu.length - at > 1) throw new Violation(`${pdu.length - at} bytes behind the last item`);
}

/** Bytes of an item: some types of transport count bits. */
function dataLength(pdu: Buffer, at: number): number {
  const transport = pdu[at + 1] as number;
  const length = pdu.readUInt16BE(at + 2);
  return transport >= 3 && transport <= 5 ? (length + 7) >> 3 : length;
}

function checkHeader(pdu: Buffer, reference: number, job: number): void {
  const kind = pdu[1];
  if (pdu.length < ANSWER_HEADER || pdu[0] !== PROTOCOL || (kind !== ACK && kind !== ACK_DATA))
    throw new Violation("bytes that are no answer of S7 communication");
  if (pdu.readUInt16BE(4) !== reference)
    throw new Violation(`an answer to job ${pdu.readUInt16BE(4)} instead of ${reference}`);
  const status = pdu.readUInt16BE(10);
  if (status !== 0) throw new JobRefused(status);
  const parameters = pdu.readUInt16BE(6);
  if (ANSWER_HEADER + parameters + pdu.readUInt16BE(8) !== pdu.length || parameters < 2 || pdu[ANSWER_HEADER] !== job)
    throw new Violation("an answer of another length or job");
}

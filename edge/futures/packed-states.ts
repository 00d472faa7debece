/** The states of all futures of a forecast as one file: a line of JSON for each, compressed. */
import { promisify } from "node:util";
import { gunzip, gzipSync } from "node:zlib";
import type { FutureStates, PlayedFuture } from "../contracts/forecast/states.ts";
import type { RecordedPlant } from "./record-of-pieces.ts";

/** Of all lines: 21 futures have some 6 MB. */
const MOST_BYTES = 2 ** 26;
const unpacked = promisify(gunzip);

export function packStates(
  futures: readonly FutureStates[],
  { nodes = [] }: Pick<RecordedPlant["material"], "nodes">,
): Uint8Array<ArrayBuffer> {
  const nodeOf = (stop: string): string | null =>
    nodes.find(({ load, unload, stores }) => [load, unload, stores].some((places) => places.includes(stop)))?.node ??
    null;
  const lines = futures.map((future) => {
    const played: PlayedFuture = { ...future, nodes: future.stops.map(nodeOf) };
    // A typed array would be written as an object.
    return JSON.stringify(played, (_key, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Uint16Array) : value,
    );
  });
  return new Uint8Array(gzipSync(lines.join("\n")));
}

/** Undefined where there is no such future. Rejects for bytes that are no states. */
export async function unpackStates(bytes: Uint8Array, future: number): Promise<PlayedFuture | undefined> {
  const text = (await unpacked(bytes, { maxOutputLength: MOST_BYTES })).toString("utf8");
  const line = text.split("\n")[future];
  return line === undefined ? undefined : (JSON.parse(line) as PlayedFuture);
}

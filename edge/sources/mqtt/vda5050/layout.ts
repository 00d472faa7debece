import { readFile, stat } from "node:fs/promises";
import { EdgeError } from "../../../contracts/errors.ts";
import { parseJson } from "../json-text.ts";
import type { NodePosition } from "./messages.ts";

/** Largest layout file. Real ones have some thousand nodes, about 2 MB. */
const MAX_BYTES = 16 * 1024 * 1024;

/** One node of a layout. */
export interface LayoutNode extends NodePosition {
  readonly nodeId: string;
}

/**
 * Reads the nodes of a VDMA LIF file (Layout Interchange Format 1.0). Throws EdgeError `bad-config` naming file and
 * place.
 */
export async function readLayout(path: string): Promise<readonly LayoutNode[]> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES)
      throw new EdgeError(
        "bad-config",
        `the layout ${path} has ${size} bytes, above the limit of ${MAX_BYTES}; check the path`,
      );
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    throw new EdgeError("bad-config", `cannot read the layout ${path}; check the path`, { cause: error });
  }
  try {
    return layoutNodes(parseJson(bytes));
  } catch (error) {
    throw new EdgeError("bad-config", `the layout ${path} is not a VDMA LIF file`, { cause: error });
  }
}

/** Nodes of all layouts in the file. Throws TypeError with the path of the mistake. */
export function layoutNodes(lif: unknown): readonly LayoutNode[] {
  return list(lif, "layouts", "").flatMap((layout, n) =>
    list(layout, "nodes", `/layouts/${n}`).map((node, m) => {
      const place = `/layouts/${n}/nodes/${m}`;
      const position = member(node, "nodePosition");
      const mapId = member(node, "mapId");
      return {
        nodeId: text(member(node, "nodeId"), `${place}/nodeId`),
        x: real(member(position, "x"), `${place}/nodePosition/x`),
        y: real(member(position, "y"), `${place}/nodePosition/y`),
        ...(typeof mapId === "string" ? { mapId } : {}),
      };
    }),
  );
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function list(value: unknown, name: string, place: string): readonly unknown[] {
  const found = member(value, name);
  if (!Array.isArray(found)) throw new TypeError(`${place}/${name} is not a list`);
  return found;
}

function text(value: unknown, place: string): string {
  if (typeof value !== "string" || value === "") throw new TypeError(`${place} is not text`);
  return value;
}

function real(value: unknown, place: string): number {
  if (typeof value !== "number") throw new TypeError(`${place} is not a number`);
  return value;
}

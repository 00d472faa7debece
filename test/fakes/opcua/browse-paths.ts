/** Reads values by browse path, in calls small enough for the smallest server. */
import { AttributeIds, type ClientSession, makeBrowsePath } from "node-opcua";
import type { OpcuaBinding } from "../../../edge/sources/opcua/config.ts";
import { NAMESPACES, type Prefix } from "../../../simulators/speak/opcua/namespaces.ts";

/** Turns the prefixes of a browse path into the indices of this server. */
export async function indexed(session: ClientSession): Promise<(path: string) => string> {
  const { value } = (await session.read({ nodeId: "i=2255", attributeId: AttributeIds.Value })).value;
  return (path) =>
    path.replaceAll(
      /(\w+):/g,
      (_whole, prefix: string) => `${(value as string[]).indexOf(NAMESPACES[prefix as Prefix])}:`,
    );
}

const idsOf = (results: readonly { readonly targets?: readonly { readonly targetId: unknown }[] | null }[]) =>
  results.map((result) => ({ nodeId: String(result.targets?.[0]?.targetId ?? ""), attributeId: AttributeIds.Value }));

export async function nodesOf(session: ClientSession, paths: readonly string[]) {
  const results = [];
  for (let at = 0; at < paths.length; at += 100) {
    results.push(
      ...(await session.translateBrowsePath(
        paths.slice(at, at + 100).map((path) => makeBrowsePath("RootFolder", path)),
      )),
    );
  }
  return results;
}

/** Reads in calls that the smallest server takes. */
export async function valuesOf(session: ClientSession, results: Parameters<typeof idsOf>[0]) {
  const values = [];
  const ids = idsOf(results);
  for (let at = 0; at < ids.length; at += 100) values.push(...(await session.read(ids.slice(at, at + 100))));
  return values;
}

/** The part of a value that a binding selects. */
export function picked(value: unknown, { field, index }: OpcuaBinding): unknown {
  const of =
    field === undefined
      ? value
      : (value as Record<string, unknown> | null)?.[field.charAt(0).toLowerCase() + field.slice(1)];
  return index === undefined ? of : (of as unknown[] | null)?.[Number(index)];
}

/** Reads the units of a server's values, where the config leaves them to the server. Runs in the worker. */
import { AttributeIds, type ClientSession } from "node-opcua-client";
import { conversionOf } from "../../../contracts/plant/unit-conversion.ts";
import { type EngineeringUnits, ucumOf } from "../discovery/unit-codes.ts";
import { UA_NAMESPACE } from "../subscribe/browse-path.ts";
import type { Intake } from "../subscribe/intake.ts";
import type { PlannedItem } from "../subscribe/planned.ts";
import { type ResolvedItem, translate } from "../subscribe/resolve-paths.ts";
import type { LogLevel } from "./messages.ts";
import { inChunks } from "./server-limits.ts";
import type { Server } from "./set-up.ts";

type Answering = Pick<Server, "namespaces" | "limits"> & { readonly session: ClientSession };

/**
 * EngineeringUnits of each item, in order. They are a property of the variable, in namespace 0 or, for CNC and
 * MachineTool, in that of the model.
 */
export async function readEngineeringUnits(
  { session, ...server }: Answering,
  items: readonly ResolvedItem<Pick<PlannedItem, "path">>[],
): Promise<(EngineeringUnits | undefined)[]> {
  const paths = items.flatMap(({ item, nodeId }) =>
    [UA_NAMESPACE, item.path.at(-1)?.uri ?? UA_NAMESPACE].map((uri) => ({
      start: nodeId,
      path: [{ uri, name: "EngineeringUnits" }],
    })),
  );
  const nodes = await translate(session, paths, server);
  const known = nodes.flatMap((nodeId, at) =>
    typeof nodeId === "string" ? [] : [{ nodeId, item: Math.floor(at / 2) }],
  );
  const answers = await inChunks(known, server.limits.read, (chunk) =>
    session.read(chunk.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }))),
  );
  const units: (EngineeringUnits | undefined)[] = items.map(() => undefined);
  for (const [i, { item }] of known.entries()) units[item] ??= unitsOf(answers[i]?.value?.value);
  return units;
}

/**
 * Reads EngineeringUnits (OPC 10000-8, 5.6.3) of the items that need them and sets the conversions of their targets. A
 * unit that is absent, unknown or of another dimension leaves the target without numbers and is logged: a number in a
 * wrong unit is worse than none. Resolves with the items whose conversion has changed.
 */
export async function convertUnits(
  server: Server,
  items: readonly ResolvedItem[],
  intake: Intake,
  log: (level: LogLevel, text: string, fields: Readonly<Record<string, unknown>>) => void,
): Promise<readonly ResolvedItem[]> {
  const asking = items.filter(({ item }) => item.targets.some(({ unit }) => unit?.from === "server"));
  if (asking.length === 0) return [];
  const units = await readEngineeringUnits(server, asking);
  const changed = new Set<ResolvedItem>();
  for (const [at, resolved] of asking.entries()) {
    const { item } = resolved;
    const own = units[at];
    const from = own === undefined ? undefined : ucumOf(own);
    for (const { ref, unit } of item.targets) {
      if (unit?.from !== "server") continue;
      const conversion = from === undefined ? undefined : conversionOf(from, unit.to);
      if (conversion === undefined)
        log(
          "warn",
          "the server's unit cannot be converted; the tag has no numbers until fromUnit says what they are in",
          {
            path: item.text,
            server: from ?? (own === undefined ? "none" : own.symbol),
            wanted: unit.to,
          },
        );
      if (intake.convert(item, ref, conversion ?? "unknown")) changed.add(resolved);
    }
  }
  return [...changed];
}

function unitsOf(value: unknown): EngineeringUnits | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const { unitId, displayName } = value as { unitId?: number; displayName?: { text?: string | null } };
  return { unitId: unitId ?? -1, symbol: displayName?.text ?? "" };
}

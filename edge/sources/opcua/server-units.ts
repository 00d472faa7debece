/** What unit a server's values are in, where the config leaves that to the server. Runs in the worker. */
import { AttributeIds } from "node-opcua-client";
import { UA_NAMESPACE } from "./browse-path.ts";
import { ucumOf } from "./discovery/unit-codes.ts";
import type { Intake } from "./intake.ts";
import type { LogLevel } from "./messages.ts";
import { type ResolvedItem, translate } from "./resolve-paths.ts";
import { inChunks } from "./server-limits.ts";
import type { Server } from "./set-up.ts";
import { conversionOf } from "./unit-conversion.ts";

const ENGINEERING_UNITS = [{ uri: UA_NAMESPACE, name: "EngineeringUnits" }];

/**
 * Reads EngineeringUnits (OPC 10000-8, 5.6.3) of the items that ask for it and
 * gives their targets the conversion. A unit that is absent, unknown or measures
 * something else leaves the target without numbers and is named: a number in a
 * wrong unit is worse than none. Resolves with the items whose conversion is another one than before.
 */
export async function convertUnits(
  server: Server,
  items: readonly ResolvedItem[],
  intake: Intake,
  log: (level: LogLevel, text: string, fields: Readonly<Record<string, unknown>>) => void,
): Promise<readonly ResolvedItem[]> {
  const asking = items.filter(({ item }) => item.targets.some(({ unit }) => unit?.from === "server"));
  if (asking.length === 0) return [];
  const found = await translate(
    server.session,
    asking.map(({ nodeId }) => ({ start: nodeId, path: ENGINEERING_UNITS })),
    server,
  );
  const known = found.flatMap((nodeId, at) => (typeof nodeId === "string" ? [] : [{ nodeId, at }]));
  const answers = await inChunks(known, server.limits.read, (chunk) => server.session.read(chunk.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }))));
  const units = new Map(known.map(({ at }, i) => [at, unitOf(answers[i]?.value?.value)]));
  const changed = new Set<ResolvedItem>();
  for (const [at, resolved] of asking.entries()) {
    const { item } = resolved;
    const from = units.get(at);
    for (const { ref, unit } of item.targets) {
      if (unit?.from !== "server") continue;
      const conversion = from === undefined ? undefined : conversionOf(from, unit.to);
      if (conversion === undefined)
        log("warn", "the server's unit cannot be converted; the tag has no numbers until fromUnit says what they are in", { path: item.text, server: from ?? "none", wanted: unit.to });
      if (intake.convert(item, ref, conversion ?? "unknown")) changed.add(resolved);
    }
  }
  return [...changed];
}

function unitOf(value: unknown): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const { unitId, displayName } = value as { unitId?: number; displayName?: { text?: string | null } };
  return ucumOf({ unitId: unitId ?? -1, symbol: displayName?.text ?? "" });
}

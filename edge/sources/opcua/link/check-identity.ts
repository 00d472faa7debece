/** Checks whether the machine behind an address is the one in the config. Runs in the worker. */
import { AttributeIds, type ClientSession, NodeId } from "node-opcua-client";
import { translate } from "../subscribe/resolve-paths.ts";
import type { ConnectionPlan, LogLevel } from "./messages.ts";
import { inChunks, type OperationLimits } from "./server-limits.ts";

const DI_NAMESPACE = "http://opcfoundation.org/UA/DI/";
const PRODUCT_INSTANCE_URI = [
  { uri: DI_NAMESPACE, name: "Identification" },
  { uri: DI_NAMESPACE, name: "ProductInstanceUri" },
];

interface WrongMachine {
  readonly root: string;
  readonly expected: string;
  readonly found: string;
}

/** Machines whose `di:ProductInstanceUri` is not the configured asset uid. Machines without one are not checked. */
async function findWrongMachines(
  session: ClientSession,
  plan: Pick<ConnectionPlan, "roots">,
  server: {
    readonly roots: readonly (NodeId | string)[];
    readonly namespaces: readonly string[];
    readonly limits: OperationLimits;
  },
): Promise<WrongMachine[]> {
  const asked = plan.roots.flatMap((root, i) =>
    root.productInstanceUri === undefined
      ? []
      : [{ text: root.text, expected: root.productInstanceUri, start: server.roots[i] ?? "" }],
  );
  const nodes = await translate(
    session,
    asked.map(({ start }) => ({ start, path: PRODUCT_INSTANCE_URI })),
    server,
  );
  const known = asked.flatMap((root, i) => (nodes[i] instanceof NodeId ? [{ ...root, nodeId: nodes[i] }] : []));
  const answers = await inChunks(known, server.limits.read, (chunk) =>
    session.read(chunk.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }))),
  );
  return known.flatMap(({ text, expected }, i) => {
    const found: unknown = answers[i]?.value?.value;
    return typeof found === "string" && found !== "" && found !== expected ? [{ root: text, expected, found }] : [];
  });
}

/** Logs each machine that is not the config's. Never rejects. */
export async function nameWrongMachines(
  ...[session, plan, server, log]: [
    ...Parameters<typeof findWrongMachines>,
    log: (level: LogLevel, text: string, fields: Readonly<Record<string, unknown>>) => void,
  ]
): Promise<void> {
  try {
    for (const wrong of await findWrongMachines(session, plan, server))
      log("warn", "the machine says it is another one than the config's assetUid; check address and uid", { ...wrong });
  } catch (error) {
    log("debug", "ProductInstanceUri could not be read", { reason: String(error) });
  }
}

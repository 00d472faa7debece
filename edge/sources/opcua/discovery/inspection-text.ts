/** The result of a survey as text for a terminal. */
import type { OfferedEndpoint, Survey } from "./run-survey.ts";

/** Variables that a survey by command reads in detail. */
export const MAX_VARIABLES = 100_000;
const SHOWN = 30;

export function endpointsText(endpoint: string, endpoints: readonly OfferedEndpoint[]): string {
  const rows = endpoints.map(({ mode, policy, level, users, thumbprint }) => {
    const certificate = thumbprint === "" ? "" : `  certificate ${thumbprint}`;
    const security = `${mode.padEnd(17)} ${policy.padEnd(24)} level ${String(level).padEnd(4)}`;
    return `  ${security} users: ${users.join(", ")}${certificate}`;
  });
  return endpoints.length === 0 ? "" : `Endpoints of ${endpoint}:\n${rows.join("\n")}\n`;
}

export function foundText({ discovery, security, product }: Survey): string {
  const { assets, types, leftOut, nodes, objects, proposed, describing, walkMs, isCut, refused, beyond } = discovery;
  const tags = assets.reduce(
    (sum, asset) => sum + (types.find(({ name }) => name === asset.type)?.tags.length ?? 0),
    0,
  );
  const reasons = new Map<string, number>();
  const left = leftOut.filter(({ isPart }) => isPart !== true).length + beyond;
  for (const { reason } of leftOut) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const by = security.mode === "none" ? security.mode : `${security.mode} ${security.policy}`;
  const pace = `${(walkMs / 1000).toFixed(2)} s (${Math.round((nodes / walkMs) * 1000)} a second)`;
  return [
    `\n${product || "Server"}, read with ${by}: ${nodes} nodes in ${pace}.`,
    `  ${objects} objects, ${nodes - objects} variables and properties: ${proposed} proposed, ` +
      `${describing} describe others (units, ranges, texts), ${left} left out.`,
    `${assets.length} assets with ${tags} tags of ${types.length} types:`,
    ...assets
      .slice(0, SHOWN)
      .map(
        ({ label, type, root, models }) =>
          `  ${label.padEnd(20)} ${type.padEnd(20)} ${root}  ${models.join(", ") || "plain variables"}`,
      ),
    ...(assets.length > SHOWN ? [`  … and ${assets.length - SHOWN} more`] : []),
    ...[...reasons].map(([reason, count]) => `  left out ${count}: ${reason}`),
    ...(isCut ? ["  The walk stopped at its bound; there is more. Raise --max-nodes."] : []),
    ...(beyond > 0 ? [`  ${beyond} variables beyond the ${MAX_VARIABLES} that are read in detail`] : []),
    ...(refused > 0 ? [`  ${refused} nodes that the server refused to show`] : []),
    "",
  ].join("\n");
}

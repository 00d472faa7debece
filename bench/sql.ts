/** `npm run bench -- sql`: how long SQL takes, and what it costs those who do not ask. */
import { sqlFigures } from "./connectors/sql.ts";
import { sqlFlowFigures } from "./connectors/sql-flow.ts";
import type { Figures } from "./report.ts";

export async function benchSql(options: { readonly rounds: number }): Promise<Figures> {
  return [...(await sqlFigures(options)), ...(await sqlFlowFigures(options))];
}

/** `npm run bench -- connectors`: what machines and other systems cost the edge, a part for each of them. */
import { mtconnectFigures } from "./connectors/mtconnect.ts";
import { s7Figures } from "./connectors/s7.ts";
import { sqlFigures } from "./connectors/sql.ts";
import { unsFigures } from "./connectors/uns.ts";
import type { Figures } from "./report.ts";

/** One after the other: they would take cores from each other. */
const PARTS: readonly ((options: { readonly rounds: number }) => Promise<Figures>)[] = [
  s7Figures,
  unsFigures,
  sqlFigures,
  mtconnectFigures,
];

export async function benchConnectors(options: { readonly rounds: number }): Promise<Figures> {
  const figures: Figures[] = [];
  for (const part of PARTS) figures.push(await part(options));
  return figures.flat();
}

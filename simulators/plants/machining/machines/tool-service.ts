import type { CncState } from "./cnc-state.ts";

/** Duration of a tool change; a broken tool must be removed first. */
export const TOOL_CHANGE_S = 35;
export const BROKEN_TOOL_S = 420;
/** Scatter of the offsets of newly measured tools, mm. */
const OFFSET_MM = 0.0025;

/** Replaces the tools that are due and measures the new ones. */
export function replaceTools(cnc: CncState): void {
  const { around, random } = cnc.context;
  const { toolUnwatched } = cnc.condition;
  for (const tool of cnc.magazine.replace(toolUnwatched)) {
    cnc.toolsReplaced++;
    const reason = tool.broken ? "broken" : toolUnwatched ? "worn" : "planned";
    around.report({
      type: "tool-changed",
      timeMs: around.nowMs,
      station: cnc.id,
      tool: String(tool.spec.number),
      reason,
      lifeUsed: tool.used,
    });
  }
  cnc.offsetMm = OFFSET_MM * random.at(`offset ${cnc.toolsReplaced}`).normal();
  cnc.magazine.setter.measure();
  cnc.fluids.topUp();
}

/** The tool in the spindle breaks, if there is one. */
export function breakTool(cnc: CncState): boolean {
  cnc.condition.toolBroken = false;
  const tool = cnc.magazine.of(cnc.block.tool);
  if (tool === undefined) return false;
  tool.broken = true;
  reportBroken(cnc, true);
  return true;
}

/** Scraps the piece in the machine. */
export function scrapPiece(cnc: CncState, tools: readonly string[]): void {
  const { piece, operation, context } = cnc;
  if (piece === null) return;
  context.around.operations.complete(cnc.id, operation, piece, { verdict: "scrap", features: [], tools });
  context.around.scrap(piece);
  cnc.scrapped++;
  cnc.piece = null;
}

/** The control's message about a broken tool comes or goes. */
export function reportBroken(cnc: CncState, active: boolean): void {
  const { around } = cnc.context;
  const { tool } = cnc.block;
  around.report({
    type: "machine-message",
    timeMs: around.nowMs,
    station: cnc.id,
    code: "TOOL-BROKEN",
    severity: 700,
    active,
    text: { zh: `刀具 ${tool} 断裂`, en: `Tool ${tool} broken` },
  });
}

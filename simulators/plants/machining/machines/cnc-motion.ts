import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import type { CncAxis } from "./cnc-axis.ts";
import { type CncState, frictionOf } from "./cnc-state.ts";
import { cuttingForceN, cuttingPowerW, MC } from "./cutting.ts";

/** Share of the cutting force that pushes against one axis. */
const AXIS_SHARE = 0.45;

/** Cutting force relative to that of the usual brand and feed: the chip is thicker, its specific force smaller. */
function cutShare({ toolForce, programFeed }: Circumstance): number {
  return toolForce * programFeed ** (1 - MC);
}

/** Moves axes and spindle by the current block, `timeS` into the program; without a block they stand still. */
export function followBlock(cnc: CncState, timeS: number, dtS: number): void {
  const { block, spindle, condition, circumstance } = cnc;
  const { cut } = block;
  const friction = frictionOf(circumstance);
  spindle.friction = friction;
  const runs = cnc.phase === "cutting" && !cnc.isDown;
  const flankMm = cnc.tool?.flankMm ?? 0;
  if (runs) {
    const isOver = cnc.blockIndex >= cnc.program.blocks.length;
    const done =
      block.lengthMm === 0 || isOver ? 1 : block.move.distance(timeS - block.startS - block.dwellS) / block.lengthMm;
    const cutN = cut === null ? 0 : AXIS_SHARE * cuttingForceN(cut, flankMm) * cutShare(circumstance);
    for (let at = 0; at < cnc.axes.length; at++) {
      const axis = cnc.axes[at] as CncAxis;
      const from = block.from[at] as number;
      const to = block.to[at] as number;
      axis.follow(from + (to - from) * done, {
        dtS,
        targetPosition: to,
        cutN,
        playMm: condition.backlashMm.get(axis.name) ?? 0,
        friction,
      });
    }
  } else {
    for (const axis of cnc.axes) axis.rest(axis.position);
  }
  const warmRpm = cnc.phase === "warm-up" && !cnc.isDown ? cnc.warmUp.speedShare * spindle.rating.maxRpm : 0;
  spindle.commandedRpm = cnc.doorShare > 0 ? 0 : runs ? block.spindleRpm : warmRpm;
  spindle.cutW =
    runs && cut !== null && spindle.rpm > 0.5 * block.spindleRpm
      ? cuttingPowerW(cut, flankMm) * cutShare(circumstance)
      : 0;
  cnc.coolantOn = runs && block.spindleRpm > 0;
}

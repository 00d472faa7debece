import type { Vehicle } from "../../../kernel/contract.ts";
import { approach, wrap } from "../../../kernel/physics.ts";

export const BRAKING_M_S2 = 0.8;
const TURN_RAD_S = 1.1;
const TURN_RAD_S2 = 2.2;

type Motion = Pick<Vehicle, "pose" | "velocity">;

/** A step of a vehicle that brakes and, once it stands still, turns by `turn` on the spot. */
export function turnOrStop({ pose, velocity }: Motion, turn: number, dtS: number): Motion {
  const vx = approach(velocity.vx, 0, 2 * BRAKING_M_S2 * dtS);
  let omega = 0;
  if (vx === 0 && turn !== 0) {
    const wanted =
      Math.min(TURN_RAD_S, Math.sqrt(2 * TURN_RAD_S2 * Math.abs(turn)), Math.abs(turn) / dtS) * Math.sign(turn);
    omega = approach(velocity.omega, wanted, TURN_RAD_S2 * dtS);
    omega = Math.abs(wanted) < Math.abs(omega) ? wanted : omega;
  }
  const { x, y, theta } = pose;
  return {
    velocity: { vx, vy: 0, omega },
    pose: {
      x: x + vx * Math.cos(theta) * dtS,
      y: y + vx * Math.sin(theta) * dtS,
      theta: wrap(theta + omega * dtS),
    },
  };
}

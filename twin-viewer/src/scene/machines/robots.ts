import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";

interface Proportions {
  /** Thickness of the links as a share of the robot's height. */
  readonly thick: number;
  readonly pedestal: number;
  /** Joints of a cobot are round all over; a robot's arms are boxes. */
  readonly isRound: boolean;
}

/**
 * A six-axis arm after the usual layout of OPC 40010-1 examples: 1 turns the
 * base, 2 and 3 lift, 4 rolls the forearm, 5 bends the wrist, 6 turns the
 * flange. At all zeros the arm is stretched upwards; positive angles of 2, 3
 * and 5 lean forward.
 */
function arm(size: Size, { thick, pedestal, isRound }: Proportions): Figure {
  const s = new Sketch(size);
  const h = size.z;
  const t = thick * h;
  const quarter = Math.PI / 2;
  s.box([0, 0, 0.04 * h], [size.x, size.y, 0.08 * h], "base");
  s.cylinder([0, 0, (0.08 + pedestal / 2) * h], [1.9 * t, pedestal * h], "shade");
  const turn = (
    parent: number,
    at: readonly [number, number, number],
    axis: "x" | "y" | "z",
    role: `joint-${1 | 2 | 3 | 4 | 5 | 6}`,
  ) => s.joint(parent, at, { motion: "turn", axis, role, scale: 1, reach: 7 });
  const one = turn(0, [0, 0, (0.08 + pedestal) * h], "z", "joint-1");
  s.on(one).cylinder([0, 0, 0.06 * h], [1.7 * t, 0.12 * h], "body");
  s.box([0.05 * h, 0, 0.15 * h], [1.5 * t, 1.5 * t, 0.14 * h], "body");
  const two = turn(one, [0.08 * h, 0, 0.2 * h], "y", "joint-2");
  s.on(two).cylinder([0, 0, 0], [1.35 * t, 1.9 * t], "shade", { turn: ["x", quarter] });
  const upper = 0.42 * h;
  if (isRound) s.cylinder([0, 0, upper / 2], [0.85 * t, upper], "body");
  else s.box([0, 0, upper / 2], [0.95 * t, 0.8 * t, upper], "body");
  const three = turn(two, [0, 0, upper], "y", "joint-3");
  s.on(three).cylinder([0, 0, 0], [1.2 * t, 1.6 * t], "shade", { turn: ["x", quarter] });
  s.box([0.02 * h, 0, -0.05 * h], [1.0 * t, 1.1 * t, 0.9 * t], "body");
  const four = turn(three, [0.03 * h, 0, 0.06 * h], "z", "joint-4");
  const fore = 0.34 * h;
  if (isRound) s.on(four).cylinder([0, 0, fore / 2], [0.75 * t, fore], "body");
  else s.on(four).box([0, 0, fore / 2], [0.68 * t, 0.68 * t, fore], "body");
  const five = turn(four, [0, 0, fore], "y", "joint-5");
  s.on(five).cylinder([0, 0, 0], [0.8 * t, 0.85 * t], "shade", { turn: ["x", quarter] });
  s.box([0, 0, 0.05 * h], [0.5 * t, 0.5 * t, 0.1 * h], "body");
  const six = turn(five, [0, 0, 0.1 * h], "z", "joint-6");
  s.on(six).cylinder([0, 0, 0.015 * h], [0.6 * t, 0.03 * h], "dark");
  s.box([0, 0, 0.055 * h], [0.22 * t, 0.8 * t, 0.05 * h], "dark");
  s.box([0, 0.3 * t, 0.11 * h], [0.2 * t, 0.14 * t, 0.07 * h], "dark");
  s.box([0, -0.3 * t, 0.11 * h], [0.2 * t, 0.14 * t, 0.07 * h], "dark");
  return s.done({ top: 1.05 * h });
}

/** A floor-mounted industrial robot. */
export function robot(size: Size): Figure {
  return arm({ ...size, z: size.z * 1.15 }, { thick: 0.155, pedestal: 0.12, isRound: false });
}

/** A collaborative robot on a stand at table height. */
export function cobot(size: Size): Figure {
  return arm({ ...size, z: size.z * 1.25 }, { thick: 0.12, pedestal: 0.34, isRound: true });
}

/**
 * A SCARA: two links that turn in a plane, and a quill that turns and plunges. Joint 3 is the stroke, as most
 * controllers report it.
 */
export function scara(size: Size): Figure {
  const s = new Sketch(size);
  const h = size.z;
  const reach = size.x;
  s.box([-0.3 * reach, 0, 0.05 * h], [0.5 * reach, 0.8 * size.y, 0.1 * h], "base");
  s.cylinder([-0.3 * reach, 0, 0.4 * h], [0.26 * reach, 0.6 * h], "shade");
  const one = s.joint(0, [-0.3 * reach, 0, 0.74 * h], {
    motion: "turn",
    axis: "z",
    role: "joint-1",
    scale: 1,
    reach: 7,
  });
  s.on(one).cylinder([0, 0, 0], [0.26 * reach, 0.12 * h], "body");
  s.box([0.2 * reach, 0, 0.02 * h], [0.44 * reach, 0.2 * reach, 0.1 * h], "body");
  const two = s.joint(one, [0.4 * reach, 0, 0.1 * h], {
    motion: "turn",
    axis: "z",
    role: "joint-2",
    scale: 1,
    reach: 7,
  });
  s.on(two).cylinder([0, 0, 0], [0.24 * reach, 0.12 * h], "shade");
  s.box([0.17 * reach, 0, 0.03 * h], [0.36 * reach, 0.18 * reach, 0.16 * h], "body");
  s.box([0.05 * reach, 0, 0.16 * h], [0.14 * reach, 0.14 * reach, 0.12 * h], "bright");
  const stroke = s.joint(two, [0.34 * reach, 0, -0.1 * h], {
    motion: "slide",
    axis: "z",
    role: "joint-3",
    scale: 1,
    reach: 0.3 * h,
  });
  const turn = s.joint(stroke, [0, 0, 0], { motion: "turn", axis: "z", role: "joint-4", scale: 1, reach: 7 });
  s.on(turn).cylinder([0, 0, 0], [0.07 * reach, 0.5 * h], "dark");
  s.box([0, 0, -0.26 * h], [0.16 * reach, 0.05 * reach, 0.04 * h], "dark");
  return s.done({ top: 1.1 * h });
}

import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { type Figure, Sketch } from "../figure.ts";

const QUARTER = Math.PI / 2;

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
  s.box([0, 0, 0.02 * h], [size.x, size.y, 0.04 * h], "base");
  s.cylinder([0, 0, 0.06 * h], [2.5 * t, 0.04 * h], "base");
  s.cone([0, 0, (0.08 + pedestal / 2) * h], [2.3 * t, pedestal * h], "body");
  s.as({ isFine: true });
  for (const i of [-1, 1])
    for (const j of [-1, 1]) s.cylinder([i * 0.43 * size.x, j * 0.43 * size.y, 0.045 * h], [0.05, 0.02], "steel");
  s.box([-1.1 * t, 0, (0.08 + pedestal * 0.4) * h], [0.5 * t, 0.9 * t, 0.6 * t], "dark");
  s.as();
  const turn = (
    parent: number,
    at: readonly [number, number, number],
    axis: "x" | "y" | "z",
    role: `joint-${1 | 2 | 3 | 4 | 5 | 6}`,
  ) => s.joint(parent, at, { motion: "turn", axis, role, scale: 1, reach: 7 });
  const one = turn(0, [0, 0, (0.08 + pedestal) * h], "z", "joint-1");
  s.on(one).cylinder([0, 0, 0.03 * h], [1.9 * t, 0.06 * h], "dark");
  s.cylinder([0, 0, 0.1 * h], [1.7 * t, 0.09 * h], "body");
  s.box([0.05 * h, 0, 0.17 * h], [1.3 * t, 1.2 * t, 0.12 * h], "body");
  s.cylinder([-0.5 * t, 0, 0.2 * h], [0.7 * t, 0.1 * h], "dark");
  const two = turn(one, [0.08 * h, 0, 0.2 * h], "y", "joint-2");
  s.on(two);
  hub(s, 1.35 * t, 1.7 * t);
  const upper = 0.42 * h;
  if (isRound) s.cylinder([0, 0, upper / 2], [0.85 * t, upper], "body");
  else {
    s.box([0, 0, upper / 2], [0.72 * t, 0.8 * t, upper], "body");
    s.box([0, 0, 0.18 * upper], [1.05 * t, 0.84 * t, 0.4 * upper], "body");
    s.as({ isFine: true });
    s.box([0.365 * t, 0, 0.6 * upper], [0.02 * t, 0.4 * t, 0.5 * upper], "shade");
    s.cylinder([-0.42 * t, 0.2 * t, 0.55 * upper], [0.16 * t, 0.9 * upper], "rubber");
    s.as();
  }
  const three = turn(two, [0, 0, upper], "y", "joint-3");
  s.on(three);
  hub(s, 1.2 * t, 1.4 * t);
  s.box([0.02 * h, 0, 0.01 * h], [1.0 * t, 0.95 * t, 0.9 * t], "body");
  s.cylinder([-0.55 * t, 0, 0.02 * h], [0.6 * t, 0.5 * t], "dark", { turn: ["y", quarter] });
  const four = turn(three, [0.03 * h, 0, 0.06 * h], "z", "joint-4");
  const fore = 0.34 * h;
  s.on(four).cylinder([0, 0, 0.06 * fore], [0.86 * t, 0.14 * fore], "shade");
  if (isRound) s.cylinder([0, 0, fore / 2], [0.75 * t, fore], "body");
  else {
    s.cone([0, 0, 0.52 * fore], [0.8 * t, 0.9 * fore], "body");
    s.box([0, 0, 0.8 * fore], [0.5 * t, 0.62 * t, 0.36 * fore], "body");
  }
  const five = turn(four, [0, 0, fore], "y", "joint-5");
  s.on(five);
  hub(s, 0.66 * t, 0.8 * t);
  s.box([0, 0, 0.05 * h], [0.5 * t, 0.5 * t, 0.08 * h], "body");
  const six = turn(five, [0, 0, 0.1 * h], "z", "joint-6");
  s.on(six).cylinder([0, 0, 0], [0.55 * t, 0.03 * h], "steel");
  gripper(s, t, h);
  return s.done({ top: 1.05 * h });
}

/** A joint's round cover across the arm, with a ring and a cap at each end. */
function hub(s: Sketch, diameter: number, width: number): void {
  const turn = ["x", QUARTER] as const;
  s.cylinder([0, 0, 0], [diameter, width], "shade", { turn });
  s.as({ isFine: true });
  for (const side of [-1, 1]) {
    s.cylinder([0, side * 0.51 * width, 0], [0.8 * diameter, 0.06 * width], "dark", { turn });
    s.cylinder([0, side * 0.55 * width, 0], [0.4 * diameter, 0.04 * width], "steel", { turn });
  }
  s.as();
}

/** Two parallel jaws, and the piece between them while one is reported. */
function gripper(s: Sketch, t: number, h: number): void {
  s.box([0, 0, 0.035 * h], [0.44 * t, 0.8 * t, 0.04 * h], "dark");
  s.as({ isFine: true });
  s.cylinder([0, 0, 0.018 * h], [0.62 * t, 0.008 * h], "dark");
  s.box([0, 0, 0.058 * h], [0.2 * t, 0.9 * t, 0.012 * h], "steel");
  s.cylinder([0.24 * t, 0.1 * t, 0.03 * h], [0.06 * t, 0.08 * h], "rubber");
  s.as();
  s.box([0, 0, 0.1 * h], [0.5 * t, 0.44 * t, 0.09 * h], "piece", { whenStage: [1, 4] });
  s.box([0, 0.3 * t, 0.1 * h], [0.2 * t, 0.12 * t, 0.08 * h], "steel");
  s.box([0, -0.3 * t, 0.1 * h], [0.2 * t, 0.12 * t, 0.08 * h], "steel");
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
  s.as({ isFine: true });
  for (const i of [-0.5, -0.1])
    for (const j of [-0.3, 0.3]) s.cylinder([i * reach, j * size.y, 0.11 * h], [0.05, 0.02 * h], "steel");
  for (const up of [0.13, 0.67]) s.cylinder([-0.3 * reach, 0, up * h], [0.3 * reach, 0.03 * h], "dark");
  s.box([-0.45 * reach, 0, 0.3 * h], [0.04 * reach, 0.16 * reach, 0.2 * h], "dark");
  for (const plug of [-0.05, 0.05])
    s.cylinder([-0.49 * reach, plug * reach, 0.3 * h], [0.05 * reach, 0.06 * reach], "steel", { turn: ["y", QUARTER] });
  s.as();
  const one = s.joint(0, [-0.3 * reach, 0, 0.74 * h], {
    motion: "turn",
    axis: "z",
    role: "joint-1",
    scale: 1,
    reach: 7,
  });
  s.on(one).cylinder([0, 0, 0], [0.26 * reach, 0.12 * h], "body");
  s.box([0.2 * reach, 0, 0.02 * h], [0.44 * reach, 0.2 * reach, 0.1 * h], "body");
  s.as({ isFine: true });
  s.cylinder([0, 0, 0.066 * h], [0.2 * reach, 0.02 * h], "dark");
  s.box([0.2 * reach, 0, 0.072 * h], [0.3 * reach, 0.12 * reach, 0.008 * h], "bright");
  for (const side of [-1, 1])
    s.box([0.2 * reach, side * 0.102 * reach, 0.02 * h], [0.3 * reach, 0.008 * reach, 0.05 * h], "shade");
  s.as();
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
  s.as({ isFine: true });
  s.cylinder([0.05 * reach, 0, 0.225 * h], [0.1 * reach, 0.02 * h], "dark");
  s.cylinder([-0.02 * reach, 0, 0.26 * h], [0.06 * reach, 0.1 * h], "rubber");
  s.cylinder([-0.16 * reach, 0, 0.31 * h], [0.06 * reach, 0.3 * reach], "rubber", { turn: ["y", QUARTER] });
  s.box([0.2 * reach, 0, 0.114 * h], [0.24 * reach, 0.12 * reach, 0.008 * h], "shade");
  s.cylinder([0.34 * reach, 0, 0.12 * h], [0.1 * reach, 0.03 * h], "dark");
  s.cylinder([0.34 * reach, 0, -0.055 * h], [0.12 * reach, 0.03 * h], "dark");
  for (const side of [-1, 1])
    s.box([0.17 * reach, side * 0.092 * reach, 0.03 * h], [0.26 * reach, 0.008 * reach, 0.06 * h], "shade");
  s.as();
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

/** How far apart two colours look, also to people without one kind of cone. */

type Matrix = readonly (readonly number[])[];

/** Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB. */
const MATRICES = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopic: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopic: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopic: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Readonly<Record<string, Matrix>>;

type Vision = keyof typeof MATRICES;
export const VISIONS = Object.keys(MATRICES) as readonly Vision[];

/** CIE76 difference of two colours `#rrggbb`. */
export function differenceSeen(one: string, other: string, vision: Vision): number {
  const [a, b] = [labOf(one, MATRICES[vision]), labOf(other, MATRICES[vision])];
  return Math.hypot(...a.map((value, i) => value - (b[i] as number)));
}

function labOf(colour: string, matrix: Matrix): readonly number[] {
  const rgb = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  const [r, g, b] = matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, factor, i) => sum + factor * (rgb[i] as number), 0),
      ),
    ),
  ) as [number, number, number];
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function linear(share: number): number {
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function root(share: number): number {
  return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
}

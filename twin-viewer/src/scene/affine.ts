/**
 * Affine transforms as twelve numbers, row by row: `m00 m01 m02 tx m10 … tz`, the layout that instances have on the
 * GPU. Plain functions on columns: a plant with two hundred robots works out thousands of them for each picture.
 */
export const AFFINE = 12;

type Numbers = Float64Array | Float32Array;

/** out[o…] = a[i…] · b[j…]. `out` must differ from both. */
export function multiply(out: Numbers, o: number, a: Numbers, i: number, b: Numbers, j: number): void {
  for (let row = 0; row < AFFINE; row += 4) {
    const x = a[i + row] as number;
    const y = a[i + row + 1] as number;
    const z = a[i + row + 2] as number;
    out[o + row] = x * (b[j] as number) + y * (b[j + 4] as number) + z * (b[j + 8] as number);
    out[o + row + 1] = x * (b[j + 1] as number) + y * (b[j + 5] as number) + z * (b[j + 9] as number);
    out[o + row + 2] = x * (b[j + 2] as number) + y * (b[j + 6] as number) + z * (b[j + 10] as number);
    out[o + row + 3] =
      x * (b[j + 3] as number) + y * (b[j + 7] as number) + z * (b[j + 11] as number) + (a[i + row + 3] as number);
  }
}

/** A turn about one axis (0 x, 1 y, 2 z) by `angle` radians, then a move to `x, y, z`. */
export function turned(
  out: Numbers,
  o: number,
  { axis, angle, x, y, z }: { axis: number; angle: number; x: number; y: number; z: number },
): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  out.fill(0, o, o + AFFINE);
  out[o] = axis === 0 ? 1 : cos;
  out[o + 5] = axis === 1 ? 1 : cos;
  out[o + 10] = axis === 2 ? 1 : cos;
  if (axis === 0) {
    out[o + 6] = -sin;
    out[o + 9] = sin;
  } else if (axis === 1) {
    out[o + 2] = sin;
    out[o + 8] = -sin;
  } else {
    out[o + 1] = -sin;
    out[o + 4] = sin;
  }
  out[o + 3] = x;
  out[o + 7] = y;
  out[o + 11] = z;
}

/** A move without a turn. */
export function moved(out: Numbers, o: number, x: number, y: number, z: number): void {
  upright(out, o, { cos: 1, sin: 0, x, y, z });
}

/** A turn about z, by its cosine and sine, then a move. */
export function upright(
  out: Numbers,
  o: number,
  { cos, sin, x, y, z }: { cos: number; sin: number; x: number; y: number; z: number },
): void {
  out[o] = cos;
  out[o + 1] = -sin;
  out[o + 2] = 0;
  out[o + 3] = x;
  out[o + 4] = sin;
  out[o + 5] = cos;
  out[o + 6] = 0;
  out[o + 7] = y;
  out[o + 8] = 0;
  out[o + 9] = 0;
  out[o + 10] = 1;
  out[o + 11] = z;
}

/** Moves a transform along its own axes, in place. */
export function shift(out: Numbers, o: number, x: number, y: number, z: number): void {
  for (let row = o; row < o + AFFINE; row += 4)
    out[row + 3] =
      (out[row + 3] as number) + x * (out[row] as number) + y * (out[row + 1] as number) + z * (out[row + 2] as number);
}

/** A turn by `angle` radians about a unit vector (Rodrigues). */
export function turnedAbout(
  out: Numbers,
  o: number,
  [x, y, z]: readonly [number, number, number],
  angle: number,
): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const rest = 1 - cos;
  out[o] = cos + x * x * rest;
  out[o + 1] = x * y * rest - z * sin;
  out[o + 2] = x * z * rest + y * sin;
  out[o + 3] = 0;
  out[o + 4] = y * x * rest + z * sin;
  out[o + 5] = cos + y * y * rest;
  out[o + 6] = y * z * rest - x * sin;
  out[o + 7] = 0;
  out[o + 8] = z * x * rest - y * sin;
  out[o + 9] = z * y * rest + x * sin;
  out[o + 10] = cos + z * z * rest;
  out[o + 11] = 0;
}

/** Scales the three columns in place: the scaling applies first. */
export function scaled(out: Numbers, o: number, [x, y, z]: readonly [number, number, number]): void {
  for (let row = 0; row < AFFINE; row += 4) {
    out[o + row] = (out[o + row] as number) * x;
    out[o + row + 1] = (out[o + row + 1] as number) * y;
    out[o + row + 2] = (out[o + row + 2] as number) * z;
  }
}

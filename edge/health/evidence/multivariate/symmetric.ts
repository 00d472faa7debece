/** Linear algebra on small symmetric matrices, stored row by row in one array. */

/** Sweeps after which Jacobi rotations have converged for every matrix of this size in practice. */
const SWEEPS = 30;
const CONVERGED = 1e-24;

/**
 * Solves A X = B in place for a symmetric, positive definite A (n × n) and several right sides (B is n × columns), by
 * Cholesky's factors. A becomes its lower factor, B the solution.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, n: number, columns: number): void {
  factor(a, n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(b, i, k, a[i * n + k] as number, columns);
    divideRow(b, i, a[i * n + i] as number, columns);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(b, i, k, a[k * n + i] as number, columns);
    divideRow(b, i, a[i * n + i] as number, columns);
  }
}

function factor(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++)
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (a[i * n + k] as number) * (a[j * n + k] as number);
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / (a[j * n + j] as number);
    }
}

function subtractRow(b: Float64Array, to: number, from: number, times: number, columns: number): void {
  for (let c = 0; c < columns; c++) {
    const at = to * columns + c;
    b[at] = (b[at] as number) - times * (b[from * columns + c] as number);
  }
}

function divideRow(b: Float64Array, row: number, by: number, columns: number): void {
  for (let c = 0; c < columns; c++) b[row * columns + c] = (b[row * columns + c] as number) / by;
}

/** Eigenvalues in falling order; row k of `vectors` is the unit vector of value k. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Eigenvalues and vectors of a symmetric matrix (n × n, overwritten) by cyclic Jacobi rotations. */
export function eigenSymmetric(a: Float64Array, n: number): Eigen {
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, n) > CONVERGED; sweep++)
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => (a[j * n + j] as number) - (a[i * n + i] as number) || i - j,
  );
  const vectors = new Float64Array(n * n);
  for (const [to, from] of order.entries()) vectors.set(v.subarray(from * n, from * n + n), to * n);
  return { values: Float64Array.from(order, (i) => a[i * n + i] as number), vectors };
}

/** Share of the squares that lie off the diagonal. */
function offDiagonal(a: Float64Array, n: number): number {
  let off = 0;
  let all = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const square = (a[i * n + j] as number) ** 2;
      all += square;
      if (i !== j) off += square;
    }
  return all === 0 ? 0 : off / all;
}

/** Rotates axes p and q so that their off-diagonal element vanishes. Vectors are the rows of `v`. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q] as number;
  if (apq === 0) return;
  const theta = ((a[q * n + q] as number) - (a[p * n + p] as number)) / (2 * apq);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, cosine, sine);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, cosine, sine);
  for (let k = 0; k < n; k++) turn(v, p * n + k, q * n + k, cosine, sine);
}

function turn(a: Float64Array, at: number, to: number, cosine: number, sine: number): void {
  const x = a[at] as number;
  const y = a[to] as number;
  a[at] = cosine * x - sine * y;
  a[to] = sine * x + cosine * y;
}

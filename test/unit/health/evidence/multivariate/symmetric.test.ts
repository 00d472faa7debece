import { expect, it } from "vitest";
import { squaresSurprise } from "../../../../../edge/health/evidence/multivariate/surprise.ts";
import { eigenSymmetric, solveSymmetric } from "../../../../../edge/health/evidence/multivariate/symmetric.ts";
import { randomOf } from "../../../../run/seed.ts";

const N = 12;

/** A random symmetric, positive definite matrix. */
function matrix(name: string): Float64Array {
  const random = randomOf(name);
  const root = Float64Array.from({ length: N * N }, () => random() - 0.5);
  return Float64Array.from({ length: N * N }, (_, at) => {
    const i = Math.floor(at / N);
    const j = at % N;
    let sum = i === j ? 0.1 : 0;
    for (let k = 0; k < N; k++) sum += (root[i * N + k] as number) * (root[j * N + k] as number);
    return sum;
  });
}

it("eigenvectors of a symmetric matrix are orthonormal, sorted, and rebuild it", () => {
  const a = matrix("eigen");
  const { values, vectors } = eigenSymmetric(a.slice(), N);
  expect([...values].sort((x, y) => y - x)).toEqual([...values]);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) {
      let product = 0;
      let rebuilt = 0;
      for (let k = 0; k < N; k++) {
        product += (vectors[i * N + k] as number) * (vectors[j * N + k] as number);
        rebuilt += (values[k] as number) * (vectors[k * N + i] as number) * (vectors[k * N + j] as number);
      }
      expect(product).toBeCloseTo(i === j ? 1 : 0, 6);
      expect(rebuilt).toBeCloseTo(a[i * N + j] as number, 6);
    }
});

it("solves symmetric equations for several right sides", () => {
  const a = matrix("solve");
  const random = randomOf("sides");
  const b = Float64Array.from({ length: N * 2 }, () => random());
  const x = b.slice();
  solveSymmetric(a.slice(), x, N, 2);
  for (let i = 0; i < N; i++)
    for (let c = 0; c < 2; c++) {
      let sum = 0;
      for (let k = 0; k < N; k++) sum += (a[i * N + k] as number) * (x[k * 2 + c] as number);
      expect(sum).toBeCloseTo(b[i * 2 + c] as number, 8);
    }
});

it("surprise is the logarithm of the tail of a chi-square value", () => {
  // Chi-square with 10 degrees: median 9.342, upper tails 0.1 at 15.987, 0.001 at 29.588, 1e-6 at 47.5.
  const root = Math.cbrt(10) * (1 - 2 / 90);
  const spread = Math.cbrt(10) * Math.sqrt(2 / 90);
  const of = (value: number): number => squaresSurprise(value, root, spread);
  expect(of(9.342)).toBeCloseTo(0.301, 2);
  expect(of(15.987)).toBeCloseTo(1, 1);
  expect(of(29.588)).toBeCloseTo(3, 1);
  expect(of(2)).toBeLessThan(0.01);
  expect(of(0)).toBeGreaterThanOrEqual(0);
});

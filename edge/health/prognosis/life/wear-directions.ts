const ROUNDS = 200;

/**
 * The directions in which units wear: principal components of the sensors' drifts, the strongest first. A sum over many
 * sensors has less noise than any of them, and units with another fault drift along another direction.
 *
 * @param drifts a column for each sensor
 * @returns for each direction the weight of each sensor, a unit vector whose largest weight is positive
 */
export function wearDirections(drifts: readonly Float32Array[], count: number): readonly Float64Array[] {
  const size = drifts.length;
  const covariance = covarianceOf(drifts);
  return Array.from({ length: Math.min(count, size) }, () => {
    const direction = leading(covariance, size);
    const spread = product(covariance, direction, size).reduce(
      (sum, value, at) => sum + value * (direction[at] as number),
      0,
    );
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        covariance[row * size + column] =
          (covariance[row * size + column] as number) -
          spread * (direction[row] as number) * (direction[column] as number);
    return direction;
  });
}

function covarianceOf(columns: readonly Float32Array[]): Float64Array {
  const size = columns.length;
  const rows = columns[0]?.length ?? 0;
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / rows);
  const covariance = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      const [one, other] = [columns[a] as Float32Array, columns[b] as Float32Array];
      const [meanOne, meanOther] = [means[a] as number, means[b] as number];
      let sum = 0;
      for (let row = 0; row < rows; row++)
        sum += ((one[row] as number) - meanOne) * ((other[row] as number) - meanOther);
      covariance[a * size + b] = sum / rows;
      covariance[b * size + a] = sum / rows;
    }
  return covariance;
}

/** Leading eigenvector by power iteration. */
function leading(matrix: Float64Array, size: number): Float64Array {
  // Without any symmetry among the sensors, so that it is not orthogonal to a direction by accident.
  let vector = Float64Array.from({ length: size }, (_, at) => 1 / (1 + at));
  for (let round = 0; round < ROUNDS; round++) {
    const next = product(matrix, vector, size);
    const length = Math.hypot(...next);
    if (length < 1e-12) break;
    vector = next.map((value) => value / length);
  }
  const length = Math.hypot(...vector);
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return vector.map((value) => (value / length) * (largest < 0 ? -1 : 1));
}

function product(matrix: Float64Array, vector: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      result[row] = (result[row] as number) + (matrix[row * size + column] as number) * (vector[column] as number);
  return result;
}

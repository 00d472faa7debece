/** Arithmetic of small dense matrices, by rows. */
export type Matrix = readonly Float64Array[];

export function times(matrix: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => row.reduce((sum, value, at) => sum + value * (vector[at] as number), 0));
}

/**
 * Inverse of a symmetric positive definite matrix; undefined if it is not one. Rows and columns are scaled to a
 * diagonal of ones first, because counts of small and large meters lie many powers of ten apart.
 */
export function inverse(matrix: Matrix): Matrix | undefined {
  const size = matrix.length;
  const scales = Float64Array.from(matrix, (row, at) => 1 / Math.sqrt(row[at] as number));
  if (!scales.every(Number.isFinite)) return undefined;
  const work = matrix.map((row, at) => {
    const line = new Float64Array(2 * size);
    for (let to = 0; to < size; to++) line[to] = (row[to] as number) * (scales[at] as number) * (scales[to] as number);
    line[size + at] = 1;
    return line;
  });
  for (const [at, line] of work.entries()) {
    const pivot = line[at] as number;
    if (!(pivot > 1e-14)) return undefined;
    for (let to = at; to < 2 * size; to++) line[to] = (line[to] as number) / pivot;
    for (const [other, row] of work.entries()) {
      const factor = other === at ? 0 : (row[at] as number);
      if (factor === 0) continue;
      for (let to = at; to < 2 * size; to++) row[to] = (row[to] as number) - factor * (line[to] as number);
    }
  }
  return work.map((line, at) =>
    Float64Array.from(
      { length: size },
      (_, to) => (line[size + to] as number) * (scales[at] as number) * (scales[to] as number),
    ),
  );
}

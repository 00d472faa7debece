import { type TreeColumns, TreeModel } from "./tree-model.ts";

/**
 * A model of trees in JSON: columns as base64 of little-endian numbers, so that no bit is lost and the file stays
 * small.
 */
export interface TreeFile {
  readonly base: number;
  readonly columns: Readonly<Record<TreeColumnName, string>>;
}

const MAKERS = {
  roots: Int32Array,
  feature: Int32Array,
  threshold: Float64Array,
  left: Int32Array,
  right: Int32Array,
  splitValue: Float64Array,
  leafValue: Float64Array,
} as const;
type TreeColumnName = keyof typeof MAKERS;
const NAMES = Object.keys(MAKERS) as TreeColumnName[];

export function treesToFile({ columns }: TreeModel): TreeFile {
  const packed = NAMES.map((name) => {
    const { buffer, byteOffset, byteLength } = columns[name];
    return [name, Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString("base64")] as const;
  });
  return { base: columns.base, columns: Object.fromEntries(packed) as TreeFile["columns"] };
}

/**
 * @param features number of features that the model receives
 * @throws RangeError for columns that do not form trees on so many features: following them could leave the columns or
 *   never end
 */
export function treesFromFile({ base, columns }: TreeFile, features: number): TreeModel {
  const unpacked = Object.fromEntries(
    NAMES.map((name) => {
      const bytes = Buffer.from(columns[name], "base64");
      const Maker = MAKERS[name];
      const copy = new Uint8Array(bytes.length - (bytes.length % Maker.BYTES_PER_ELEMENT));
      copy.set(bytes.subarray(0, copy.length));
      return [name, new Maker(copy.buffer)] as const;
    }),
  ) as unknown as Omit<TreeColumns, "base">;
  const trees = { base, ...unpacked };
  if (!isWhole(trees, features)) throw new RangeError("the columns of its trees do not fit together");
  return new TreeModel(trees);
}

/**
 * Whether every path leads forward to a leaf: a split's children come later in the columns, as training writes them.
 */
function isWhole(
  { base, roots, feature, threshold, left, right, splitValue, leafValue }: TreeColumns,
  features: number,
) {
  const splits = feature.length;
  const isSame = [threshold, left, right, splitValue].every(({ length }) => length === splits);
  const leads = (child: number, from: number): boolean =>
    child >= 0 ? child > from && child < splits : ~child < leafValue.length;
  return (
    Number.isFinite(base) &&
    isSame &&
    roots.every((root) => leads(root, -1)) &&
    feature.every(
      (by, at) => by >= 0 && by < features && leads(left[at] as number, at) && leads(right[at] as number, at),
    )
  );
}

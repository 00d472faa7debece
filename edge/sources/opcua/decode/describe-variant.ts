/** Describes a value in messages about values that do not fit their tag. */
import { DataType, type Variant, VariantArrayType } from "node-opcua-client";
import { MAX_ARRAY_ELEMENTS } from "../limits.ts";
import { dimensionsOf } from "./value-path.ts";

export type SentVariant = Pick<Variant, "dataType" | "arrayType" | "value"> & { readonly dimensions?: number[] | null };

/** Type and size of what the server sent; for arrays also the remedy (rules K10 and K11 in docs/rules/kinds.md). */
export function describeVariant(variant: SentVariant): string {
  const type = DataType[variant.dataType];
  if (variant.arrayType === VariantArrayType.Scalar) return type;
  const dimensions = dimensionsOf(variant);
  if (dimensions.length > 1) {
    const advice =
      `name its element by \`index\` with ${dimensions.length} numbers, ` +
      "or make the tag `type: waveform` with the `index` of one row";
    return `${type} matrix of ${dimensions.join(" x ")}; ${advice}`;
  }
  const advice =
    (dimensions[0] ?? 0) > MAX_ARRAY_ELEMENTS
      ? "make the tag `type: waveform`, or name one element by `index`"
      : "name its element by `index`";
  return `${type} array of ${dimensions[0]}; ${advice}`;
}

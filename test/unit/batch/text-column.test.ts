import fc from "fast-check";
import { expect, it } from "vitest";
import { textAt, textColumn } from "../../../edge/batch/text-column.ts";

it("[PA9] texts come back from their column, in any script, and nothing beyond the last one", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
      const column = structuredClone(textColumn(texts));
      expect(texts.map((_, at) => textAt(column, at))).toEqual(texts);
      expect(textAt(column, texts.length)).toBe("");
    }),
  );
});

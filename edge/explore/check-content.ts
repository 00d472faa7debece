import { EdgeError } from "../contracts/errors.ts";
import type { AskedSave } from "../contracts/explore/record.ts";
import { writtenTime } from "../contracts/path/written-time.ts";
import type { TagTable } from "../contracts/plant/tag.ts";
import { expressionProblems } from "./expressions.ts";
import { ExpressionRefused } from "./refused.ts";

/**
 * Refuses what nobody could draw or find later: an expression that cannot be computed, an end before its beginning.
 * Throws EdgeError `bad-request`.
 */
export function checkContent(tags: Pick<TagTable, "find">, { content }: AskedSave): void {
  const expression =
    "expression" in content ? content.expression : "rule" in content ? content.rule.expression : undefined;
  const problems = expression === undefined ? [] : expressionProblems(tags, expression);
  if (problems.length > 0) throw new ExpressionRefused(problems);
  const spans = "text" in content ? [content] : "span" in content ? [content.span, ...content.compare] : [];
  for (const span of spans)
    if ("from" in span && !(writtenTime(span.from) <= writtenTime(span.to)))
      throw new EdgeError("bad-request", "from and to must be times, and from must not be after to");
}

import type { FastifyInstance } from "fastify";
import { EdgeError } from "../../contracts/errors.ts";

/** Maximum nesting of a body: our requests nest far less, and deep nesting uses up the parser's stack. */
const MAX_DEPTH = 32;
/** Maximum members of a list or an object: a body of commas would need fifty times its size in memory. */
const MAX_MEMBERS = 100_000;

/** A string, closed or not, or a structural character of JSON. */
const SHAPE = /"(?:[^"\\]|\\.)*"?|[[\]{},]/gs;

/**
 * Why a body is not worth parsing; undefined when it is. Looks only at brackets and commas outside strings, so it is
 * safe before parsing.
 */
export function tooMuch(json: string): string | undefined {
  /** For each open bracket the number of its members so far. */
  const members: number[] = [];
  for (const [mark] of json.matchAll(SHAPE)) {
    if (mark === "[" || mark === "{") {
      if (members.push(0) > MAX_DEPTH) return `the body nests deeper than ${MAX_DEPTH} levels`;
    } else if (mark === "]" || mark === "}") members.pop();
    else if (mark === "," && members.length > 0) {
      const over = (members.pop() as number) + 1;
      if (over >= MAX_MEMBERS) return `the body has a list of more than ${MAX_MEMBERS} members`;
      members.push(over);
    }
  }
  return undefined;
}

/**
 * Takes JSON bodies only. `text/plain` goes: a browser sends it across origins
 * without asking first. `__proto__` and `constructor` as keys are refused.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    const refusal = tooMuch(body);
    if (body === "") done(null, {});
    else if (refusal !== undefined) done(new EdgeError("bad-request", refusal));
    else void parse(request, body, done);
  });
  // A POST without a body means one without fields.
  app.addHook("preValidation", async (request) => {
    if (request.method === "POST" && request.body === undefined) request.body = {};
  });
}

import type { FastifyInstance } from "fastify";
import { EdgeError } from "../contracts/errors.ts";

/** Bodies nest at most this deep: nothing of ours comes near, and deep nesting costs the reader stack. */
const MAX_DEPTH = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** True when arrays and objects nest deeper than `limit`. Looks at brackets outside strings only, so it is safe before parsing. */
export function nestsDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i++;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) inString = true;
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > limit) return true;
    } else if (c === 0x7d || c === 0x5d) depth--;
  }
  return false;
}

/**
 * Takes JSON bodies only. `text/plain` goes: a browser sends it across origins
 * without asking first. `__proto__` and `constructor` as keys are refused.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") {
      done(null, {});
    } else if (nestsDeeperThan(body, MAX_DEPTH)) {
      done(new EdgeError("bad-request", `the body nests deeper than ${MAX_DEPTH} levels`));
    } else {
      void parse(request, body, done);
    }
  });
  // A POST without a body means one without fields.
  app.addHook("preValidation", async (request) => {
    if (request.method === "POST" && request.body === undefined) request.body = {};
  });
}

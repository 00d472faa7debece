import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The accessibility checker, to be evaluated once in a page. */
export const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/**
 * Breaches of WCAG 2.2 A and AA that axe finds on the page in its present state, in words. Frames are pages of their
 * own: axe cannot talk to a report's, which is sandboxed.
 */
export const RUN_AXE = `axe
  .run(document, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  .then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ': ' + nodes.slice(0, 3).map((node) => node.html + ' ' + node.failureSummary).join(' | ')))`;

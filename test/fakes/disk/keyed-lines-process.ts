/**
 * Puts growing numbers under a few keys into the file of its first argument, and prints each that is confirmed, until
 * it is killed. Each value is long, so that the file is rewritten again and again.
 */
import { KeyedLines } from "../../../edge/store/keyed-lines.ts";

const KEYS = 4;
const FILL = "x".repeat(20_000);

const lines = await KeyedLines.open(process.argv[2] as string, {
  format: "test/1",
  read: (value) => value as { readonly n: number },
});
const before = Math.max(0, ...[...lines.values()].map(({ n }) => n));
for (let n = before + 1; ; n++) {
  const key = `key-${n % KEYS}`;
  await lines.put(key, { n, fill: FILL } as { readonly n: number });
  // Written synchronously: a printed number was confirmed, whatever happens next.
  process.stdout.write(`${key} ${n}\n`);
}

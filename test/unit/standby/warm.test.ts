/** What a box that stands by has loaded before it takes over. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const CLI = join(import.meta.dirname, "../../../edge/cli");

it("[SB24] what a start loads late is loaded while a box stands by", () => {
  const script = `
    import { registerHooks } from "node:module";
    await import(${JSON.stringify(join(CLI, "run-edge.ts"))});
    const { warmUp } = await import(${JSON.stringify(join(CLI, "process/box-warm.ts"))});
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    await warmUp();
    const before = loaded.length;
    await import(${JSON.stringify(join(CLI, "../alerts/open-live-rules.ts"))});
    await import(${JSON.stringify(join(CLI, "../notify/open-notifier.ts"))});
    process.stdout.write(JSON.stringify([before > 0, loaded.slice(before)]));
  `;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(JSON.parse(said)).toEqual([true, []]);
});

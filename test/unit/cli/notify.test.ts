import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { notifyCommand } from "../../../edge/cli/notify.ts";
import { parseOptions } from "../../../edge/cli/options.ts";
import { openMailSink } from "../../fakes/alerts/mail-sink.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-notify-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...words: string[]): Promise<{ code: number; said: string }> {
  let said = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((piece) => {
    said += String(piece);
    return true;
  });
  try {
    return { code: await notifyCommand.run(parseOptions(words), new AbortController().signal), said };
  } finally {
    spy.mockRestore();
  }
}

it("[N22] gemba notify try sends a test through each channel without a running edge, and names failures", async () => {
  await using sink = await openMailSink();
  const mail = (port: number): string =>
    `{ host: 127.0.0.1, port: ${port}, security: insecure, from: gemba@plant.example, to: [ann@plant.example] }`;
  writeFileSync(
    join(folder, "gemba.yaml"),
    `gemba: 1
site: { enterprise: acme, id: p1, name: { zh: 一厂, en: Plant 1 }, timeZone: Europe/Berlin, currency: EUR, shifts: [] }
floor: { width: 20, depth: 10 }
notify:
  channels: [{ id: crew, kind: email, mail: ${mail(sink.port)} }, { id: nobody, kind: email, mail: ${mail(1)} }]
`,
  );
  expect(await run("try", folder, "crew")).toEqual({
    code: 0,
    said: "crew (email, 127.0.0.1 → 1): the test message was taken. It sends alarms of priority 1, 2\n",
  });
  expect(sink.mails).toHaveLength(1);
  expect(sink.mails[0]).toContain("This channel works");
  const all = await run("try", folder);
  expect(all.code).toBe(1);
  expect(all.said).toMatch(/crew .* was taken[\s\S]*nobody .*: not sent\. \S/);
  await expect(run("try", folder, "other")).rejects.toThrow("there is no channel other; the config has crew, nobody");
  await expect(run("try")).rejects.toThrow("gemba notify try CONFIG");
});

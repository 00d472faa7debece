import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

describe("[S27] a release", () => {
  it("builds reproducibly", () => {
    const folder = mkdtempSync(join(tmpdir(), "gemba-pack-"));
    const packed = () => {
      const out = execFileSync(
        "npm",
        ["pack", "--json", "--silent", "--ignore-scripts", "--pack-destination", folder],
        {
          cwd: root,
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
          maxBuffer: 64 << 20,
        },
      );
      return (JSON.parse(out) as readonly { readonly integrity: string; readonly entryCount: number }[])[0];
    };
    try {
      const first = packed();
      expect(first?.entryCount).toBeGreaterThan(1_000);
      expect(packed()?.integrity).toBe(first?.integrity);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

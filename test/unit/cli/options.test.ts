import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PACKAGE_DIR, parseOptions } from "../../../edge/cli/options.ts";

afterEach(() => vi.unstubAllEnvs());

describe("options", () => {
  it("the defaults are the demo plant on loopback port 8080", () => {
    const options = parseOptions([]);
    expect(options).toMatchObject({
      port: 8080,
      host: "127.0.0.1",
      scenario: "demo",
      seed: 1,
      logLevel: "info",
      config: join(PACKAGE_DIR, "config", "demo"),
    });
  });

  it("relative paths start at the folder where npm was called", () => {
    vi.stubEnv("INIT_CWD", "/somewhere/else");
    expect(parseOptions(["--data-dir", "plant-data", "--config", "my/gemba.yaml"])).toMatchObject({
      dataDir: "/somewhere/else/plant-data",
      config: "/somewhere/else/my/gemba.yaml",
    });
  });

  it("TLS files of a broker, and how a table for spreadsheets is written", () => {
    expect(parseOptions(["--ca", "ca.pem"]).tls).toEqual({ ca: "ca.pem", cert: undefined, key: undefined });
    expect(parseOptions([])).toMatchObject({ tags: [], csv: { language: "en", separator: "comma", bom: true } });
    const given = ["--tag", "urn:a#x", "--tag", "urn:a#y", "--language", "zh", "--separator", "semicolon", "--no-bom"];
    expect(parseOptions(given)).toMatchObject({
      tags: ["urn:a#x", "urn:a#y"],
      csv: { language: "zh", separator: "semicolon", bom: false },
    });
  });

  it.each(["127.0.0.1", "127.8.8.8", "localhost", "::1"])("%s is this machine", (host) => {
    expect(parseOptions(["--host", host]).host).toBe(host);
  });

  it.each([
    [["--port", "http"], /--port is a whole number/],
    [["--port", "65536"], /65535/],
    [["--seed", "1.5"], /--seed/],
    [["--log-level", "loud"], /--log-level is one of/],
    [["--colour"], /--help/],
  ])("%j is refused with the correct form", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});

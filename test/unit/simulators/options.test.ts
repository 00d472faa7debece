import { expect, it } from "vitest";
import { readOptions } from "../../../simulators/options.ts";
import { UsageError } from "../../../simulators/usage.ts";

it("takes ports from the command line, else the environment, else the defaults", () => {
  expect(readOptions([], {})?.ports).toEqual({
    turning: 48_401,
    milling: 48_402,
    robots: 48_406,
    process: 48_403,
    assembly: 48_404,
    utilities: 48_405,
  });
  expect(readOptions([], { GEMBA_SIM_MILLING: "5002" })?.ports.milling).toBe(5002);
  expect(readOptions(["--opcua-ports", "1,2,3,4,5,6"], { GEMBA_SIM_MILLING: "5002" })?.ports.milling).toBe(2);
  expect(readOptions([], { GEMBA_MQTT: "1884" })?.mqttUrl).toBe("mqtt://127.0.0.1:1884");
});

it("resolves the data folder against the working directory", () => {
  expect(readOptions(["--data-dir", "here"], { INIT_CWD: "/home/me" })?.dataDir).toBe("/home/me/here");
});

it.each([
  [["--scenario", "worse"], "simulators/scenarios"],
  [["--seed", "x"], "whole number"],
  [["--opcua-ports", "1,2"], "turning,milling,robots,process,assembly,utilities"],
  [["--opcua-ports", "1,2,3,4,5,99999"], "1 to 65535"],
  [["--mqtt", "nowhere"], "mqtt://127.0.0.1:1883"],
  [["--log-level", "loud"], "silent"],
  [["--unknown"], "--unknown"],
])("refuses %j with a remedy", (args, hint) => {
  expect(() => readOptions(args, {})).toThrow(UsageError);
  expect(() => readOptions(args, {})).toThrow(hint);
});

import { expect, it } from "vitest";
import { inNetworks, isLoopback, isLoopbackHost } from "../../../edge/observe/networks.ts";

it("an address is in a network of its family, as IPv4 written in IPv6 and with a zone too", () => {
  const isIn = inNetworks(["10.9.0.0/16", "127.0.0.1", "fd00::/8", "fe80::/10"]);
  for (const address of ["10.9.3.4", "::ffff:10.9.3.4", "127.0.0.1", "fd12::1", "fe80::1%eth0"])
    expect(isIn(address), address).toBe(true);
  for (const address of ["10.10.0.1", "127.0.0.2", "fe00::1", "", "plc", "10.9.3", "10.9.3.4.5"])
    expect(isIn(address), address).toBe(false);
});

it("what is no network is given back and permits nothing", () => {
  const refused: string[] = [];
  const isIn = inNetworks(["plc", "10.0.0.0/33", "::1/200", "", "10.0.0.0/8"], (network) => refused.push(network));
  expect(refused).toEqual(["plc", "10.0.0.0/33", "::1/200", ""]);
  expect([isIn("10.1.1.1"), isIn("11.1.1.1")]).toEqual([true, false]);
  expect(inNetworks(["0.0.0.0/x"])("1.2.3.4")).toBe(false);
});

it("loopback is the whole of 127/8 and ::1, of hosts also localhost", () => {
  for (const address of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
    expect([isLoopback(address), isLoopbackHost(address)], address).toEqual([true, true]);
  for (const address of ["128.0.0.1", "::2", "127.0.0.1.evil.example", "127.0.0.999", "0.0.0.0", ""])
    expect([isLoopback(address), isLoopbackHost(address)], address).toEqual([false, false]);
  expect([isLoopback("localhost"), isLoopbackHost("localhost")]).toEqual([false, true]);
});

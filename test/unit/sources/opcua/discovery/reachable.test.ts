import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { pinned } from "../../../../../edge/sources/opcua/discovery/pinned.ts";
import { openAddress } from "../../../../../edge/sources/open-address.ts";

it.each([
  "opc.tcp://169.254.169.254:4840",
  "opc.tcp://[fe80::1]:4840",
  "opc.tcp://[::ffff:169.254.169.254]:4840",
  "opc.tcp://[::ffff:a9fe:a9fe]:4840",
  "opc.tcp://[::169.254.169.254]:4840",
  "opc.tcp://[64:ff9b::169.254.169.254]:4840",
  "opc.tcp://[2002:a9fe:a9fe::]:4840",
  "opc.tcp://[fd00:ec2::254]:4840",
  "opc.tcp://[ff02::1]:4840",
  "opc.tcp://[::]:4840",
  "opc.tcp://0.0.0.0:4840",
  "opc.tcp://0:4840",
  "opc.tcp://2852039166:4840",
  "opc.tcp://0xa9fea9fe:4840",
  "opc.tcp://0xA9.0xFE.0xA9.0xFE:4840",
  "opc.tcp://0251.0376.0251.0376:4840",
  "opc.tcp://169.254.43518:4840",
  "opc.tcp://%31%36%39.254.169.254:4840",
  "opc.tcp://１６９.254.169.254:4840",
  "opc.tcp://169。254。169。254:4840",
  "opc.tcp://100.100.100.200:4840",
  "opc.tcp://224.0.0.1:4840",
  "opc.tcp://255.255.255.255:4840",
])("[S18] row 17: %s is refused", async (endpoint) => {
  await expect(pinned(endpoint, { resolve: () => Promise.reject(new Error("asked")) })).rejects.toMatchObject({
    code: "forbidden",
  });
});

it("[S18] row 17: a name that resolves to a refused address is refused, even beside a permitted one", async () => {
  for (const addresses of [
    ["169.254.169.254"],
    ["10.0.0.1", "169.254.169.254"],
    ["10.0.0.1", "fe80::1"],
    ["::ffff:169.254.169.254"],
  ])
    await expect(pinned("opc.tcp://metadata.example:4840", { resolve: async () => addresses })).rejects.toMatchObject({
      code: "forbidden",
    });
});

it("[S18] row 17: the connection uses the checked address, whatever the name resolves to later", async () => {
  const answers = [["10.0.0.1"], ["169.254.169.254"]];
  let asked = 0;
  expect(await pinned("opc.tcp://plc.example:4840/path?x=1", { resolve: async () => answers[asked++] ?? [] })).toBe(
    "opc.tcp://10.0.0.1:4840/path?x=1",
  );
  expect(asked).toBe(1);
});

it.each([
  ["opc.tcp://8.8.8.8:4840", ["8.8.8.8"]],
  ["opc.tcp://[::ffff:8.8.8.8]:4840", ["::ffff:8.8.8.8"]],
  ["opc.tcp://[2001:4860:4860::8888]:4840", ["2001:4860:4860::8888"]],
  ["opc.tcp://plc.example:4840", ["8.8.8.8"]],
  // One public address beside a private one: the name is rebound.
  ["opc.tcp://plc.example:4840", ["10.0.0.1", "8.8.8.8"]],
  ["opc.tcp://172.32.0.1:4840", ["172.32.0.1"]],
])("[CE10] %s at %j is in no network of the plant and is refused", async (endpoint, addresses) => {
  const asked: string[] = [];
  const isOpen = async (address: string) => asked.push(address) > 0;
  await expect(pinned(endpoint, { resolve: async () => addresses, isOpen })).rejects.toThrow(
    /api\.discovery\.networks/,
  );
  expect(asked).toEqual([]);
});

it("[CE10] networks of the config decide; refused addresses stay so, and a text that is none adds none", async () => {
  const networks = ["203.0.113.7", "2001:db8::/32", "169.254.0.0/16", ":::/8"];
  const at = (endpoint: string) => pinned(endpoint, { networks });
  expect(await at("opc.tcp://203.0.113.7")).toBe("opc.tcp://203.0.113.7:4840");
  expect(await at("opc.tcp://[2001:db8::5]")).toBe("opc.tcp://[2001:db8::5]:4840");
  await expect(at("opc.tcp://10.0.0.1")).rejects.toMatchObject({ code: "forbidden" });
  await expect(at("opc.tcp://169.254.169.254")).rejects.toThrow("belongs to no machine");
});

it.each([
  ["opc.tcp://127.0.0.1:48401", "opc.tcp://127.0.0.1:48401"],
  ["opc.tcp://192.168.1.10", "opc.tcp://192.168.1.10:4840"],
  ["opc.tcp://[fd12::7]:80/UA", "opc.tcp://[fd12::7]:80/UA"],
  ["opc.tcp://PLC:4840", "opc.tcp://10.1.2.3:4840"],
])("[S18] %s is connected to as %s: plants have their servers on private addresses", async (endpoint, expected) => {
  expect(await pinned(endpoint, { resolve: async () => ["10.1.2.3"] })).toBe(expected);
});

it("a name without an address is reported", async () => {
  await expect(
    pinned("opc.tcp://gone.example:4840", { resolve: () => Promise.reject(new Error("ENOTFOUND")) }),
  ).rejects.toThrow(/No address is known for gone\.example/);
  await expect(pinned("opc.tcp://:4840")).rejects.toMatchObject({ code: "bad-request" });
});

it("a silent name server is reported in the same way, in time", async () => {
  const never = () => new Promise<readonly string[]>(() => undefined);
  await expect(pinned("opc.tcp://plc.example:4840", { resolve: never, withinMs: 1 })).rejects.toThrow(
    /No address is known for plc\.example/,
  );
});

it.each([
  [["fd12::7", "10.0.0.1", "10.0.0.2"], ["10.0.0.2", "fd12::7"], "10.0.0.2"],
  [["fd12::7", "10.0.0.1"], ["fd12::7"], "[fd12::7]"],
  [["fd12::7", "10.0.0.1"], [], "10.0.0.1"],
])("the first of %j that accepts a connection is used", async (addresses, open, expected) => {
  const isOpen = async (address: string, port: number) =>
    port === 4840 && (open as readonly string[]).includes(address);
  expect(await pinned("opc.tcp://plc.example", { resolve: async () => addresses, isOpen })).toBe(
    `opc.tcp://${expected}:4840`,
  );
});

it("whether an address accepts connections is checked over TCP", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await openAddress(["127.0.0.2", "127.0.0.1"], port)).toBe("127.0.0.1");
  await new Promise((resolve) => server.close(resolve));
  expect(await openAddress(["127.0.0.2", "127.0.0.1"], port)).toBe("127.0.0.2");
});

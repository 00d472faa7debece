/**
 * Listens on the NATS server to what edges and hub say, where a test cannot reach it. Argument: address of the server.
 * Prints a line for each message: `up`, `live`, `down` or `hello`, its bytes, position before which it says something.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { readHead } from "../../../edge/fleet/wire/frame.ts";
import { readDownward } from "../../../edge/fleet/wire/greeting.ts";

const [server = ""] = process.argv.slice(2);
let link: NatsConnection | undefined;
while (link === undefined)
  link = await connect({ servers: server, maxReconnectAttempts: -1, reconnectTimeWait: 100 }).catch(async () => {
    await sleep(100);
    return undefined;
  });
link.subscribe("gemba.>", {
  callback: (_, { subject, data }) => {
    const kind = subject.split(".")[1];
    const said = readDownward(data);
    const position = kind === "hello" ? 0 : kind === "down" && said?.kind === "mark" ? said.head : readHead(data)?.to;
    if (position !== undefined) process.stdout.write(`${kind} ${data.length} ${position}\n`);
  },
});
await link.closed();

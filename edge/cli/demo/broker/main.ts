/** The demo broker as a process of its own: `node edge/cli/demo/broker/main.ts --port N --host ADDRESS`. */
import { parseArgs } from "node:util";
import { startBroker } from "./broker.ts";

/** The process is killed when it does not end by itself within this time. */
const STOP_WITHIN_MS = 1_200;

process.on("uncaughtException", (error) => {
  process.stderr.write(`broker: ended by an uncaught error: ${error.stack ?? error.message}\n`);
  process.exit(1);
});

try {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "18830" }, host: { type: "string", default: "127.0.0.1" } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port; give a number from 0 to 65535`);
  const broker = await startBroker({ host: values.host, port });
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    void broker.close().then(() => process.exit(0));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("disconnect", stop);
  // The parent may be gone by now: then "disconnect" ends this process, and the failed send does not matter.
  process.send?.({ kind: "ready", port: broker.port }, () => undefined);
} catch (error) {
  const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `broker: ${isTaken ? "another program listens on its port; end it, or choose another with --port" : reason}\n`,
  );
  process.exit(1);
}

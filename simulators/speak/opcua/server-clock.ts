import { type OPCUAServer, type UAVariable, VariableIds } from "node-opcua";

interface Timed {
  readonly responseHeader: { timestamp: Date };
  readonly notificationMessage?: { publishTime: Date };
}

/** The part of the library's ServerStatus with times. */
interface StatusVariable extends UAVariable {
  $extensionObject: { startTime: Date; currentTime: Date };
}

/**
 * Sets a server's clock apart from this machine's: in its responses, its publish times and its ServerStatus. The
 * writers of its values set their times.
 */
export function setServerClock(server: OPCUAServer, offsetMs: () => number): void {
  server.on("response", (response) => {
    const { responseHeader, notificationMessage } = response as unknown as Timed;
    responseHeader.timestamp = new Date(Date.now() + offsetMs());
    if (notificationMessage !== undefined)
      notificationMessage.publishTime = new Date(notificationMessage.publishTime.getTime() + offsetMs());
  });
  const status = server.engine.addressSpace?.findNode(`i=${VariableIds.Server_ServerStatus}`) as StatusVariable;
  // The library computes CurrentTime when it is read.
  status.$extensionObject = new Proxy(status.$extensionObject, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      return (name === "currentTime" || name === "startTime") && value instanceof Date
        ? new Date(value.getTime() + offsetMs())
        : value;
    },
  });
}

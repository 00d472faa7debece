import { type OPCUAServer, ServiceFault, StatusCodes } from "node-opcua";

type Handler = (
  message: { request: { requestHeader: { requestHandle: number } } },
  channel: { send_response(type: string, response: ServiceFault, message: unknown): void },
) => void;

/** Answers a service, such as `TransferSubscriptions`, as a server that does not have it. */
export function refuse(server: OPCUAServer, service: string): void {
  const handlers = server as unknown as Record<string, Handler>;
  handlers[`_on_${service}Request`] = (message, channel) => {
    const { requestHandle } = message.request.requestHeader;
    channel.send_response(
      "MSG",
      new ServiceFault({
        responseHeader: { requestHandle, timestamp: new Date(), serviceResult: StatusCodes.BadServiceUnsupported },
      }),
      message,
    );
  };
}

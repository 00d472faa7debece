import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A plain-text mail server that stores every mail. `node test/fakes/alerts/mail-sink.ts PORT` prints each mail. */
export interface MailSink extends AsyncDisposable {
  readonly port: number;
  /** Header and body of each mail, as it came. */
  readonly mails: readonly string[];
}

export async function openMailSink({
  port = 0,
  onMail,
}: {
  readonly port?: number;
  readonly onMail?: (mail: string) => void;
} = {}): Promise<MailSink> {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    serve(socket, (mail) => {
      mails.push(mail);
      onMail?.(mail);
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function serve(socket: Socket, take: (mail: string) => void): void {
  let waiting = "";
  let isMail = false;
  socket.write("220 mail sink\r\n");
  socket.setEncoding("utf8").on("data", (piece: string) => {
    waiting += piece;
    for (
      let end = waiting.indexOf(isMail ? "\r\n.\r\n" : "\r\n");
      end >= 0;
      end = waiting.indexOf(isMail ? "\r\n.\r\n" : "\r\n")
    ) {
      const said = waiting.slice(0, end);
      waiting = waiting.slice(end + (isMail ? 5 : 2));
      if (isMail) take(said);
      const isData = !isMail && /^DATA/i.test(said);
      socket.write(isData ? "354 go on\r\n" : /^QUIT/i.test(said) ? "221 bye\r\n" : "250 ok\r\n");
      isMail = isData;
    }
  });
}

if (import.meta.main)
  await openMailSink({
    port: Number(process.argv[2] ?? 2525),
    onMail: (mail) => process.stdout.write(`${new Date().toISOString()}\n${mail}\n\n`),
  });
